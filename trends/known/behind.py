"""What a result says of the unknown: how much training compute is known of the systems or models behind its points."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from compute_trends.trends.choices.options import shared_connection
from compute_trends.trends.choices.records import tables_of
from compute_trends.trends.declaration import Trend
from compute_trends.trends.estimators.calendar import from_days
from compute_trends.trends.known.capable import most_capable
from compute_trends.trends.known.ends import day_of, known_of, known_systems
from compute_trends.trends.known.models import known_models
from compute_trends.trends.known.shares import Known, Share
from compute_trends.trends.points import Points, Setting

if TYPE_CHECKING:
    import pyarrow as pa


def knowledge(
    trend: Trend, variables: Mapping[str, Setting], points: Points, rows: pa.Table, month: str, *, filled: bool
) -> dict[str, Any]:
    """`known`, `capable` and `filled` of a result, as far as the trend depends on training compute.

    Args:
        trend: that was computed.
        variables: of the script, as `trend_variables` gives them.
        points: of the result.
        rows: of the trend's statement, none of them filled.
        month: the last one of its rows ("2026-08").
        filled: whether the points are.
    """
    found: dict[str, Any] = {"capable": _capable(trend, variables, month)}
    known = _known(trend, variables, rows)
    if known is None:
        return found
    first = _first_day(trend, points)
    found["known"] = known.since(first.year if first else date.min.year, int(month[:4]))
    found["filled"] = _filled(trend, variables, points, rows) if filled else frozenset()
    return found


def _known(trend: Trend, variables: Mapping[str, Setting], rows: pa.Table) -> Known | None:
    if not trend.endless:
        return known_of(trend, variables)
    tables = tables_of(trend, variables)
    systems = tables["milestone_systems"]
    if trend.dataset != "benchmark_results":
        return known_systems(systems, variables)
    return known_models(shared_connection(), rows, tables[trend.dataset], systems, day_of(variables))


def _capable(trend: Trend, variables: Mapping[str, Setting], month: str) -> tuple[Share, ...]:
    """Of how many of the most capable models it is known, by year; nothing for a trend not about training compute."""
    if not trend.about_compute:
        return ()
    return tuple(share for share in most_capable(day_of(variables)) if share.period <= month)


def _first_day(trend: Trend, points: Points) -> date | None:
    """The day of the earliest point; None where none has a date."""
    if trend.x is not None and trend.x.scale == "time":
        return from_days(points.x.min())
    if "publication_date" not in points.table.column_names:
        return None
    return min(filter(None, points.texts("publication_date")), default=None)


def _filled(trend: Trend, variables: Mapping[str, Setting], points: Points, rows: pa.Table) -> frozenset[str]:
    """The records among the points whose training compute is not known but filled."""
    if trend.dataset == "benchmark_results":
        cells = zip(rows["record_id"].to_pylist(), rows["training_compute_flop"].to_pylist(), strict=True)
        known = {record for record, flop in cells if flop}
    else:
        table = tables_of(trend, variables)["milestone_systems"]
        found = f"select record_id from {table} where training_compute_flop > 0"
        known = {record for (record,) in shared_connection().cursor().execute(found).fetchall()}
    return frozenset(points.texts("record_id")) - known
