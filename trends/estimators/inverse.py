"""Reading a fitted line backwards: the x at which it reaches a y, and a check of the line on what came later."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats, finite, paired
from compute_trends.trends.estimators.coverage import coverage_interval
from compute_trends.trends.estimators.regression import LinearFit, linear_fit
from compute_trends.trends.estimators.student import t_critical


@dataclass(frozen=True)
class Inverse:
    """The x at which a line reaches a given y; an end of the interval is None where the data do not bound it."""

    value: float
    low: float | None
    high: float | None


def inverse_prediction(fit: LinearFit, y: float, single: bool = False) -> Inverse:
    """The x at which the fitted line is at `y`, with all x whose confidence band holds `y`.

    Where the slope itself could be zero at the fit's level, no x can be excluded on one or both sides.

    Args:
        fit: the line.
        y: the target.
        single: take the band of a single further observation instead: the x at which one at `y` is to be expected.

    Raises:
        ComputeTrendsError: the slope is zero, or the fit has two points only.

    Source: Fieller 1954; Draper & Smith, Applied Regression Analysis, inverse regression.
    """
    if fit.slope == 0:
        raise ComputeTrendsError("the fitted line is flat: it reaches no other value")
    if fit.residual_sd is None:
        raise ComputeTrendsError("a fit through two points has no band: at least 3 points are needed")
    gap = y - (fit.intercept + fit.slope * fit.x_mean)
    value = fit.x_mean + gap / fit.slope
    noise = (t_critical(fit.level, fit.n - 2) * fit.residual_sd) ** 2
    # The band holds y where (gap - slope d)^2 <= noise (k + 1/n + d^2 / Sxx), d being the distance from the mean of x
    # and k = 1 for a single observation, 0 for the mean.
    a = fit.slope**2 - noise / fit.x_sum_squares
    b = -2 * gap * fit.slope
    c = gap**2 - noise * (1 / fit.n + (1 if single else 0))
    inner = b * b - 4 * a * c
    if a <= 0 or inner < 0:
        return Inverse(value, *_open_ends(a, b, c, inner, fit.x_mean, value))
    root = math.sqrt(inner)
    return Inverse(value, fit.x_mean + (-b - root) / (2 * a), fit.x_mean + (-b + root) / (2 * a))


def _open_ends(
    a: float, b: float, c: float, inner: float, x_mean: float, value: float
) -> tuple[float | None, float | None]:
    """Ends of a region that is unbounded: all x, or everything outside two roots, of which the one near is an end."""
    if inner <= 0 or a == 0:
        return None, None
    ends = sorted(x_mean + (-b + sign * math.sqrt(inner)) / (2 * a) for sign in (-1, 1))
    return (None, ends[0]) if value <= ends[0] else (ends[1], None)


@dataclass(frozen=True)
class LaterPoints:
    """How a line fitted to what was known at each time did on the points of all later times.

    Args:
        coverage: share of them inside the prediction interval; compare with `level`.
        mean_error: mean of observed minus predicted y.
        predictions: number of (origin, later point) pairs.
        origins: number of times fitted from.
        coverage_low, coverage_high: 95% interval of the coverage, which counts forecasts that overlap as one.
        independent: number of independent forecasts that the coverage is as sure as.
    """

    coverage: float
    mean_error: float
    predictions: int
    origins: int
    level: float
    coverage_low: float
    coverage_high: float
    independent: int


def later_points(times: ArrayLike, x: ArrayLike, y: ArrayLike, level: float = 0.95, least: int = 5) -> LaterPoints:
    """From every time with at least `least` points up to it, fit y on x and predict each later point at its own x.

    Args:
        times: when each point became known (years, days); n of them.
        x, y: n points.
        level: of the interval of a single further observation.
        least: points before the first fit, at least 3.

    Raises:
        ComputeTrendsError: no time has both enough points up to it and a later point.
    """
    if least < 3:
        raise ComputeTrendsError(f"a forecast with an interval needs at least 3 points, not {least}")
    xs, ys = paired(x, y)
    when = finite(times, "the times")
    inside, gaps, times = [], [], []
    for origin in np.unique(when)[:-1]:
        known = when <= origin
        if np.count_nonzero(known) < least or np.all(xs[known] == xs[known][0]):
            continue
        fit = linear_fit(xs[known], ys[known], level)
        low, high = fit.band(xs[~known], single=True)
        later = ys[~known]
        inside.append((later >= low) & (later <= high))
        gaps.append(later - fit.predict(xs[~known]))
        times.append(when[~known])
    if not inside:
        raise ComputeTrendsError(f"no forecast can be checked: no time has {least} points up to it and one after it")
    return collected(inside, gaps, times, level)


def collected(inside: Sequence[Floats], gaps: Sequence[Floats], times: Sequence[Floats], level: float) -> LaterPoints:
    """The forecasts of all origins together.

    Args:
        inside: per origin, whether each forecast held.
        gaps: per origin, observed minus predicted.
        times: per origin, when each later point became known; forecasts of one time are not independent.
        level: of the interval that held or not.
    """
    held = np.concatenate(inside)
    _, places = np.unique(np.concatenate(times), return_inverse=True)
    low, high, independent = coverage_interval(held, places, 1.0)
    return LaterPoints(
        coverage=float(held.mean()),
        mean_error=float(np.concatenate(gaps).mean()),
        predictions=held.size,
        origins=len(inside),
        level=level,
        coverage_low=low,
        coverage_high=high,
        independent=independent,
    )
