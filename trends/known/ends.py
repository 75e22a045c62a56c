"""Where the line of a trend on training compute ends, from what is known of the systems of its table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from compute_trends.trends.choices.options import Options, shared_connection
from compute_trends.trends.choices.records import tables_of
from compute_trends.trends.declaration import Trend
from compute_trends.trends.known.capable import most_capable
from compute_trends.trends.known.shares import Known, Share, known_in
from compute_trends.trends.points import Points, Setting


def known_of(trend: Trend, variables: Mapping[str, Setting]) -> Known | None:
    """What is known of the systems in a trend's table; None where it does not rest on training compute.

    Args:
        trend: that names the table.
        variables: of the script, as `trend_variables` gives them.
    """
    if not trend.rests_on_compute:
        return None
    as_of = variables.get("as_of")
    return _known(tables_of(trend, variables)["milestone_systems"], as_of if isinstance(as_of, date) else None)


def capable_of(trend: Trend, variables: Mapping[str, Setting], month: str) -> tuple[Share, ...]:
    """Of how many of the most capable models it is known, by year; nothing for a trend not about training compute.

    Args:
        trend, variables: as `known_of` takes them.
        month: the last one of its rows ("2026-08").
    """
    if not trend.about_compute:
        return ()
    as_of = variables.get("as_of")
    return tuple(share for share in most_capable(as_of if isinstance(as_of, date) else None) if share.period <= month)


def known_until(trend: Trend, options: Options, variables: Mapping[str, Setting]) -> date | None:
    """The last day of the line; None where a last day was asked for or the unknown is filled, and for other trends."""
    if options.until is not None or options.filling is not None:
        return None
    known = known_of(trend, variables)
    return None if known is None else known.until


def named_until(trend: Trend, variables: Mapping[str, Setting]) -> date | None:
    """The last day of which so much is known that a system may be called the latest or a record; None for other rows.

    It holds for every quantity of milestone systems over time: who keeps the training compute back keeps back cost and
    power as well.
    """
    if trend.dataset != "milestone_systems" or trend.x is None or trend.x.scale != "time":
        return None
    as_of = variables.get("as_of")
    return _known(tables_of(trend, variables)["milestone_systems"], as_of if isinstance(as_of, date) else None).until


@cache
def _known(table: str, as_of: date | None) -> Known:
    return known_in(shared_connection(), table, as_of)


def filled_of(trend: Trend, options: Options, variables: Mapping[str, Setting], points: Points) -> frozenset[str]:
    """The records among the points whose training compute is not known but filled."""
    if options.filling in (None, "none"):
        return frozenset()
    table = tables_of(trend, variables)["milestone_systems"]
    known = f"select record_id from {table} where training_compute_flop > 0"
    rows = shared_connection().cursor().execute(known).fetchall()
    return frozenset(points.texts("record_id")) - {record for (record,) in rows}
