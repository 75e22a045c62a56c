"""Rolling-origin backtest: how often the prediction interval of a straight line held what came next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats, paired
from compute_trends.trends.estimators.coverage import coverage_interval
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
        far_coverage: share inside among the points predicted more than half the horizon ahead; None without any.
        far_predictions: number of those.
        longest: how far ahead the farthest predicted point lay, in the unit of x.
        coverage_low, coverage_high: 95% interval of the coverage, which counts forecasts that overlap as one.
        independent: number of independent forecasts that the coverage is as sure as.
    """

    coverage: float
    above: float
    mean_error: float
    predictions: int
    origins: int
    level: float
    horizon: float
    far_coverage: float | None
    far_predictions: int
    longest: float
    coverage_low: float
    coverage_high: float
    independent: int


@dataclass(frozen=True)
class Known:
    """The points as they were at one date: x and y of n of them, none of x after `origin`."""

    origin: float
    x: Floats
    y: Floats


def rolling_origin(x: ArrayLike, y: ArrayLike, horizon: float, level: float = 0.95, least: int = 8) -> Backtest:
    """At every distinct x with at least `least` points up to it, fit those and predict the points within `horizon`.

    The interval is that of a single further observation by ordinary least squares. The selection of the points must
    not look ahead: a rolling z-score with a window into the future does. `check_forecasts` takes the points that each
    date would have selected.

    Args:
        x, y: n points each, in any order (days and log10 values).
        horizon: how far ahead to predict, in the unit of x.
        level: of the prediction interval.
        least: points before the first forecast, at least 3.

    Raises:
        ComputeTrendsError: too few points, or none lies within the horizon of any origin.
    """
    xs, ys = paired(x, y, max(least, 3) + 1)

    def known() -> Iterator[Known]:
        for origin in np.unique(xs)[:-1]:
            yield Known(float(origin), xs[xs <= origin], ys[xs <= origin])

    return check_forecasts(known(), xs, ys, horizon, level, least)


def check_forecasts(
    known: Iterable[Known], x: ArrayLike, y: ArrayLike, horizon: float, level: float = 0.95, least: int = 8
) -> Backtest:
    """As `rolling_origin`, with the points as they were at each origin.

    Args:
        known: the points at each date to forecast from; those with fewer than `least` points, or one distinct x, are
            passed over.
        x, y: all points, in any order; those after an origin, up to `horizon`, are predicted from it.

    Raises:
        ComputeTrendsError: as `rolling_origin`.
    """
    if least < 3:
        raise ComputeTrendsError(f"a forecast with an interval needs at least 3 points, not {least}")
    if not horizon > 0:
        raise ComputeTrendsError(f"the horizon must be positive, not {horizon:g}")
    xs, ys = paired(x, y)
    leads, gaps, inside, above, times = [], [], [], [], []
    for then in known:
        ahead = (xs > then.origin) & (xs <= then.origin + horizon)
        if then.x.size < least or np.all(then.x == then.x[0]) or not ahead.any():
            continue
        fit = linear_fit(then.x, then.y, level)
        low, high = fit.band(xs[ahead], single=True)
        leads.append(xs[ahead] - then.origin)
        gaps.append(ys[ahead] - fit.predict(xs[ahead]))
        inside.append((ys[ahead] >= low) & (ys[ahead] <= high))
        above.append(ys[ahead] > high)
        times.append(xs[ahead])
    if not leads:
        raise ComputeTrendsError(
            f"no forecast can be checked: no point lies within {horizon:g} after a date with {least} points up to it"
        )
    lead, held = np.concatenate(leads), np.concatenate(inside)
    far = held[lead > horizon / 2]
    low_share, high_share, independent = coverage_interval(held, np.concatenate(times), horizon)
    return Backtest(
        coverage=float(held.mean()),
        above=float(np.concatenate(above).mean()),
        mean_error=float(np.concatenate(gaps).mean()),
        predictions=held.size,
        origins=len(leads),
        level=level,
        horizon=horizon,
        far_coverage=float(far.mean()) if far.size else None,
        far_predictions=far.size,
        longest=float(lead.max()),
        coverage_low=low_share,
        coverage_high=high_share,
        independent=independent,
    )
