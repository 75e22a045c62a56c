"""Every result names the tables of its own points."""

from __future__ import annotations

import re
from functools import cache

import pytest

from compute_trends.catalog.versions import find_version, sql_schema
from compute_trends.trends.declaration import Trend
from compute_trends.trends.registry import get_trend, list_trends
from compute_trends.trends.run import Options, run_trend, select_points, shared_connection, tables_behind

_SPAN = re.compile(r"quarter-\d{4}-\d{2}-\d{2}|\d{4}")
#: Trends of chips read the newest table of them.
CHIPS = find_version("accelerators").version
_CHIP_AND_YEAR = re.compile(r"-\d{4}$")


@cache
def _records(dataset: str, version: str) -> frozenset[str]:
    table = shared_connection().cursor().sql(f"select record_id from {sql_schema(version)}.{dataset}")
    return frozenset(record for (record,) in table.fetchall())


@pytest.mark.parametrize("trend", list_trends(), ids=lambda trend: trend.name)
def test_points_are_records_of_the_tables_that_a_trend_names(trend: Trend) -> None:
    points, _ = select_points(trend)
    tables = tables_behind(trend, Options(), points.settings)
    known = set().union(*(_records(dataset, version) for dataset, version in tables.items()))
    assert len(points)
    # The median price of a chip in a year is called after both, and a quarter or year after itself.
    assert {
        _CHIP_AND_YEAR.sub("", name) if "price_date" in points.table.column_names and name not in known else name
        for name in points.texts("record_id")
        if not _SPAN.fullmatch(name)
    } <= known


def test_growth_of_chips_is_said_of_the_table_of_chips() -> None:
    found = run_trend("three-forces-flop-per-joule")
    assert dict(found.tables) == {"accelerators": CHIPS}
    assert (found.as_dict()["dataset"], found.version) == ("accelerators", CHIPS)


def test_a_quotient_names_both_tables_and_the_versions_that_were_asked_for() -> None:
    trend = get_trend("three-forces-energy-per-frontier-model")
    assert run_trend(trend).rows == f"milestone_systems 2026.8.0, accelerators {CHIPS}"
    old = run_trend(trend, Options(version="2024.10.0"))
    assert old.rows == f"milestone_systems 2024.10.0, accelerators {CHIPS}"
