"""The SQL page in a real browser: over http and from a disk, every script of a trend, and no request to elsewhere.

Takes Chromium, playwright, and the engine in the folder that COMPUTE_TRENDS_SQL_ENGINE names, or in .venv/sql-engine.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.explorer import build
from compute_trends.explorer.site import Site
from compute_trends.trends.registry import list_trends
from compute_trends.trends.run import trend_script

ENGINE = Path(os.environ.get("COMPUTE_TRENDS_SQL_ENGINE") or PACKAGE_ROOT / ".venv" / "sql-engine")
PATIENCE_MS = 180_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ENGINE.is_dir(), reason=f"the SQL engine is not in {ENGINE}"),
]


@pytest.fixture(scope="module")
def folder(few: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "site"
    site = replace(few, sql_engine=ENGINE)
    site.__dict__["trends"] = few.trends
    build.write_site(out, site)
    return out


@pytest.fixture(scope="module")
def address(folder: Path, serve: Callable[[Path], str]) -> str:
    return serve(folder)


@pytest.fixture(params=["http", "disk"])
def page(request: pytest.FixtureRequest, browser: Any, address: str, folder: Path) -> Iterator[Any]:
    """The SQL page, over http and from a disk; what it asked for and complained of is looked at afterwards."""
    context = browser.new_context()
    opened, asked, said = context.new_page(), list[str](), list[str]()
    opened.set_default_timeout(PATIENCE_MS)
    context.on("request", lambda item: asked.append(item.url))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("console", lambda item: said.append(item.text) if "Content Security Policy" in item.text else None)
    home = address if request.param == "http" else folder.as_uri()
    opened.goto(f"{home}/sql/index.html")
    yield opened
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith((f"{home}/", "blob:", "data:"))] == []


def run(page: Any, sql: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("sql => window.sql.run(sql)", sql)
    return found


def plain(value: Any) -> Any:
    """A value as the page holds it."""
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, float | int) and isinstance(theirs, float | int):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-300)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs)


def test_a_query_is_answered_in_a_table_and_can_be_taken_away(page: Any) -> None:
    page.fill("#query", "select 'a''b' as word, [1, 2] as list, date '2020-02-03' as day, null as none, 1e20 as large")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-sql][data-ready]")
    cells = page.locator("[data-result] td").all_inner_texts()
    assert cells == ["a'b", "1; 2", "2020-02-03", "", "100000000000000000000"]
    assert "1 row, 5 columns" in page.inner_text("[data-status]")
    assert page.evaluate("window.sqlPage.command()") == (
        "compute-trends sql 'select '\\''a'\\'''\\''b'\\'' as word, [1, 2] as list, date '\\''2020-02-03'\\'' as day, "
        "null as none, 1e20 as large'"
    )
    assert "#q=select" in page.url


def test_a_result_hinders_nobody_in_both_themes_on_any_screen(
    page: Any, hindrances: Callable[[Any], list[str]]
) -> None:
    page.fill("#query", "select release_date, tdp_w from accelerators where tdp_w > 0 order by all limit 40")
    page.click("[data-run]")
    page.wait_for_selector("[data-sql][data-ready]")
    assert page.locator("[data-result] td").count()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert hindrances(page) == []


def test_what_cannot_be_answered_is_told_and_what_reaches_out_is_refused(page: Any) -> None:
    for number, (sql, told) in enumerate(
        [
            ("select nothing from nowhere", "nowhere does not exist"),
            ("select * from read_csv('https://example.org/x.csv')", "reaches no other host"),
            ("install httpfs; load httpfs", ""),
            ("load json", ""),
            ("drop table v2022_2_0.milestone_systems", "read-only"),
            ("<img src=x onerror=alert(1)>", "syntax error"),
        ],
        start=1,
    ):
        page.fill("#query", sql)
        page.click("[data-run]")
        page.wait_for_selector(f"[data-sql][data-ready='{number}']")
        assert page.inner_text("[data-status]") == "The query was refused.", sql
        assert told in page.inner_text("[data-problem]")
    assert page.locator("main img").count() == 0
    page.fill("#query", "from milestone_systems where name = 'nobody'")
    page.click("[data-run]")
    page.wait_for_selector("[data-sql][data-ready='7']")
    assert "No row meets the query." in page.inner_text("[data-status]")


def test_an_address_that_asks_for_what_there_is_not_falls_back_and_says_so(page: Any) -> None:
    page.evaluate("location.hash = 'trend=no-such-trend'")
    page.wait_for_function("() => document.querySelector('[data-status]').textContent.includes('no-such-trend')")
    page.evaluate("location.hash = 'trend=sevilla-deep-learning-era'")
    page.wait_for_function("() => document.getElementById('query').value.includes('sevilla_era')")


def test_scripts_of_all_trends_give_in_the_page_what_they_give_in_python(page: Any) -> None:
    connection, different = connect(), []
    every = list_trends()
    for trend in every if page.url.startswith("http") else every[:: len(every) // 12]:
        script = trend_script(trend)
        found = run(page, script)
        ours = connection.execute(script)
        names = [column[0] for column in ours.description or ()]
        rows = [[plain(value) for value in row] for row in ours.fetchall()]
        if [column["name"] for column in found["columns"]] != names or not same(rows, found["rows"]):
            different.append(trend.name)
    assert different == []
