"""Bootstrap of a straight-line fit, with and without noise on the estimates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats, finite, fraction, paired

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
    x_mean, y_mean = float(xs.mean()), float(ys.mean())
    fits = _Resampler(xs - x_mean, ys - y_mean, noise, seed)
    slopes, levels = np.empty(resamples), np.empty(resamples)
    start = 0
    while start < resamples:
        slope, level = fits.draw(resamples - start)
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


class _Resampler:
    """Draws and fits resamples of centred points, a chunk at a time in buffers that are used again.

    `np.take` into a given array with mode "clip" gathers several times faster than plain indexing; the indices are in
    range by construction.
    """

    def __init__(self, x: Floats, y: Floats, noise: float, seed: int) -> None:
        self.x, self.y, self.noise = x, y, noise
        self.generator = np.random.Generator(np.random.SFC64(seed))
        shape = (max(1, CHUNK_DRAWS // x.size), x.size)
        self.index = np.empty(shape, np.intp)
        self.xs, self.ys, self.uniform = np.empty(shape), np.empty(shape), np.empty(shape if noise else (0, 0))

    def draw(self, wanted: int) -> tuple[Floats, Floats]:
        """Slopes, and fitted values at x = 0, of at most `wanted` resamples: those of one chunk that have a slope."""
        n = self.x.size
        rows = slice(0, min(wanted, len(self.index)))
        index, xs, ys = self.index[rows], self.xs[rows], self.ys[rows]
        if self.noise:
            # One uniform number in [0, n) is an index, its whole part, and noise independent of it, its fraction.
            uniform = self.uniform[rows]
            self.generator.random(out=uniform)
            uniform *= n
            index[...] = uniform
            uniform -= index
            uniform -= 0.5
            uniform *= 2 * self.noise
        else:
            index[...] = self._indices(index.size).reshape(index.shape)
        np.take(self.x, index, out=xs, mode="clip")
        np.take(self.y, index, out=ys, mode="clip")
        if self.noise:
            ys += uniform
        ones = np.ones(n)
        sum_x, sum_y, sum_xx, sum_xy = xs @ ones, ys @ ones, np.vecdot(xs, xs), np.vecdot(xs, ys)
        spread = n * sum_xx - sum_x * sum_x
        usable = spread > _NO_SPREAD * n * sum_xx
        slope = (n * sum_xy - sum_x * sum_y)[usable] / spread[usable]
        return slope, (sum_y[usable] - slope * sum_x[usable]) / n

    def _indices(self, count: int) -> NDArray[np.integer]:
        """`count` positions, each equally likely."""
        n = self.x.size
        if n >= 1 << 16:
            return self.generator.integers(0, n, size=count)
        # Four 16-bit numbers from each raw 64-bit one: twice as fast as bounded integers. Those that would favour the
        # low positions are drawn again.
        bits = self.generator.bit_generator.random_raw((count + 3) // 4).view(np.uint16)[:count]
        bits //= np.uint16((1 << 16) // n)
        beyond = np.flatnonzero(bits >= n)
        bits[beyond] = self.generator.integers(0, n, size=beyond.size)
        return bits
