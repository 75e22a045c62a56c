"""The fall of the lowest value over time: of prices, or of the computation that a score takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.estimators.regression import growth_factor, log_linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.methods.lines import floats, powers, straight
from compute_trends.trends.points import Points


def running_lowest(x: Floats, y: Floats) -> list[int]:
    """Places of the values that are below all earlier ones; of one day the lowest counts."""
    best, found = np.inf, []
    for place in np.lexsort((y, x)):
        if y[place] < best:
            best = y[place]
            found.append(int(place))
    return found


def yearly_fall(least: int = 4, level: float = 0.9, resamples: int = 1000, seed: int = 2025) -> Method:
    """Factor by which the lowest y falls per year of 365 days: log-linear fit through the values that set a new low.

    The interval is that of the least-squares slope, as published. Beside it stands one that resamples the models
    (column `model`) and takes the lowest values anew, since a low is the choice of one model among those there were.

    Args:
        least: new lows that a fit needs.
        level: of both intervals.
        resamples, seed: of the second.

    Source: Cottier et al. 2025, LLM inference prices have fallen rapidly but unequally across tasks.
    """

    def estimate(points: Points) -> Estimate:
        lows = running_lowest(points.x, points.y)
        if len(lows) < least:
            raise ComputeTrendsError(f"the lowest value was set {len(lows)} times; a fit needs at least {least}")
        x, y = points.x[lows], points.y[lows]
        fit = log_linear_fit(x, y, level)
        draws = _draws(points.x, points.y, points.texts("model"), resamples, seed)
        low, high = interval(draws, level) if draws.size else (np.nan, np.nan)
        names = points.texts("name")
        ends = [None if end is None else growth_factor(-end, DAYS_PER_YEAR) for end in (fit.slope_high, fit.slope_low)]
        grid = np.array([x.min(), x.max()])
        return Estimate(
            value=growth_factor(-fit.slope, DAYS_PER_YEAR),
            low=ends[0],
            high=ends[1],
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers={
                "models_that_reach_the_level": len(set(points.texts("model"))),
                "resampled_models_low": growth_factor(low, DAYS_PER_YEAR) if draws.size else None,
                "resampled_models_high": growth_factor(high, DAYS_PER_YEAR) if draws.size else None,
                "resamples_with_too_few_lows_share": 1 - draws.size / resamples,
                "first_low": float(y[0]),
                "last_low": float(y[-1]),
            },
            curves=(Curve("our fit: falls {value}", floats(grid), powers(fit.predict(grid))),),
            line_of=straight(x, fit.predict, lambda value: -np.log10(value) / DAYS_PER_YEAR),
            note=f"New lows: {', '.join(names[place] for place in lows)}.",
        )

    return estimate


def _draws(x: Floats, y: Floats, models: Iterable[str], resamples: int, seed: int) -> Floats:
    """Slopes (log10 per day, falling ones positive) of the lows of models drawn with replacement."""
    rows = defaultdict(list)
    for place, model in enumerate(models):
        rows[model].append(place)
    groups = [np.array(places) for _, places in sorted(rows.items())]
    generator = np.random.Generator(np.random.SFC64(seed))
    slopes = []
    for chosen in generator.integers(0, len(groups), (resamples, len(groups))):
        places = np.concatenate([groups[index] for index in np.unique(chosen)])
        lows = places[running_lowest(x[places], y[places])]
        if lows.size >= 3 and np.ptp(x[lows]) > 0:
            slopes.append(-np.polyfit(x[lows] - x[lows][0], np.log10(y[lows]), 1)[0])
    return np.array(slopes)
