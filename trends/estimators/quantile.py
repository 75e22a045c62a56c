"""Exact quantile regression with one predictor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.trends.estimators.checks import Floats, fraction, paired

_CHUNK = 1 << 18


@dataclass(frozen=True)
class QuantileFit:
    """y = intercept + slope x such that about `quantile` of the points lie below."""

    slope: float
    intercept: float
    quantile: float
    n: int
    loss: float  # sum of the check function over the residuals

    def predict(self, x: ArrayLike) -> Floats:
        """The line at each x."""
        return self.intercept + self.slope * np.asarray(x, dtype=np.float64)


def quantile_fit(x: ArrayLike, y: ArrayLike, quantile: float = 0.1) -> QuantileFit:
    """The line with the least check loss, sum of r (quantile - [r < 0]) over the residuals r.

    Some line of least loss passes through two of the points. For every point as pivot, the best slope through it is a
    weighted quantile of the slopes to the others: n log n work each, done for blocks of pivots at once, so memory is
    bounded. Where several lines have the least loss, one of them is returned.

    Args:
        x, y: n points each, n >= 2.
        quantile: strictly between 0 and 1.

    Raises:
        ComputeTrendsError: fewer than two points, all x equal, a value that is not finite, quantile outside (0, 1).

    Source: Koenker & Bassett 1978; Thompson et al. 2022 (arXiv 2007.05558) fit the 10th percentile.
    """
    xs, ys = paired(x, y)
    fraction(quantile, "the quantile")
    n = xs.size
    shift_x, shift_y = float(xs.mean()), float(ys.mean())
    xs, ys = xs - shift_x, ys - shift_y
    best = (np.inf, 0.0, 0.0)
    rows = max(1, _CHUNK // n)
    for start in range(0, n, rows):
        pivot_x, pivot_y = xs[start : start + rows, None], ys[start : start + rows, None]
        dx = xs - pivot_x
        apart = dx != 0
        slopes = np.where(apart, (ys - pivot_y) / np.where(apart, dx, 1.0), np.inf)
        order = np.argsort(slopes, axis=1, kind="stable")
        # As the slope passes that of a point, the derivative of the loss rises by |dx|; it begins at -`descent`.
        descent = np.where(dx > 0, quantile * dx, (quantile - 1) * dx).sum(axis=1, keepdims=True)
        rises = np.cumsum(np.take_along_axis(np.abs(dx), order, axis=1), axis=1)
        at = np.argmax(rises >= descent * (1 - 1e-12), axis=1)[:, None]
        chosen = np.take_along_axis(np.take_along_axis(slopes, order, axis=1), at, axis=1)
        residuals = ys - pivot_y - chosen * dx
        losses = np.where(residuals < 0, (quantile - 1) * residuals, quantile * residuals).sum(axis=1)
        row = int(np.argmin(losses))
        if losses[row] < best[0]:
            slope = float(chosen[row, 0])
            best = (float(losses[row]), slope, float(pivot_y[row, 0] - slope * pivot_x[row, 0]))
    loss, slope, level = best
    return QuantileFit(slope, level + shift_y - slope * shift_x, float(quantile), n, loss)
