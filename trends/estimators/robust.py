"""Slopes that a few wild points cannot move: medians instead of means."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import paired
from compute_trends.trends.estimators.quantile import quantile_fit

#: Points beyond which all pairs would take gigabytes.
_MOST = 10_000


def theil_sen_slope(x: ArrayLike, y: ArrayLike) -> float:
    """Median of the slopes between all pairs of points with different x.

    Args:
        x, y: n points each, 2 <= n <= 10,000; memory grows with n squared (16 MB at 2,000 points).

    Raises:
        ComputeTrendsError: fewer than two points, all x equal, a value that is not finite, or too many points.

    Source: Theil 1950; Sen 1968.
    """
    xs, ys = paired(x, y)
    if xs.size > _MOST:
        raise ComputeTrendsError(
            f"{xs.size:,} points have too many pairs for a Theil-Sen slope; {_MOST:,} are the most"
        )
    first, second = np.triu_indices(xs.size, 1)
    dx = xs[second] - xs[first]
    apart = dx != 0
    return float(np.median((ys[second] - ys[first])[apart] / dx[apart]))


def least_absolute_slope(x: ArrayLike, y: ArrayLike) -> float:
    """Slope of the line with the least sum of absolute residuals.

    Raises:
        ComputeTrendsError: as `quantile_fit`.

    Source: Koenker & Bassett 1978, the quantile 0.5.
    """
    return quantile_fit(x, y, 0.5).slope
