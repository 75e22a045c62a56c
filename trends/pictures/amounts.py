"""Amounts as readers of a picture say them: "80 GB", "7.12 billion USD", "9.4%", beside points and on axes."""

from __future__ import annotations

from collections.abc import Callable

from compute_trends.catalog.texts import numbers
from compute_trends.catalog.texts.numbers import CALENDAR_YEAR, in_powers, limits, measured
from compute_trends.trends.declaration import Axis, Trend

#: Unit of a part of a whole, which is drawn in percent; its values run from 0 to 1.
PART = "%"

_PREFIXES = ((1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
#: Units that take a prefix, as they are written behind one.
_PREFIXED = {"byte": "B", "byte/s": "B/s", "W": "W"}
#: Units of what is counted or paid, whose large numbers are words.
_COUNTED = frozenset({
    "USD", "chip", "user", "token/day", "message/day", "parameter", "system", "transistor", "H100-equivalent",
    "datapoint", "hour",
})  # fmt: skip
_MOST_IN_WORDS = 1e15

#: A number with its unit.
Number = Callable[[float | str], str]


def unit_of(trend: Trend) -> str:
    """The unit of a trend's estimate for readers: `PART` for a share."""
    if trend.unit != "1":
        return trend.unit
    words = trend.quantity.split()
    part_of_another = trend.y is not None and trend.y.is_part and "over" in words
    return PART if "share" in words or part_of_another else trend.unit


def unit_on(axis: Axis) -> str:
    """The unit of an axis for readers."""
    return PART if axis.is_part else axis.unit


def amount(value: float | str, unit: str, number: Number = in_powers) -> str:
    """A value with its unit, in words."""
    if isinstance(value, str) or unit in ("", "1"):
        return number(value)
    if unit == CALENDAR_YEAR:
        return measured(value, unit)
    if unit == PART:
        return f"{number(float(f'{100 * value:.12g}'))}%"
    if unit in ("x", "x/year"):
        return number(value) + ("× a year" if unit == "x/year" else "×")
    if unit.endswith("/year"):
        return (
            f"{number(value)} a year" if unit == "1/year" else f"{number(value)} {unit.removesuffix('/year')}s a year"
        )
    size = abs(value)
    for factor, prefix in _PREFIXES if unit in _PREFIXED else ():
        if size >= factor:
            return f"{number(value / factor)} {prefix}{_PREFIXED[unit]}"
    for factor, word in _WORDS if unit in _COUNTED and size < _MOST_IN_WORDS else ():
        if size >= factor:
            return f"{number(value / factor)} {word}{numbers.units(unit, value)}"
    return number(value) + (f" {_PREFIXED[unit]}" if unit in _PREFIXED else numbers.units(unit, value))


def interval(
    low: float | None, high: float | None, level: float | None, unit: str = "", number: Number = in_powers
) -> str:
    """An interval in brackets, "" where there is none; the unit is said where it scales the numbers."""
    if low is None and high is None:
        return ""
    name = f"{level:.0%} interval " if level else ""
    if unit in (PART, CALENDAR_YEAR) or unit in _PREFIXED or unit in _COUNTED:
        ends = ["?" if end is None else amount(end, unit, number) for end in (low, high)]
        return f" ({name}{ends[0]} to {ends[1]})"
    return f" ({name}{limits(low, high, number)})"


def title(axis: Axis) -> str:
    """The title of an axis with its unit, where neither the title nor the ticks say it."""
    unit = "×" if axis.unit == "x" else axis.unit
    told = unit in ("", "1") or unit in _PREFIXED or axis.title.lower().startswith(unit.partition("/")[0])
    return axis.title if told else f"{axis.title} ({unit})"


def ticks(axis: Axis, low: float, high: float) -> str:
    """A Vega expression for the labels of the ticks between two values; "" where Vega's own will do."""
    size = f"abs({_VALUE})"
    if axis.is_part:
        return f"format(100 * {_VALUE}, '.3~g') + '%'"
    if axis.unit in _PREFIXED:
        unit = _PREFIXED[axis.unit]
        found = f"format({_VALUE}, ',.6~g') + ' {unit}'"
        for factor, prefix in reversed(_PREFIXES):
            found = f"{size} >= {factor:g} ? format({_VALUE} / {factor:g}, ',.6~g') + ' {prefix}{unit}' : {found}"
        return found
    if axis.unit in _COUNTED and high < _MOST_IN_WORDS and low >= _LEAST_PLAIN:
        found = f"format({_VALUE}, ',.6~g')"
        for factor, word in reversed(_WORDS):
            found = f"{size} >= {factor:g} ? format({_VALUE} / {factor:g}, ',.6~g') + ' {word}' : {found}"
        return found
    if axis.scale == "log" and low >= _LEAST_PLAIN and high <= _MOST_PLAIN:
        return f"format({_VALUE}, ',.6~g')"
    return ""


_VALUE = "datum.value"
_LEAST_PLAIN, _MOST_PLAIN = 1e-4, 1e6  # between these a tick is written out
