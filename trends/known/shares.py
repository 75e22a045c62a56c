"""How much of the training compute of systems is known, per year, and how far a trend on it can be followed.

Developers have stopped publishing it, the leading ones first. From the half-year on in which it is known for fewer than
half of their systems, the known ones are a selection that says little of the others, so a trend ends before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.texts.sql_text import literal
from compute_trends.trends.known.leading_developers import is_leading_sql, listed

if TYPE_CHECKING:
    import duckdb

#: Trends that end by this day are left as they are.
PAST = date(2022, 12, 31)
#: Column in which a selection says of a row that it lies beyond the end of the line.
BEYOND = "beyond_known"
#: SQL variable that holds the last day of the line; null where it has no end of its own.
KNOWN_UNTIL = "known_until"

#: Columns of milestone systems that say how much is known.
KNOWN_COLUMNS = ("publication_date", "organizations", "training_compute_flop")

_LEAST = 0.5
_SPANS = ("years", "leading_years", "leading_half_years")
_FIRST_YEAR = 2012


@dataclass(frozen=True)
class Share:
    """Systems of a period, and those among them whose training compute is known."""

    period: str
    known: int
    systems: int

    @property
    def fraction(self) -> float:
        """Known ones of all; there is at least one system."""
        return self.known / self.systems

    def __str__(self) -> str:
        """The period and the share, in percent."""
        return f"{self.period} {self.fraction:.0%}"


@dataclass(frozen=True)
class Known:
    """What is known of a table's systems.

    Args:
        years: shares of all systems, per year.
        leading_years: those of the leading developers' systems.
        leading_half_years: the same per half-year ("2023-H1").
        what: the rows are, in the plural.
        which: of them are counted, behind the year.
        known_until: of all half-years, where these are only some of them.
    """

    years: tuple[Share, ...]
    leading_years: tuple[Share, ...]
    leading_half_years: tuple[Share, ...]
    what: str = "systems"
    which: str = ""
    known_until: date | None = None

    @property
    def until(self) -> date:
        """Last day of the last half-year that is known well enough, at the earliest that of 2022."""
        if self.known_until is not None:
            return self.known_until
        enough = [share.period for share in self.leading_half_years if share.fraction >= _LEAST]
        return max(_last_day(max(enough)), PAST) if enough else PAST

    def since(self, first: int, last: int = date.max.year) -> Known:
        """The shares of the years from `first` on, up to `last`."""
        wanted = range(first, last + 1)
        years, theirs, halves = (
            tuple(share for share in getattr(self, name) if int(share.period[:4]) in wanted) for name in _SPANS
        )
        return Known(years, theirs, halves, self.what, self.which, self.until)

    @property
    def thins_out(self) -> bool:
        """Whether there are systems of the leading developers beyond `until`."""
        return any(_last_day(share.period) > self.until for share in self.leading_half_years)

    @property
    def sentence(self) -> str:
        """How many systems of the last year are known, of all and of the leading developers'."""
        last = self.years[-1]
        theirs = next((share for share in self.leading_years if share.period == last.period), None)
        of_them = f" and for {_told(theirs)} of the leading developers ({listed()})" if theirs else ""
        return f"Of the {self.what} of {last.period}{self.which}, training compute is known for {_told(last)}{of_them}."

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        shares = {name: [entry(share) for share in getattr(self, name)] for name in _SPANS}
        return {"until": self.until.isoformat(), **shares}


def known_in(connection: duckdb.DuckDBPyConnection, table: str, as_of: date | None = None) -> Known:
    """Count the systems of a table of milestone systems whose training compute is known.

    Args:
        connection: with the table.
        table: its name in SQL.
        as_of: only systems published by this day exist.
    """
    return counted(
        connection.cursor(),
        f"select publication_date, {is_leading_sql()} as is_leading, training_compute_flop > 0 as known from {table}",
        as_of,
    )


def counted(
    connection: duckdb.DuckDBPyConnection,
    rows_sql: str,
    as_of: date | None = None,
    what: str = "systems",
    which: str = "",
) -> Known:
    """Count the known ones among rows, by year and half-year.

    Args:
        connection: on which the query runs.
        rows_sql: a query of one row for each system: `publication_date`, `is_leading` and `known`.
        as_of: only systems published by this day exist.
        what, which: words of `Known`.
    """
    rows = connection.execute(
        "select year(publication_date) as year, if(month(publication_date) > 6, 2, 1) as half, is_leading, "
        f"count(*) filter (where known) as known, count(*) as systems from ({rows_sql}) "
        f"where year(publication_date) >= {_FIRST_YEAR} and publication_date <= {literal(as_of or date.max)} "
        "group by all order by all"
    ).fetchall()
    leading = [row for row in rows if row[2]]
    return Known(
        _summed((str(year), known, systems) for year, _, _, known, systems in rows),
        _summed((str(year), known, systems) for year, _, _, known, systems in leading),
        _summed((f"{year}-H{half}", known, systems) for year, half, _, known, systems in leading),
        what,
        which,
    )


def _summed(rows: Iterable[tuple[str, int, int]]) -> tuple[Share, ...]:
    found: dict[str, tuple[int, int]] = {}
    for period, known, systems in rows:
        before = found.get(period, (0, 0))
        found[period] = before[0] + known, before[1] + systems
    return tuple(Share(period, *counts) for period, counts in found.items())


def _last_day(half_year: str) -> date:
    year, half = half_year.split("-H")
    return date(int(year), 6, 30) if half == "1" else date(int(year), 12, 31)


def entry(share: Share) -> dict[str, Any]:
    """A share ready for JSON."""
    return {**asdict(share), "share": share.fraction}


def _told(share: Share) -> str:
    return f"{share.known} of {share.systems}"
