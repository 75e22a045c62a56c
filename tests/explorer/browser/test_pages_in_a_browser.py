from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

#: One page of each template.
PAGES = (
    "index.html",
    "trends/index.html",
    "trends/sevilla-deep-learning-era.html",
    "trends/thompson-imagenet-computing-power.html",
    "trends/sevilla-systems.html",
    "studies/index.html",
    "studies/amodei-hernandez-2018.html",
    "data/index.html",
    "data/milestone_systems.html",
    "record.html?dataset=milestone_systems&id=katago",
    "rules/index.html",
    "rules/record-id-taken.html",
    "search.html?q=gpt-4",
    "about.html",
    "404.html",
)
TREND = "trends/sevilla-deep-learning-era.html"


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def _page(built: Path, path: str) -> str:
    return path if (built / path.partition("?")[0]).is_file() else ""


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_drawn_without_an_error_and_asks_nobody_else(
    reading: Any, built: Path, scheme: str, path: str
) -> None:
    if not _page(built, path):
        pytest.skip(f"there is no {path}")
    with reading(scheme) as reader:
        page = reader.open(path)
        assert page.locator("main h1").count() == 1
        if page.locator("[data-chart]").count():
            assert page.locator("[data-chart] svg.marks").count() == 1
        assert reader.wrong == []
        assert reader.elsewhere() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone_and_hinders_nobody(reading: Any, built: Path, axe: str, theme: str, path: str) -> None:
    if not _page(built, path):
        pytest.skip(f"there is no {path}")
    with reading(width=390, color_scheme=theme) as reader:
        page = reader.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        hard = [
            f"{item['id']}: {node['target']}: {node['failureSummary']}"
            for item in found["violations"]
            if item["impact"] in ("serious", "critical")
            for node in item["nodes"]
        ]
        assert hard == []


def test_without_a_script_the_answer_its_picture_table_and_files_are_there(reading: Any) -> None:
    with reading(java_script_enabled=False) as reader:
        page = reader.page
        page.goto(reader.root + TREND)
        text = page.inner_text("main")
        assert "5.55 months" in text
        assert "AlexNet" in text
        picture = page.locator("img.paper")
        assert picture.is_visible()
        assert picture.bounding_box()["height"] > 200
        for address in page.eval_on_selector_all("#download a[download]", "links => links.map(a => a.href)"):
            assert Path(address.removeprefix("file://")).is_file()
        assert page.locator("[data-controls]").is_hidden()
        assert reader.elsewhere() == []


def test_every_control_is_reached_by_tab_and_shows_it(reading: Any) -> None:
    with reading() as reader:
        page = reader.open(TREND)
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input, select, [tabindex=\"0\"]')]"
            ".filter((e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && !e.closest('[data-chart]')).length"
        )
        seen = set()
        for _ in range(wanted * 2):
            page.keyboard.press("Tab")
            place, shown = page.evaluate(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                " const shown = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;"
                " return [[...document.querySelectorAll('*')].indexOf(e), shown]; })()"
            )
            if page.evaluate("document.activeElement === document.body"):
                break
            assert shown, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            seen.add(place)
        assert len(seen) >= wanted


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_policy_of_a_page_stops_what_is_not_ours(reading: Any, scheme: str) -> None:
    with reading(scheme) as reader:
        page = reader.open("index.html")
        page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.obeyed = true';"
            " document.head.append(s); const i = document.createElement('div');"
            " i.innerHTML = '<img src=x onerror=\"window.obeyed = true\">'; document.body.append(i); }"
        )
        page.wait_for_timeout(300)
        assert page.evaluate("window.obeyed") is None
        assert page.evaluate("fetch('https://example.org/').then(() => 'let out', () => 'held')") == "held"
        page.evaluate("() => { setTimeout('window.obeyed = true', 0); }")
        page.wait_for_timeout(200)
        assert page.evaluate("window.obeyed") is None


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_three_clicks_lead_from_the_front_page_to_a_cited_figure_in_a_spreadsheet(reading: Any, scheme: str) -> None:
    import csv

    with reading(scheme, accept_downloads=True) as reader:
        page = reader.open("index.html")
        page.click(".card a")
        page.wait_for_selector("body[data-ready]")
        page.click("button[role=tab]:has-text('Download')")
        with page.expect_download() as waiting:
            page.click("#download a[href$='.figure.csv']")
        path = waiting.value.path()
        [row] = csv.DictReader(Path(path).read_text(encoding="utf-8").splitlines())
        assert float(row["low"]) < float(row["estimate"]) < float(row["high"])
        assert row["command"] in row["citation"]


def test_a_chosen_theme_is_kept_from_page_to_page(reading: Any) -> None:
    with reading("http", color_scheme="light") as reader:
        page = reader.open("index.html")
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.click("[data-theme-switch]")
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert dark != light
        reader.open(TREND)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
        assert page.locator("[data-chart] svg text[fill='#c9c9c9']").count() > 0


def test_a_print_shows_all_views_of_a_trend(reading: Any) -> None:
    with reading() as reader:
        page = reader.open(TREND)
        page.emulate_media(media="print")
        for part in ("chart", "table", "method", "cite", "sql"):
            assert page.locator(f"#{part}").is_visible()
        assert page.locator("[data-controls]").is_hidden()


def test_a_page_weighs_little(built: Path, reading: Any) -> None:
    import gzip

    def weight(path: str) -> int:
        with reading("http") as reader:
            reader.open(path)
            names = [url.removeprefix(reader.root).partition("?")[0] for url in reader.asked if url.startswith("http")]
            return sum(len(gzip.compress((built / (name or "index.html")).read_bytes())) for name in names)

    assert weight("index.html") <= 150_000
    assert weight("trends/sevilla-deep-learning-era-2026.html") <= 450_000
