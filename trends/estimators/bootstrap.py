"""Bootstrap of a straight-line fit, with and without noise on the estimates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats, finite, fraction, paired
from numpy.typing import ArrayLike

#: Draws handled at once; bounds memory to a few megabytes whatever the number of points and resamples.
CHUNK_DRAWS = 1 << 16

#: A resample whose x spread is below this part of its mean square holds one distinct x: it has no slope.
_NO_SPREAD = 1e-13


@dataclass(frozen=True)
class BootstrapFits:
    """Slope and intercept of each resample: arrays of length `resamples`."""

    slopes: Floats
    intercepts: Floats


def bootstrap_fit(
    x: ArrayLike, y: ArrayLike, resamples: int = 1000, noise: float = 0.0, seed: int = 0
) -> BootstrapFits:
    """Fit y on x by ordinary least squares in each of `resamples` draws of the points with replacement.

    A resample that draws a single distinct x has no slope and is drawn again.

    Args:
        x, y: n points each, n >= 2.
        resamples: number of resamples.
        noise: half-width of uniform noise added to y at every draw. With y = log10(value), `log10(2)` multiplies
            every drawn value by log-uniform noise in [1/2, 2] (Sevilla et al. 2022, arXiv 2202.05924).
        seed: of the random generator; the same seed gives the same fits.

    Raises:
        ComputeTrendsError: fewer than two points, all x equal, a value that is not finite, fewer than one resample.
    """
    xs, ys = paired(x, y)
    if resamples < 1:
        raise ComputeTrendsError(f"a bootstrap needs at least one resample, not {resamples}")
    if not noise >= 0:
        raise ComputeTrendsError(f"the noise must be zero or positive, not {noise:g}")
    n = xs.size
    x_mean, y_mean = float(xs.mean()), float(ys.mean())
    dx, dy = xs - x_mean, ys - y_mean
    generator = np.random.Generator(np.random.SFC64(seed))
    slopes, levels = np.empty(resamples), np.empty(resamples)
    rows = max(1, CHUNK_DRAWS // n)
    start = 0
    while start < resamples:
        count = min(rows, resamples - start)
        slope, level = _fit_chunk(dx, dy, count, noise, generator)
        slopes[start : start + slope.size], levels[start : start + slope.size] = slope, level
        start += slope.size
    return BootstrapFits(slopes, levels + y_mean - slopes * x_mean)


def interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """The central interval that holds `level` of the values, by linear interpolation between order statistics.

    Raises:
        ComputeTrendsError: no values, or a level outside (0, 1).
    """
    tail = (1 - fraction(level, "the level of an interval")) / 2
    low, high = np.quantile(finite(values), [tail, 1 - tail])
    return float(low), float(high)


def _fit_chunk(
    dx: Floats, dy: Floats, count: int, noise: float, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """Slopes, and fitted values at dx = 0, of the resamples among `count` that have a slope."""
    n = dx.size
    # One uniform number in [0, n) is an index (its whole part) and noise independent of it (its fraction).
    draws = generator.random((count, n))
    draws *= n
    index = draws.astype(np.int64)
    x, y = dx[index], dy[index]
    if noise:
        draws -= index
        draws -= 0.5
        draws *= 2 * noise
        y += draws
    sum_x, sum_y = x.sum(axis=1), y.sum(axis=1)
    sum_xx, sum_xy = np.einsum("ij,ij->i", x, x), np.einsum("ij,ij->i", x, y)
    spread = n * sum_xx - sum_x * sum_x
    usable = spread > _NO_SPREAD * n * sum_xx
    slope = (n * sum_xy - sum_x * sum_y)[usable] / spread[usable]
    return slope, (sum_y[usable] - slope * sum_x[usable]) / n
