"""Bootstrap of an exact quantile line."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats, fraction, paired
from compute_trends.trends.estimators.quantile import quantile_fit

#: Up to this many points, all lines through two of them are tried in every resample at once.
MOST_POINTS = 200
_LINES = 1 << 10


def bootstrap_quantile_slopes(
    x: ArrayLike, y: ArrayLike, quantile: float = 0.1, resamples: int = 1000, seed: int = 0
) -> Floats:
    """Slope of the quantile line in each of `resamples` draws of the points with replacement.

    Some best line passes through two of the points drawn, so the best of all lines through two points of the whole set
    is a best line of the resample: their losses are one matrix product with the counts of the draw. A resample with
    one distinct x has no slope and is drawn again.

    Args:
        x, y: n points each, n >= 2.
        quantile: strictly between 0 and 1.
        resamples: number of resamples.
        seed: of the random generator.

    Raises:
        ComputeTrendsError: as `quantile_fit`, or fewer than one resample.
    """
    xs, ys = paired(x, y)
    fraction(quantile, "the quantile")
    if resamples < 1:
        raise ComputeTrendsError(f"a bootstrap needs at least one resample, not {resamples}")
    generator = np.random.default_rng(seed)
    draws = _draws(xs, resamples, generator)
    if xs.size > MOST_POINTS:
        return np.array([quantile_fit(xs[draw], ys[draw], quantile).slope for draw in draws])
    counts = np.zeros((xs.size, resamples))
    np.add.at(counts, (draws.T, np.arange(resamples)), 1)
    first, second = np.triu_indices(xs.size, 1)
    apart = xs[first] != xs[second]
    first, second = first[apart], second[apart]
    slopes = (ys[second] - ys[first]) / (xs[second] - xs[first])
    best, chosen = np.full(resamples, np.inf), np.empty(resamples)
    for start in range(0, slopes.size, _LINES):
        block = slice(start, start + _LINES)
        residuals = ys - ys[first[block], None] - slopes[block, None] * (xs - xs[first[block], None])
        losses = np.where(residuals < 0, quantile - 1, quantile) * residuals @ counts
        row = np.argmin(losses, axis=0)
        least = losses[row, np.arange(resamples)]
        better = least < best
        best[better], chosen[better] = least[better], slopes[block][row[better]]
    return chosen


def _draws(x: Floats, resamples: int, generator: np.random.Generator) -> np.typing.NDArray[np.int64]:
    draws = generator.integers(0, x.size, size=(resamples, x.size))
    while (flat := np.ptp(x[draws], axis=1) == 0).any():
        draws[flat] = generator.integers(0, x.size, size=(int(flat.sum()), x.size))
    return draws
