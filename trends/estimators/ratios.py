"""Ratios on a log scale: their geometric mean, and how far points lie off a reference trend."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import bootstrap_fit, interval
from compute_trends.trends.estimators.checks import Floats, finite, fraction, positive
from compute_trends.trends.estimators.regression import linear_fit
from compute_trends.trends.estimators.student import t_critical


@dataclass(frozen=True)
class Ratio:
    """A geometric mean ratio of n points with its interval; the limits are None where one point has no spread."""

    value: float
    n: int
    level: float
    low: float | None
    high: float | None


def geometric_mean(ratios: ArrayLike, level: float = 0.95) -> Ratio:
    """Geometric mean of n positive ratios, with the interval of Student's t on their logarithms (n - 1 degrees).

    Raises:
        ComputeTrendsError: no ratio, one that is not positive, or a level outside (0, 1).
    """
    fraction(level, "the level of an interval")
    logs = np.log(positive(ratios, "the ratios"))
    middle = float(logs.mean())
    if logs.size < 2:
        return Ratio(math.exp(middle), logs.size, level, None, None)
    half = t_critical(level, logs.size - 1) * float(logs.std(ddof=1)) / math.sqrt(logs.size)
    return Ratio(math.exp(middle), logs.size, level, math.exp(middle - half), math.exp(middle + half))


def against_reference(
    x: ArrayLike,
    values: ArrayLike,
    reference_x: ArrayLike,
    reference_values: ArrayLike,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
) -> Ratio:
    """Geometric mean of each value over the log-linear trend of a reference group, taken at the value's own x.

    The interval runs between quantiles of resamples in which both groups are drawn with replacement. With a single
    value only the reference varies, so its own spread is missing from the interval.

    Args:
        x, values: m points, m >= 1.
        reference_x, reference_values: n points of the reference, n >= 2.
        level: of the interval.
        resamples, seed: of the bootstrap.

    Raises:
        ComputeTrendsError: no points, a reference without a slope, or a value that is not positive.
    """
    xs, logs = finite(x, "the dates"), np.log10(positive(values))
    if xs.size != logs.size:
        raise ComputeTrendsError(f"there are {xs.size} dates and {logs.size} values; they must pair up")
    reference = np.log10(positive(reference_values, "the values of the reference"))
    fit = linear_fit(reference_x, reference, level, "date", "value")
    fits = bootstrap_fit(reference_x, reference, resamples, 0.0, seed)
    drawn = _rows(xs.size, resamples, seed + 1)
    offsets = logs[drawn] - fits.intercepts[:, None] - fits.slopes[:, None] * xs[drawn]
    low, high = interval(offsets.mean(axis=1), level)
    return Ratio(10 ** float((logs - fit.predict(xs)).mean()), xs.size, level, 10**low, 10**high)


def _rows(n: int, resamples: int, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.random.Generator(np.random.SFC64(seed)).integers(0, n, size=(resamples, n))


def log_ratio_draws(slopes: dict[str, Floats], signs: dict[str, int]) -> Floats:
    """Sum of the signed slopes, resample by resample: the growth of a product or quotient of independent quantities.

    Args:
        slopes: resampled slopes per quantity, in log10 per unit of x, all of one length.
        signs: +1 for a factor, -1 for a divisor, per quantity; those not named take no part.
    """
    total: Floats = np.sum([sign * slopes[name] for name, sign in signs.items()], axis=0)
    return total
