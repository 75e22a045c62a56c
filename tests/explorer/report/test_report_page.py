from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.changes.diff import CellChange, RecordChange
from compute_trends.explorer.report import page
from compute_trends.explorer.report.answers import Answer, beside, headlines
from compute_trends.explorer.report.movements import movements
from compute_trends.explorer.report.quality import quality
from compute_trends.trends.pictures.look import THEMES
from compute_trends.trends.run import reproduce, run_trend

MOST_BYTES = 3_000_000
EVIL = "<img src=x onerror=alert(1)></script><b>\"'&\u202e" + "long" * 50


#: Leaves of the rows of a table that differ in their texts alone the first: axe-core looks long at each cell.
ONE_OF_EACH_FORM = """() => {
  for (const body of document.querySelectorAll("tbody")) {
    const seen = new Set();
    for (const row of [...body.rows]) {
      const form = row.outerHTML.replace(/>[^<]+/g, ">").replace(/ (href|id|title)="[^"]*"/g, "");
      if (seen.has(form)) row.remove();
      seen.add(form);
    }
  }
}"""


class Outline(HTMLParser):
    """What a page is made of: its elements with their attributes, in order, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a report that take a moment, each of them real."""
    result = run_trend("patterson-gpt-3")
    rows = tuple(beside(row) for row in reproduce("patterson-2021"))
    pictures = {theme: f"<svg xmlns='http://www.w3.org/2000/svg'><title>{theme}</title></svg>" for theme in THEMES}
    found = Answer(result, "told", "value", "command", rows[:1], pictures)
    monkeypatch.setattr(page, "answers", lambda: [found])
    monkeypatch.setattr(page, "headlines", lambda: {"patterson-2021": list(rows)})
    monkeypatch.setattr(page, "quality", lambda: quality(["training_energy", "hardware_prices", "ai_usage"]))
    monkeypatch.setattr(page, "movements", lambda since: movements(since, of=["algorithmic_efficiency", "benchmarks"]))


def check_page(text: str) -> Outline:
    """Everything that a page of its own must be."""
    found = Outline(text)
    assert len(text.encode()) < MOST_BYTES
    identifiers = Counter(attributes["id"] for _, attributes in found.elements if "id" in attributes)
    assert [name for name, count in identifiers.items() if count > 1] == []
    assert found.of("html") == [{"lang": "en"}]
    assert found.of("script", "link", "iframe", "object") == []
    assert all(str(item["src"]).startswith("data:image/svg+xml;base64,") for item in found.of("img"))
    assert all(item["alt"] for item in found.of("img"))
    assert all(str(item["href"]).startswith("#") for item in found.of("a"))
    assert {str(item["href"])[1:] for item in found.of("a")} <= identifiers.keys()
    assert len(found.of("h1")) == len(found.of("main")) == 1
    regions = [item for item in found.of("div") if item.get("role") == "region"]
    assert regions
    assert all(item["aria-label"] and item["tabindex"] == "0" for item in regions)
    levels = [int(tag[1]) for tag, _ in found.elements if tag in ("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    return found


@pytest.mark.usefixtures("small")
def test_the_page_holds_all_that_it_shows() -> None:
    found = check_page(page.render_report())
    assert "default-src 'none'" in str([item.get("content") for item in found.of("meta")])
    for told in ("GPT-3", "algorithmic_efficiency", "hardware_prices", "slip of 1e9", "contradiction"):
        assert told in found.text


@pytest.mark.usefixtures("small")
def test_texts_are_shown_and_never_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    (moved,) = movements(of=["benchmarks"])
    cell = CellChange("url", EVIL, 1.0, None, EVIL)
    changes = replace(moved.changes, revised=[RecordChange("a-record", EVIL, (cell,))])
    monkeypatch.setattr(page, "movements", lambda _: [replace(moved, changes=changes)])
    text = page.render_report()
    found = check_page(text)
    assert found.of("b") == []
    assert "\u202e" not in text
    assert found.text.count(EVIL.replace("\u202e", "\\u202e")) >= 2


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, list[str]]:
    """The whole report as a file, its size in bytes as told, and the steps that were told."""
    target, steps = tmp_path_factory.mktemp("whole") / "report.html", list[str]()
    size = page.write_report(target, {"benchmark_results": "2022.8.0"}, step=steps.append)
    return target, size, steps


@pytest.mark.slow
def test_the_whole_report_is_written_in_one_file(whole: tuple[Path, int, list[str]]) -> None:
    target, size, steps = whole
    assert tuple(steps) == page.PARTS
    text = target.read_text(encoding="utf-8")
    assert len(text.encode()) == size
    found = check_page(text)
    assert len(found.of("img")) == 10
    for rows in headlines().values():
        for item in rows:
            assert item.ours in found.text
    assert "benchmark_results: 2022.8.0 to" in found.text
    assert [path.name for path in target.parent.iterdir()] == ["report.html"]


@pytest.mark.slow
def test_the_whole_report_fits_every_screen_and_hinders_nobody_in_both_themes(
    whole: tuple[Path, int, list[str]], browser: Any, hindrances: Callable[[Any], list[str]]
) -> None:
    hard, grounds = [], set()
    for theme, widths in (("light", (390, 1280)), ("dark", (1280, 390))):
        context = browser.new_context(color_scheme=theme)
        try:
            opened = context.new_page()
            opened.goto(whole[0].as_uri())
            grounds.add(opened.evaluate("getComputedStyle(document.body).backgroundColor"))
            for width in widths:
                opened.set_viewport_size({"width": width, "height": 900})
                assert opened.evaluate("document.documentElement.scrollWidth") <= width
            opened.evaluate(ONE_OF_EACH_FORM)
            hard += [f"{theme} {widths[-1]}: {told}" for told in hindrances(opened)]
        finally:
            context.close()
    assert hard == []
    assert len(grounds) == 2


@pytest.mark.usefixtures("small")
def test_nothing_is_left_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(page, "render_report", fail)
    with pytest.raises(RuntimeError):
        page.write_report(tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []
