"""Lines over the points, and which of them a value of an estimate's kind stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.methods.estimate import Curve, LineOf
from compute_trends.trends.points import Points

#: Powers of ten beyond which no number is drawn: a resample of neighbours may be steeper than floats reach.
LARGEST = 300.0


def floats(values: Floats) -> tuple[float, ...]:
    """An array as Python numbers."""
    return tuple(map(float, values))


def powers(exponents: Floats) -> tuple[float, ...]:
    """Ten to the power of each, as Python numbers."""
    return floats(10 ** np.clip(exponents, -LARGEST, LARGEST))


def straight(
    x: Floats,
    predict: Callable[[ArrayLike], Floats],
    slope_of: Callable[[float], float],
    log_x: bool = False,
    log_y: bool = True,
) -> LineOf:
    """Lines through the centre of a fitted one, over the span of the points, each with the slope of its value.

    Args:
        x: of the points as they were fitted: days, or decimal logarithms where `log_x`.
        predict: the fitted line, in decimal logarithms where `log_y`.
        slope_of: the slope, in those units, that a value stands for.
        log_x, log_y: which axes are logarithmic.
    """
    ends, centre = np.array([x.min(), x.max()]), float(x.mean())
    height = float(predict(centre))

    def line(value: float) -> Curve:
        heights = height + slope_of(value) * (ends - centre)
        return Curve("", (powers if log_x else floats)(ends), (powers if log_y else floats)(heights))

    return line


def level(points: Points) -> LineOf | None:
    """Level lines over the span of the points; None where they lie along no axis."""
    if points.x_column is None:
        return None
    ends = float(points.x.min()), float(points.x.max())
    return lambda value: Curve("", ends, (value, value))


def falling(first: tuple[float, float], last_x: float) -> LineOf:
    """Lines from a first point down to a later x, lower by the factor that the value is."""
    x, y = first
    return lambda value: Curve("", (x, last_x), (y, y / value))


def multiple(curve: Curve) -> LineOf:
    """A line times the value."""
    return lambda value: Curve("", curve.x, tuple(value * height for height in curve.y), span=curve.span)


def named(label: str, line: Curve, value: float | None = None, unit: str = "1") -> Curve:
    """A line with its label, and the number that the label tells."""
    return replace(line, label=label, value=value, unit=unit)
