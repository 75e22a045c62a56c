"""Where the line of a trend on training compute ends, from what is known of the systems of its table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from compute_trends.trends.choices.options import Options, shared_connection
from compute_trends.trends.choices.records import tables_of
from compute_trends.trends.declaration import Trend
from compute_trends.trends.known.shares import Known, known_in
from compute_trends.trends.points import Setting


def known_of(trend: Trend, variables: Mapping[str, Setting]) -> Known | None:
    """What is known of the systems in a trend's table; None where it does not rest on training compute.

    Args:
        trend: that names the table.
        variables: of the script, as `trend_variables` gives them.
    """
    if not trend.rests_on_compute:
        return None
    return known_systems(tables_of(trend, variables)["milestone_systems"], variables)


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
    return known_systems(tables_of(trend, variables)["milestone_systems"], variables).until


def known_systems(table: str, variables: Mapping[str, Setting]) -> Known:
    """What is known of the systems of a table by the day `as_of` of a script, where it has one."""
    return _known(table, day_of(variables))


def day_of(variables: Mapping[str, Setting]) -> date | None:
    """The day after which nothing exists yet, of a script that has one."""
    as_of = variables.get("as_of")
    return as_of if isinstance(as_of, date) else None


@cache
def _known(table: str, as_of: date | None) -> Known:
    return known_in(shared_connection(), table, as_of)
