"""How long a reader of the site waits: until a chart is drawn, and until a point under the pointer says what it is.

Run: python benchmarks/tooltip.py SITE [TREND ...]    (needs Chromium and playwright; SITE is a folder of the site)

Each page is opened anew from the disk, without anything kept, ROUNDS times; medians are printed, and the processor time
of the browser's page, which says more on a machine that does other things. Ends with 1 where the first answer takes
longer than the goal.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROUNDS = 5
GOAL_S = 2.0  # until the first answer under the pointer
TRENDS = ("sevilla-deep-learning-era", "sevilla-deep-learning-era-2026", "hardware-fp32-rate")

#: The middle of a point of the largest group of points.
_POINT = """(() => {
  const groups = [...document.querySelectorAll("[data-chart] g.mark-symbol.role-mark")];
  const points = groups.sort((a, b) => b.children.length - a.children.length)[0].children;
  const box = points[Math.floor(points.length / 2)].getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})()"""
_WORKED = "Performance.getMetrics"


def waited(browser: Any, address: str) -> tuple[float, float, float]:
    """Seconds from the address to the chart and to the first answer, and of the processor for the page."""
    context = browser.new_context(viewport={"width": 1280, "height": 1200})
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable")
        start = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("body[data-ready]", timeout=60_000)
        drawn = time.perf_counter() - start
        page.mouse.move(*page.evaluate(_POINT))
        page.locator("#vg-tooltip-element.visible").wait_for(timeout=60_000)
        told = time.perf_counter() - start
        worked = {item["name"]: item["value"] for item in session.send(_WORKED)["metrics"]}["TaskDuration"]
        return drawn, told, worked
    finally:
        context.close()


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if len(sys.argv) < 2 or chromium is None:
        sys.exit("usage: tooltip.py SITE [TREND ...], with Chromium on the path")
    site, trends = Path(sys.argv[1]).resolve(), sys.argv[2:] or TRENDS
    slowest = 0.0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print("| page | drawn, s | first answer, s | page's tasks, CPU s |\n| --- | ---: | ---: | ---: |")
        for name in trends:
            rounds = [waited(browser, (site / f"trends/{name}.html").as_uri()) for _ in range(ROUNDS)]
            drawn, told, worked = map(statistics.median, zip(*rounds, strict=True))
            print(f"| {name} | {drawn:.2f} | {told:.2f} | {worked:.2f} |")
            slowest = max(slowest, told)
        browser.close()
    sys.exit(slowest > GOAL_S)


if __name__ == "__main__":
    main()
