"""The lines of a picture: our fits, what a ratio or a slope says where there is no fit, the published values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.numbers import in_powers
from compute_trends.trends.estimate import Curve
from compute_trends.trends.pictures.axes import Scale
from compute_trends.trends.pictures.series import RECORD_SETTERS, Line, printed, published_of, value_text
from compute_trends.trends.results import TrendResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MONTHS = (30.0, 365.0 / 12, 365.25 / 12)
_YEARS = (365.0, 365.25, 365.2425)


def our_lines(result: TrendResult, x: Scale) -> list[Line]:
    """The fitted curves, and what the estimate makes of them; where there is none, the estimate as a line if it is one.

    Without a curve an estimate may be the typical y (a level line), the factor from the first point down to the last,
    the slope that the points have once something else is held fixed, or a direction (the two fits behind it).
    """
    value, unit = result.estimate.value, result.trend.unit
    curves = result.estimate.curves
    if curves:
        lines = [
            Line(_line_label(curve, result, len(curves)), curve.x, curve.y, curve.low, curve.high) for curve in curves
        ]
        return lines if isinstance(value, str) else [*lines, *_derived(result, value)]
    if isinstance(value, str):
        return _directions(result)
    if (what := _typical(result.points.y, value)) is not None:
        return [Line(f"ours: {what} {value_text(value, unit)}", (x.low, x.high), (value, value))]
    if (drop := _drop(result, value)) is not None:
        return [Line(f"ours: {value_text(value, unit)}", *drop)]
    return _held_slope(result, value)


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
            elif (drop := _drop(result, value)) is not None:
                found.append(Line(label, *drop, published=True))
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


def _line_label(curve: Curve, result: TrendResult, count: int) -> str:
    value = value_text(result.estimate.value, result.trend.unit)
    if count > 1:
        return curve.label
    if _reference(result):
        return curve.label if "fit" in curve.label else f"trend of {curve.label}"
    if isinstance(result.estimate.value, float) and math.isclose(result.estimate.value, curve.x[-1], rel_tol=1e-6):
        return f"our fit, up to {value}"
    return f"our fit: {value}" if curve.label == "fit" else f"{curve.label}: {value}"


def _reference(result: TrendResult) -> bool:
    """Whether the estimate holds one group against the trend of another, which the only curve is."""
    return len(result.estimate.curves) == 1 and "the trend of" in result.trend.quantity


def _derived(result: TrendResult, value: float) -> list[Line]:
    """What an estimate makes of its curves: a multiple of one, or the growth that several add up to."""
    curves, trend = result.estimate.curves, result.trend
    text = value_text(value, trend.unit)
    if _reference(result):
        [curve] = curves
        return [Line(f"that trend times {text.rstrip('×')}", curve.x, tuple(value * height for height in curve.y))]
    if len(curves) < 2 or trend.unit != "x/year" or trend.colour is None or not value > 0:
        return []
    first, last = max(curve.x[0] for curve in curves), min(curve.x[-1] for curve in curves)
    half = (last - first) / 2 / _YEARS[1]
    what = trend.quantity.removeprefix("growth of ")
    return [Line(f"{what}: {text}", (first, last), (value**-half, value**half))] if half > 0 else []


def _drop(result: TrendResult, factor: float) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """From the first point to the last date, lower by a factor; None where an estimate is no such factor."""
    x, y = result.points.x, result.points.y
    first = int(x.argmin())
    if result.trend.unit != "x" or not factor > 0 or y[first] < y.max() or x.min() == x.max():
        return None
    return (float(x[first]), float(x.max())), (float(y[first]), float(y[first]) / factor)


def _held_slope(result: TrendResult, value: float) -> list[Line]:
    """The line with the estimated slope through the centre of the points, on two logarithmic axes."""
    import numpy as np

    trend, points = result.trend, result.points
    axes = {axis.scale for axis in (trend.x, trend.y) if axis is not None}
    if not trend.quantity.startswith("slope of log10(") or axes != {"log"}:
        return []
    at, heights = np.log10(points.x), np.log10(points.y)
    ends = np.array([at.min(), at.max()])
    line = heights.mean() + value * (ends - at.mean())
    return [Line(f"our slope: {in_powers(value)}", _powers(ends), _powers(line))]


def _directions(result: TrendResult) -> list[Line]:
    """The fit of all points and that of the record setters, behind an answer in words."""
    import numpy as np

    from compute_trends.trends.estimators.regression import growth_factor, log_linear_fit

    trend = result.trend
    if trend.colour != "is_record_setter" or trend.y is None or trend.y.scale != "log":
        return []
    found = []
    for label, chosen in (("all", result.points), (RECORD_SETTERS, result.points.where(trend.colour, True))):
        fit = log_linear_fit(chosen.x, chosen.y)
        ends = np.array([chosen.x.min(), chosen.x.max()])
        text = value_text(growth_factor(fit.slope, _YEARS[0]), "x/year")
        found.append(Line(f"fit of {label}: {text}", (float(ends[0]), float(ends[1])), _powers(fit.predict(ends))))
    return found


def _powers(values: Sequence[float] | NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(10 ** float(value) for value in values)


def _typical(y: NDArray[np.float64], value: float | str) -> str | None:
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
