"""What an estimator gives back: a number with its interval, and the lines that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from compute_trends.trends.points import Points


@dataclass(frozen=True)
class Curve:
    """A line to draw over the points, in the units of the axes (dates as days since 1970-01-01), with its band.

    Args:
        label: for the legend; in it `{value}` stands for the estimate and `{quantity}` for the trend's quantity.
        x, y: of points along the line.
        low, high: of its band, at the same x.
        value, unit: what `{value}` stands for where the line has a number of its own.
        span: first and last x of the points behind it, where it goes on beyond them.
    """

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] | None = None
    high: tuple[float, ...] | None = None
    value: float | None = None
    unit: str = "1"
    span: tuple[float, float] | None = None


@dataclass(frozen=True)
class Place:
    """An estimate that is a place on an axis, such as a day or the computation at a target, with its interval.

    Args:
        axis: "x" or "y".
        value, low, high: in the unit of that axis (dates as days); None for an end that there is not.
        other: where it lies on the other axis; None for a line right across.
        label: what it is.
    """

    axis: str
    value: float
    low: float | None
    high: float | None
    other: float | None
    label: str


#: From a value in the trend's unit to the line over the points that it stands for; its label is empty.
LineOf = Callable[[float], Curve]


@dataclass(frozen=True)
class Estimate:
    """What an estimator found, in the trend's unit.

    Args:
        value: the number, or a text where the question asks for a direction.
        low, high: limits of the interval that holds `level`; None where there is none, or an end is unbounded.
        n: number of points behind it.
        numbers: further figures by name with unit (`slope_log10_per_year`, `p_value`), for people and for plots.
        curves: lines to draw: the fits, and the estimate itself where it is none of them.
        line_of: the line that a value of this kind stands for, to draw a published one beside ours; None where a value
            is no line.
        place: the estimate on the axes, where it is a place on one of them.
        records: which points are the records: the "lowest", or "none" where points of several levels hold no common
            one; "" where the run of the points says it.
        levels: what bounds y by the model (name -> y), as chance and ceiling bound a score.
        note: whole sentences a reader of the number must know.
    """

    value: float | str
    n: int
    low: float | None = None
    high: float | None = None
    level: float | None = None
    r2: float | None = None
    numbers: Mapping[str, float | int | str | None] = field(default_factory=dict)
    curves: tuple[Curve, ...] = ()
    line_of: LineOf | None = field(default=None, compare=False)
    place: Place | None = None
    records: Literal["", "lowest", "none"] = ""
    levels: Mapping[str, float] = field(default_factory=dict)
    note: str = ""


#: What a trend declares as its estimator.
Method = Callable[[Points], Estimate]
