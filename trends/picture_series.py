"""What a picture shows of a result: points by series, our lines, the published line, the record setters."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compute_trends.trends.picture_axes import Scale, digits
from compute_trends.trends.published import Figure, figure
from compute_trends.trends.results import Curve, TrendResult

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Series of the points that a column `is_record_setter` marks.
RECORD_SETTERS = "record setters"

_MOST_SERIES = 6
_MOST_LABELS = 6
_MOST_COVERED = 2  # points or ends of lines under a label
_LONGEST_NAME = 28
_ACRONYM = 3  # letters of gpu, tpu, ipu
_LETTER, _LINE_HEIGHT = 6.6, 13.0  # pixels of a label
_MONTHS = (30.0, 365.0 / 12, 365.25 / 12)
_YEARS = (365.0, 365.25, 365.2425)


@dataclass(frozen=True)
class Dot:
    """A point to draw; `name` is the record's, "" where rows have none."""

    series: str
    x: float
    y: float
    name: str


@dataclass(frozen=True)
class Line:
    """A line to draw, with the text of its legend."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] | None = None
    high: tuple[float, ...] | None = None
    published: bool = False


@dataclass(frozen=True)
class Label:
    """A name beside a point: the text, the point, and where the text stands from it, in pixels."""

    text: str
    x: float
    y: float
    dx: float
    dy: float
    align: str


Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


def dots(result: TrendResult, label: str) -> list[Dot]:
    """The points of a result, told apart by the column that the trend declares, else all of one series."""
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
    return [
        Dot(kind, float(x), float(y), str(name or ""))
        for kind, x, y, name in zip(series, points.x, points.y, names, strict=True)
    ]


def printed(value: float | str) -> str:
    """A published value with the digits that it was printed with; very large and small ones shortened."""
    if isinstance(value, str) or not 1e-4 <= abs(value) < 1e6:
        return digits(value)
    return f"{value:.6g}"


def value_text(value: float | str, unit: str, number: Callable[[float | str], str] = digits) -> str:
    """A value with its unit, in words."""
    text = number(value)
    if isinstance(value, str) or unit in ("", "1"):
        return text
    if unit in ("x", "x/year"):
        return text + ("× a year" if unit == "x/year" else "×")
    return f"{text} {unit}s" if unit in ("month", "year", "system") and value != 1 else f"{text} {unit}"


def interval_text(
    low: float | None, high: float | None, level: float | None, number: Callable[[float | str], str] = digits
) -> str:
    """An interval in brackets, "" where there is none."""
    if low is None and high is None:
        return ""
    name = f"{level:.0%} interval " if level else ""
    return f" ({name}{'?' if low is None else number(low)} to {'?' if high is None else number(high)})"


def published_of(result: TrendResult) -> list[Figure]:
    """The published figures that the result can be held against."""
    return [figure(item.figure) for item in result.trend.comparisons if not item.not_comparable]


def our_lines(result: TrendResult, x: Scale) -> list[Line]:
    """The fitted curves; where there is none and the estimate is the typical y, a level line."""
    value, unit = result.estimate.value, result.trend.unit
    curves = result.estimate.curves
    if curves:
        return [
            Line(_line_label(curve, result, len(curves)), curve.x, curve.y, curve.low, curve.high) for curve in curves
        ]
    what = _typical(result.points.y, value)
    if what is None or isinstance(value, str):
        return []
    return [Line(f"ours: {what} {value_text(value, unit)}", (x.low, x.high), (value, value))]


def published_lines(result: TrendResult, x: Scale, y: Scale) -> list[Line]:
    """A straight line of the published value through the centre of ours, where our line is straight.

    How the value follows from the slope (doubling time in months of 30 days, factor a year, slope, exponent ...) is
    found from our own line and estimate; where none of the ways gives our estimate, there is no published line.
    """
    ours = result.estimate.value
    known = [item for item in published_of(result) if not isinstance(item.value, str)]
    if isinstance(ours, str) or not known:
        return []
    found = []
    for item in known:
        value = float(item.value)
        label = f"published: {value_text(value, item.unit, printed)}"
        if not result.estimate.curves:
            if _typical(result.points.y, ours) is not None:
                found.append(Line(label, (x.low, x.high), (value, value), published=True))
            continue
        curve = result.estimate.curves[0]
        slope = _slope(curve, x, y)
        other = None if slope is None else _other_slope(slope, ours, value, x.axis.scale == "time")
        if slope is None or other is None:
            continue
        start = x.straight(curve.x[0])
        centre = sum(x.straight(at) for at in result.points.x) / len(result.points)
        height = y.straight(curve.y[0]) + slope * (centre - start)
        ends = (curve.x[0], curve.x[-1])
        heights = tuple(y.back(height + other * (x.straight(at) - centre)) for at in ends)
        found.append(Line(label, ends, heights, published=True))
    return found


def record_setters(points: Sequence[Dot], x: Scale, y: Scale, rising: bool | None = None) -> list[Dot]:
    """The points that are further than every one before them along x: the last first, then by how far they leapt."""
    if rising is None:
        rising = _rises(points, x, y)
    sign = 1.0 if rising else -1.0
    found: list[tuple[float, Dot]] = []
    best = -math.inf
    for dot in sorted(points, key=lambda dot: (dot.x, -sign * dot.y)):
        place = sign * y.straight(dot.y)
        if place > best:
            found.append((place - best, dot))
            best = place
    named = [(leap, dot) for leap, dot in found if dot.name]
    return [dot for _, dot in named[-1:]] + [dot for _, dot in sorted(named[:-1], key=lambda pair: -pair[0])]


def place_labels(
    setters: Sequence[Dot], crowd: Sequence[tuple[float, float]], taken: Sequence[Box], size: tuple[int, int],
    x: Scale, y: Scale,
) -> list[Label]:  # fmt: skip
    """Names beside points where they overlap neither one another nor much else; those without room are left out.

    Args:
        setters: points to name, the most important first.
        crowd: places in pixels that a label should not cover.
        taken: boxes in pixels that a label must not touch.
        size: width and height of the picture in pixels.
    """
    width, height = size
    boxes, found, used = list(taken), list[Label](), set[str]()
    for dot in setters:
        text = dot.name if len(dot.name) <= _LONGEST_NAME else dot.name[: _LONGEST_NAME - 1].rstrip() + "…"
        if text in used or len(found) == _MOST_LABELS:
            continue
        left, top = x.share(dot.x) * width, (1 - y.share(dot.y)) * height
        wide = _LETTER * len(text)
        options: list[tuple[int, int, Box, str, int, int]] = []
        for align, dx, dy in (
            ("right", -8, 0), ("left", 8, 0), ("center", 0, -14), ("center", 0, 14), ("right", -6, -12),
            ("left", 6, 12), ("left", 6, -12), ("right", -6, 12), ("right", 8, -14),
            ("right", -24, -22), ("left", 24, 22),
        ):  # fmt: skip
            begin = left + dx - {"right": wide, "center": wide / 2, "left": 0.0}[align]
            box = (begin, top + dy - _LINE_HEIGHT / 2, begin + wide, top + dy + _LINE_HEIGHT / 2)
            if box[0] < 2 or box[1] < 2 or box[2] > width - 2 or box[3] > height - 2:
                continue
            if any(_touch(box, other) for other in boxes):
                continue
            covered = sum(box[0] < px < box[2] and box[1] < py < box[3] for px, py in crowd)
            options.append((covered, len(options), box, align, dx, dy))
        if options and (best := min(options))[0] <= _MOST_COVERED:
            boxes.append(best[2])
            used.add(text)
            found.append(Label(text, dot.x, dot.y, best[4], best[5], best[3]))
    return found


def _touch(one: Box, other: Box) -> bool:
    gap = 2.0
    return (
        one[0] < other[2] + gap and other[0] < one[2] + gap and one[1] < other[3] + gap and other[1] < one[3] + gap
    )  # fmt: skip


def _series_name(column: str, cell: object) -> str:
    if isinstance(cell, bool):
        return f"{column.removeprefix('is_').replace('_', ' ')}s" if cell else "other"
    if cell is None:
        return "unknown"
    name = str(cell).replace("_", " ")
    return name.upper() if len(name) <= _ACRONYM and name.islower() else name


def _line_label(curve: Curve, result: TrendResult, count: int) -> str:
    value = value_text(result.estimate.value, result.trend.unit)
    if curve.label == "fit" and count == 1:
        return f"our fit: {value}"
    return curve.label


def _typical(y: NDArray, value: float | str) -> str | None:  # type: ignore[type-arg]
    """What of the y values an estimate is, None if none of the usual."""
    import numpy as np

    if isinstance(value, str) or not len(y):
        return None
    kinds = [("median", float(np.median(y))), ("mean", float(np.mean(y)))]
    if (y > 0).all():
        kinds.append(("geometric mean", float(np.exp(np.mean(np.log(y))))))
    return next((name for name, level in kinds if math.isclose(level, value, rel_tol=1e-9)), None)


def _slope(curve: Curve, x: Scale, y: Scale) -> float | None:
    """Slope of a curve as drawn; None if it is not straight."""
    at = [x.straight(value) for value in curve.x]
    heights = [y.straight(value) for value in curve.y]
    if len(at) < 2 or at[0] == at[-1]:
        return None
    slope = (heights[-1] - heights[0]) / (at[-1] - at[0])
    middle = len(at) // 2
    bend = heights[middle] - heights[0] - slope * (at[middle] - at[0])
    return slope if abs(bend) <= 1e-6 * (abs(heights[-1] - heights[0]) + 1e-9) else None


def _other_slope(slope: float, ours: float, published: float, time: bool) -> float | None:
    """The slope that belongs to the published value, by the way in which ours follows from our slope."""

    def same(value: float) -> bool:
        return math.isclose(value, ours, rel_tol=1e-5)

    if not time:
        if same(slope):
            return published
        return math.copysign(1 / published, slope) if slope and same(1 / abs(slope)) else None
    for days in (*_MONTHS, *_YEARS):
        if slope and same(math.log10(2) / abs(slope) / days):
            return math.copysign(math.log10(2) / published / days, slope)
    for days in _YEARS:
        if same(10 ** (slope * days)):
            return math.log10(published) / days
        if same(10 ** (-slope * days)):
            return -math.log10(published) / days
    return None


def _rises(points: Sequence[Dot], x: Scale, y: Scale) -> bool:
    middle = sum(x.straight(dot.x) for dot in points) / len(points)
    return sum((x.straight(dot.x) - middle) * y.straight(dot.y) for dot in points) >= 0
