"""What a picture shows of a result: points by series, and values in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from compute_trends.catalog.texts import numbers
from compute_trends.catalog.texts.numbers import CALENDAR_YEAR, in_powers, limits, measured
from compute_trends.trends.estimators.calendar import to_days
from compute_trends.trends.known.ends import named_until
from compute_trends.trends.pictures.tips import tips
from compute_trends.trends.published.figures import Figure, figure
from compute_trends.trends.results import TrendResult

#: Series of the points that a column `is_record_setter` marks.
RECORD_SETTERS = "record setters"
#: Series that hold what is left: listed last, and grey.
RESTS = ("unknown", "other")

_MOST_SERIES = 6
_ACRONYM = 3  # letters of gpu, tpu, ipu


@dataclass(frozen=True)
class Dot:
    """A point to draw; `name` is the record's, "" where rows have none.

    A hollow one is no part of the fit, or a supposition.
    """

    series: str
    x: float
    y: float
    name: str
    hollow: bool = False
    record: str = ""
    facts: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Line:
    """A line to draw, with the text of its legend; beyond its span it is an extrapolation."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] | None = None
    high: tuple[float, ...] | None = None
    published: bool = False
    span: tuple[float, float] | None = None


def dots(result: TrendResult, label: str) -> list[Dot]:
    """The points of a result, told apart by the column that the trend declares, else all of one series.

    A point beyond the end of a trend, where too little is known, bears no name: nobody can say that it is the latest
    or a record. Nor does one whose row has no name but its id.
    """
    points, table = result.points, result.points.table
    names = points.texts("name") if "name" in table.column_names else [None] * len(points)
    series = [label] * len(points)
    if result.trend.colour:
        cells = points.texts(result.trend.colour)
        series = [_series_name(result.trend.colour, cell) for cell in cells]
        common = [name for name, _ in Counter(series).most_common()]
        if len(common) > _MOST_SERIES:
            kept = set(common[: _MOST_SERIES - 1])
            series = [name if name in kept else "other" for name in series]
    records = points.texts("record_id") if "record_id" in table.column_names else [None] * len(points)
    known = tips(result)
    supposed = f"unknown, filled: {result.options.get('filling')}"
    last = _named_until(result)
    return [
        Dot(supposed, float(x), float(y), "", True)
        if record in result.filled
        else Dot(kind, float(x), float(y), str(name or "") if x <= last and name != record else "", False, record or "",
                 known.get(record or "", {}))
        for kind, x, y, name, record in zip(series, points.x, points.y, names, records, strict=True)
    ]  # fmt: skip


def _named_until(result: TrendResult) -> float:
    """The last day, since 1970, whose points bear names; infinite where x is no time."""
    if result.trend.x is None or result.trend.x.scale != "time":
        return math.inf
    ended = result.known is not None and not result.trend.endless
    until = result.known.until if ended and result.known else named_until(result.trend, result.settings)
    return to_days(until) if until else math.inf


def later_dots(result: TrendResult) -> list[Dot]:
    """The points beyond the end of the line, hollow and without a name: none of them is the latest, or a record."""
    if result.beyond is None or result.ends is None:
        return []
    series = f"after {result.ends:%Y-%m}, where too little is known: no part of the line"
    return [Dot(series, float(x), float(y), "", True) for x, y in zip(result.beyond.x, result.beyond.y, strict=True)]


def series_order(points: Sequence[Dot]) -> list[str]:
    """The series, the largest first, what is left last; so that a kind of chip has one colour in all pictures."""
    counts = Counter(dot.series for dot in points)
    return sorted(counts, key=lambda name: (RESTS.index(name) + 1 if name in RESTS else 0, -counts[name], name))


def printed(value: float | str) -> str:
    """A published value with the digits that it was printed with; very large and small ones shortened."""
    if isinstance(value, str) or not 1e-4 <= abs(value) < 1e6:
        return in_powers(value)
    return f"{value:,.0f}" if value == int(value) else numbers.printed(value)


def value_text(value: float | str, unit: str, number: Callable[[float | str], str] = in_powers) -> str:
    """A value with its unit, in words."""
    if unit == CALENDAR_YEAR:
        return measured(value, unit)
    text = number(value)
    if isinstance(value, str) or unit in ("", "1"):
        return text
    if unit in ("x", "x/year"):
        return text + ("× a year" if unit == "x/year" else "×")
    return text + numbers.units(unit, value)


def interval_text(
    low: float | None,
    high: float | None,
    level: float | None,
    number: Callable[[float | str], str] = in_powers,
    unit: str = "",
) -> str:
    """An interval in brackets, "" where there is none; years of the calendar are told by their unit."""
    if low is None and high is None:
        return ""
    if unit == CALENDAR_YEAR:
        number = partial(measured, unit_name=unit)
    name = f"{level:.0%} interval " if level else ""
    return f" ({name}{limits(low, high, number)})"


def published_of(result: TrendResult) -> list[Figure]:
    """The published figures that the result can be held against."""
    return [figure(item.figure) for item in result.published if not item.not_comparable]


def _series_name(column: str, cell: object) -> str:
    if isinstance(cell, bool):
        return f"{column.removeprefix('is_').replace('_', ' ')}s" if cell else "other"
    if cell is None:
        return "unknown"
    name = str(cell).replace("_", " ")
    return name.upper() if len(name) <= _ACRONYM and name.islower() else name
