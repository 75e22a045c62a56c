from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from compute_trends.catalog.texts.terminal import visible
from compute_trends.explorer.pages import sql
from compute_trends.explorer.site import TEMPLATES, Site

pytestmark = pytest.mark.slow

#: Template of pages -> a page of it.
PAGES = {
    "404.html": "404.html",
    "about.html": "about.html",
    "dataset.html": "data/milestone_systems.html",
    "datasets.html": "data/index.html",
    "embed.html": "embed/sevilla-deep-learning-era-2026.html",
    "front.html": "index.html",
    "record.html": "record.html?dataset=milestone_systems&id=katago",
    "search.html": "search.html?q=gpt-4",
    "sql.html": "sql/index.html",
    "studies.html": "studies/index.html",
    "study.html": "studies/amodei-hernandez-2018.html",
    "text.html": "rules/record-id-taken.html",
    "trend.html": "trends/sevilla-deep-learning-era.html",
    "trends.html": "trends/index.html",
}
#: Pages of the same templates that hold other things: a power law, a trend without axes, a long list, a guide.
FURTHER = (
    "trends/thompson-imagenet-computing-power.html",
    "trends/sevilla-systems.html",
    "rules/index.html",
    "docs/index.html",
    "record.html?dataset=accelerators&id=nvidia-h100-sxm5-64-gb",
    "record.html?dataset=benchmarks&id=mmlu",
)
#: Pages with controls of each kind.
CONTROLS = (
    "index.html",
    "trends/sevilla-deep-learning-era.html",
    "data/benchmarks.html",
    "record.html?dataset=milestone_systems&id=katago",
    "search.html?q=gpt-4",
    "sql/index.html",
    "embed/sevilla-deep-learning-era-2026.html",
)
TREND = "trends/sevilla-deep-learning-era.html"


def test_a_page_of_every_template_is_looked_at(templates: dict[str, str]) -> None:
    of_pages = {path.name for path in TEMPLATES.glob("*.html") if "{% extends" in path.read_text(encoding="utf-8")}
    assert set(PAGES) == of_pages
    assert {template: templates[path.partition("?")[0]] for template, path in PAGES.items()} == {n: n for n in PAGES}


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("path", [*PAGES.values(), *FURTHER])
def test_a_page_is_drawn_without_an_error_and_asks_nobody_else(reading: Any, scheme: str, path: str) -> None:
    with reading(scheme) as reader:
        page = reader.open(path)
        assert page.locator("main h1").count() == 1
        if page.locator("[data-chart]").count():
            assert page.locator("[data-chart] svg.marks").count() == 1
            assert page.get_attribute("[data-chart]", "aria-label")
        assert reader.wrong == []
        assert reader.elsewhere() == []


@pytest.mark.parametrize("path", [*PAGES.values(), *FURTHER])
def test_a_page_fits_every_screen_and_hinders_nobody_in_both_themes(
    reading: Any, hindrances: Callable[[Any], list[str]], path: str
) -> None:
    hard = []
    for theme in ("light", "dark"):
        with reading(width=1280, color_scheme=theme) as reader:
            page = reader.open(path)
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                hard += [f"{theme} {width}: {told}" for told in hindrances(page)]
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


@pytest.fixture(scope="module")
def asking(site: Site, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQL page as with an engine, and the assets of the site, but not the code of the engine."""
    out = tmp_path_factory.mktemp("asking") / "site"
    shutil.copytree(built / "assets", out / "assets")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql, "engine_files", lambda place, cache: iter(()))
        patch.setattr(sql, "database", lambda: b"tables")
        with_engine = replace(site, sql_engine=out)
        with_engine.__dict__.update(trends=site.trends)
        for file in sql.pages(with_engine):
            target = out / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
    return out


def test_a_browser_without_webassembly_gets_all_but_sql_and_is_told_so(reading: Any, asking: Path) -> None:
    with reading("http") as reader:
        reader.page.add_init_script("delete window.WebAssembly")
        page = reader.open("index.html")
        assert page.evaluate("typeof WebAssembly") == "undefined"
        assert page.locator(".card a").count()
        page = reader.open(TREND)
        assert page.locator("[data-chart] svg.marks").count() == 1
        page.click("button[role=tab]:has-text('Table')")
        assert page.locator("[data-points] tbody tr:visible").count() >= 99
        page = reader.open("data/milestone_systems.html#q=katago")
        assert page.locator("[data-records] tbody tr").count() == 1
        page.goto(f"{asking.as_uri()}/sql/index.html")
        page.click("[data-run]")
        page.wait_for_selector("[data-sql][data-ready]")
        assert "this browser has no WebAssembly" in page.inner_text("[data-problem]")
        assert page.locator("[data-example-text]").count()
        assert reader.wrong == []


def test_text_of_the_address_is_told_in_printable_characters(reading: Any, asking: Path) -> None:
    odd = "a\u202eb\x00c\x9bd\u2066e\u2028f\ufeffg\tn\u061cé漢\U0001f600\U000e0041"
    shown = visible(odd)
    assert "\\u202eb\\x00c\\x9bd" in shown

    def told(where: str) -> str:
        text: str = page.text_content(where)
        assert visible(text) == text
        return text

    asked = quote(odd)
    with reading() as reader:
        for path in (f"{TREND}#wings={asked}", f"data/benchmarks.html#{asked}={asked}"):
            page = reader.open(path)
            assert shown in told("[data-told]")
        page = reader.open(f"{TREND}#name={asked}")
        assert f"name holds “{shown}”" in told("[data-selection]")
        page = reader.open(f"record.html?dataset={asked}")
        assert f"no dataset {shown}." in told("[data-told]")
        page = reader.open(f"record.html?dataset=benchmarks&id={asked}")
        assert f"no record {shown}." in told("[data-told]")
        page = reader.open(f"search.html?q={asked}")
        page.wait_for_selector("[data-results] p")
        assert "\\u202eb\\x00c\\x9bd" in told("[data-results]")
        page.goto(f"{asking.as_uri()}/sql/index.html#trend={asked}")
        page.wait_for_function("() => document.querySelector('[data-status]').textContent.includes('none')")
        assert f"asks for a trend {shown}, which" in told("[data-status]")
        assert page.evaluate("text => window.site.shown(text, '\\n\\t')", "a\n\tb\r\x1b") == "a\n\tb\\r\\x1b"


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_what_takes_a_trend_elsewhere_is_written_by_the_page(reading: Any, scheme: str) -> None:
    from compute_trends.trends.run import trend_script

    with reading(scheme) as reader:
        page = reader.open(TREND)
        page.click("button[role=tab]:has-text('SQL')")
        page.wait_for_function("() => document.getElementById('sql-text').textContent")
        assert page.text_content("#sql-text") == trend_script("sevilla-deep-learning-era")
        page.click("button[role=tab]:has-text('Embed')")
        assert 'src="…/embed/sevilla-deep-learning-era.html"' in page.inner_text("#embed-chart")
        assert "Scatter plot of 99 points" in page.inner_text("#embed-picture")
        assert "n = 99" in page.inner_text("#embed-picture")
        assert page.get_attribute("[data-points] tbody tr:first-child a", "href").startswith("../record.html?dataset=")
        assert reader.wrong == []


@pytest.mark.parametrize("path", CONTROLS)
def test_every_control_is_reached_by_tab_and_shows_it(reading: Any, path: str) -> None:
    with reading() as reader:
        page = reader.open(path)
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]')]"
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
