"""The site: how long it takes to write from nothing, and how long a reader waits for a chart's first answer.

Run: python benchmarks/site_pages.py [--quick]    (the second needs Chromium and playwright)
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measuring import OURS, Row, Used, apart, median, process
from tooltip import GOAL_S, ROUNDS, TRENDS, waited

PART = "site"
GOAL_SITE_S = 60.0


def measure(quick: bool) -> Iterator[Row]:
    """A row for the whole from an empty cache, without pictures and choices; one for each chart."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [process(_plain(Path(folder), str(place))) for place in range(1 if quick else 3)]
        used = median(runs)
        why = f"{used.cpu_seconds:.0f} CPU s: every trend is run and every record judged, none of it kept from before"
        yield Row(PART, "without pictures and choices, from nothing", used, goal=GOAL_SITE_S, of="s", why=why)
        site = Path(folder, "drawn")
        apart(_drawn, site)
        yield from apart(_waits, site, quick)


def _plain(folder: Path, name: str) -> list[str]:
    options = ["--no-pictures", "--no-choices", "--cache", str(folder / f"cache{name}"), "--out", str(folder / name)]
    return [*OURS, "site", *options]


def _drawn(out: Path) -> None:
    """A site with the charts of `TRENDS`, and without what their pages do not load."""
    from compute_trends.catalog.versions import all_versions
    from compute_trends.explorer import build
    from compute_trends.explorer.computed import facts, pictures
    from compute_trends.explorer.site import Site
    from compute_trends.trends.doors.pages import studies

    held: dict[str, dict[str, Any]] = {
        "facts": {name: facts.compute(name) for name in TRENDS},
        "pictures": {name: pictures.compute(name) for name in TRENDS},
        "choices": dict.fromkeys(TRENDS),
        "judged": {name: [] for name in all_versions()},
        "reproduced": {key: [] for key in studies()},
        "study_pictures": dict.fromkeys(studies()),
    }
    site = Site(workers=1)
    site.__dict__.update(trends=held["facts"], drawn=held["pictures"], chosen=held["choices"], _held=held)
    build.write_site(out, site)


def _waits(site: Path, quick: bool) -> list[Row]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        return [Row(PART, "a chart", why="not measured: it takes Chromium and playwright")]
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name in TRENDS:
            address = (site / f"trends/{name}.html").as_uri()
            rounds = [waited(browser, address) for _ in range(1 if quick else ROUNDS)]
            _, told, worked = map(statistics.median, zip(*rounds, strict=True))
            found.append(Row(PART, f"{name}: until the first answer", Used(told, worked), goal=GOAL_S, of="s"))
        browser.close()
    return found


def main() -> None:
    """Measure and print."""
    for row in measure("--quick" in sys.argv[1:]):
        print(row)


if __name__ == "__main__":
    main()
