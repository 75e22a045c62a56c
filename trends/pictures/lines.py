"""The lines of a picture: those that the estimator gives, and the published values as lines of the same kind."""

from __future__ import annotations

import numpy as np

from compute_trends.trends.declaration import Trend
from compute_trends.trends.methods.estimate import Curve
from compute_trends.trends.pictures.amounts import amount, unit_of
from compute_trends.trends.pictures.series import Line, printed, published_of
from compute_trends.trends.results import TrendResult

#: What is published of a line, where that is not the line.
_PART = " (its {}, laid on our points)"
_SAME = 1e-6  # of the larger: so far may two heights of one line differ


def our_lines(result: TrendResult) -> list[Line]:
    """The curves of the estimate, their labels with its value in words.

    A line without a band gets the one between the lines that the ends of the interval stand for, if it is the line that
    the value stands for. What lies beyond any value of y is left out.
    """
    return [_line(curve, result) for curve in result.estimate.curves]


def published_lines(result: TrendResult) -> list[Line]:
    """The lines that the published values stand for; none where a value of the estimate's kind is no line."""
    line_of, found = result.estimate.line_of, []
    known = published_of(result) if line_of else []
    for item in known:
        if not isinstance(item.value, str):
            assert line_of is not None
            line = line_of(float(item.value))
            label = f"published: {amount(item.value, unit_of(result.trend), printed)}"
            if [other.value for other in known].count(item.value) > 1:
                label += f", {item.subset}"
            if line.y[0] != line.y[-1]:
                label += _PART.format("factor" if item.unit == "x" else "slope")
            found.append(Line(label, line.x, line.y, published=True))
    return found


def _line(curve: Curve, result: TrendResult) -> Line:
    own = (result.estimate.value, unit_of(result.trend)) if curve.value is None else (curve.value, curve.unit)
    label = curve.label.replace("{value}", amount(*own)).replace("{quantity}", result.trend.quantity)
    low, high = (curve.low, curve.high) if curve.low and curve.high else _between(curve, result)
    return Line(label, curve.x, curve.y, _within(low, result), _within(high, result), span=curve.span)


def _between(curve: Curve, result: TrendResult) -> tuple[tuple[float, ...] | None, tuple[float, ...] | None]:
    """The heights at a curve's x of the lines of both ends of the interval; none unless it is the estimate's line."""
    estimate, trend = result.estimate, result.trend
    if estimate.line_of is None or estimate.low is None or estimate.high is None or isinstance(estimate.value, str):
        return None, None
    own = _heights(estimate.line_of(float(estimate.value)), curve.x, trend)
    if any(abs(ours - theirs) > _SAME * max(abs(ours), abs(theirs)) for ours, theirs in zip(own, curve.y, strict=True)):
        return None, None
    ends = [_heights(estimate.line_of(end), curve.x, trend) for end in (estimate.low, estimate.high)]
    pairs = list(zip(*ends, strict=True))
    return tuple(map(min, pairs)), tuple(map(max, pairs))


def _heights(line: Curve, at: tuple[float, ...], trend: Trend) -> tuple[float, ...]:
    """The heights of a line at some x, straight between its own points on the axes as they are drawn."""
    assert trend.x is not None
    assert trend.y is not None
    xs, places = (np.log10(values) if trend.x.scale == "log" else np.array(values) for values in (line.x, at))
    ys = np.log10(line.y) if trend.y.scale == "log" else np.array(line.y)
    found = np.interp(places, xs, ys)
    return tuple(map(float, 10**found if trend.y.scale == "log" else found))


def _within(heights: tuple[float, ...] | None, result: TrendResult) -> tuple[float, ...] | None:
    axis = result.trend.y
    if heights is None or axis is None:
        return heights
    return tuple(min(max(value, axis.least), axis.most) for value in heights)
