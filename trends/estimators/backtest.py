"""Rolling-origin backtest: how often the prediction interval of a straight line held what came next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import paired
from compute_trends.trends.estimators.regression import linear_fit


@dataclass(frozen=True)
class Backtest:
    """What would have become of forecasts made at each date from the points known then.

    Args:
        coverage: share of predicted points inside the interval; compare with `level`.
        above: share of predicted points above it; more than (1 - level) / 2 means growth was underestimated.
        mean_error: mean of observed minus predicted y.
        predictions: number of (origin, later point) pairs; one point is predicted from several origins.
        origins: number of dates forecast from.
    """

    coverage: float
    above: float
    mean_error: float
    predictions: int
    origins: int
    level: float
    horizon: float


def rolling_origin(x: ArrayLike, y: ArrayLike, horizon: float, level: float = 0.95, least: int = 8) -> Backtest:
    """At every distinct x with at least `least` points up to it, fit those and predict the points within `horizon`.

    The interval is that of a single further observation by ordinary least squares. The selection of the points must
    not look ahead: a rolling z-score with a window into the future does.

    Args:
        x, y: n points each, in any order (days and log10 values).
        horizon: how far ahead to predict, in the unit of x.
        level: of the prediction interval.
        least: points before the first forecast, at least 3.

    Raises:
        ComputeTrendsError: too few points, or none lies within the horizon of any origin.
    """
    if least < 3:
        raise ComputeTrendsError(f"a forecast with an interval needs at least 3 points, not {least}")
    if not horizon > 0:
        raise ComputeTrendsError(f"the horizon must be positive, not {horizon:g}")
    xs, ys = paired(x, y, least + 1)
    order = np.argsort(xs, kind="stable")
    xs, ys = xs[order], ys[order]
    inside = above = predictions = origins = 0
    error = 0.0
    for origin in np.unique(xs)[1:-1]:
        known = int(np.searchsorted(xs, origin, side="right"))
        end = int(np.searchsorted(xs, origin + horizon, side="right"))
        if known < least or end == known:
            continue
        fit = linear_fit(xs[:known], ys[:known], level)
        later = ys[known:end]
        low, high = fit.band(xs[known:end], single=True)
        inside += int(np.count_nonzero((later >= low) & (later <= high)))
        above += int(np.count_nonzero(later > high))
        error += float((later - fit.predict(xs[known:end])).sum())
        predictions += later.size
        origins += 1
    if not predictions:
        raise ComputeTrendsError(
            f"no forecast can be checked: no point lies within {horizon:g} after a date with {least} points up to it"
        )
    return Backtest(
        coverage=inside / predictions,
        above=above / predictions,
        mean_error=error / predictions,
        predictions=predictions,
        origins=origins,
        level=level,
        horizon=horizon,
    )
