"""Estimators of a frontier of scores: how fast it rises, on an index without bounds and between chance and ceiling."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import bootstrap_fit, interval
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.estimators.regression import linear_fit
from compute_trends.trends.estimators.saturating import s_curve_fit, weighted_s_curves
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.methods.lines import floats, straight
from compute_trends.trends.points import Points

_GRID = 61
#: log10 odds from a tenth of the way between chance and ceiling to nine tenths.
_TENTH_TO_NINE = 2 * float(np.log10(9))

Numbers = dict[str, float | int | str | None]


def record_places(x: Floats, y: Floats, before: float = -np.inf) -> NDArray[np.intp]:
    """Places of the values above all earlier ones and above `before`, in order; of one day the highest counts."""
    order = np.lexsort((-y, x))
    best = np.maximum.accumulate(np.concatenate([[before], y[order]]))
    return order[y[order] > best[:-1]]


def steps(x: Floats, y: Floats, until: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The highest value so far as a line of steps, to `until`."""
    at = record_places(x, y)
    days, heights = np.append(x[at], until), y[at]
    return floats(np.repeat(days, 2)[1:-1]), floats(np.repeat(heights, 2))


def frontier_rise(least: int = 3, level: float = 0.95, resamples: int = 1000, seed: int = 2026) -> Method:
    """Points per year of 365 days by which the highest y rises: least squares through the models that set a record.

    The interval is that of the bootstrap over all models, each draw with its own records, since a record is the choice
    of one model among those there were. The noise of each model's index is in the points already and is not added
    again.

    Args:
        least: records that a line needs.
        level, resamples, seed: of the interval.
    """

    def estimate(points: Points) -> Estimate:
        x, y, before = points.x, points.y, _before(points)
        places = record_places(x, y, before)
        if places.size < least:
            raise ComputeTrendsError(f"{places.size} models set a record; a line needs at least {least}")
        fit = linear_fit(x[places], y[places], level, "date", "index")
        slopes = []
        for drawn in np.random.default_rng(seed).integers(0, x.size, size=(resamples, x.size)):
            found = drawn[record_places(x[drawn], y[drawn], before)]
            if found.size >= least and np.ptp(x[found]) > 0:
                slopes.append(np.polyfit(x[found] - x[found][0], y[found], 1)[0])
        low, high = (value * DAYS_PER_YEAR for value in interval(slopes, level)) if slopes else (None, None)
        every = linear_fit(x, y, level).slope if np.ptp(x) > 0 else None
        grid = np.array([x[places].min(), x[places].max()])
        numbers: Numbers = {
            "models": x.size,
            "rise_of_all_models_point_per_year": None if every is None else every * DAYS_PER_YEAR,
            "first_record": float(y[places[0]]),
            "last_record": float(y[places[-1]]),
            "resamples_used": len(slopes),
        }
        last = points.texts("name")[int(places[-1])]
        return Estimate(
            value=fit.slope * DAYS_PER_YEAR,
            low=low,
            high=high,
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers=numbers,
            curves=(Curve("our fit: {value}", floats(grid), floats(fit.predict(grid))),),
            line_of=straight(x[places], fit.predict, lambda value: value / DAYS_PER_YEAR, log_y=False),
            note=f"{places.size} of {x.size} models set a record, the last of them {last}.",
        )

    return estimate


def odds_rise(least: int = 4, level: float = 0.95, resamples: int = 1000, seed: int = 2026) -> Method:
    """Factor by which the odds of the highest score, (score - chance) : (ceiling - score), grow per year of 365 days.

    An S-curve over time through the models that set a record, by least squares on the score; the interval is that of
    the bootstrap over all models, each draw with its own records. Beside it the straight line through the same
    records, and which of the two leaves less unexplained.

    Args:
        least: records that a curve needs.
        level, resamples, seed: of the interval.
    """

    def estimate(points: Points) -> Estimate:
        x, y, before = points.x, points.y, _before(points)
        chance, ceiling = float(points.numbers("chance_score")[0]), float(points.numbers("ceiling_score")[0])
        places = record_places(x, y, before)
        if places.size < least:
            raise ComputeTrendsError(f"{places.size} models set a record; a curve needs at least {least}")
        years = (x - x.min()) / DAYS_PER_YEAR
        fit = s_curve_fit(years[places], y[places], chance, ceiling)
        line = linear_fit(years[places], y[places], level)
        weights = np.zeros((resamples, x.size))
        for row, drawn in enumerate(np.random.default_rng(seed).integers(0, x.size, size=(resamples, x.size))):
            weights[row, drawn[record_places(x[drawn], y[drawn], before)]] = 1
        draws = weighted_s_curves(years, y, chance, ceiling, weights[weights.sum(axis=1) >= least])
        low, high = interval(10 ** draws[:, 1], level)
        slope = float(fit.coefficients[1])
        straight_is_better = line.r2 is not None and fit.r2 is not None and line.r2 > fit.r2
        numbers: Numbers = {
            "models": x.size,
            "chance_score": chance,
            "ceiling_score": ceiling,
            "best_score": float(y[places[-1]]),
            "months_from_tenth_to_nine_tenths": 12 * _TENTH_TO_NINE / slope if slope > 0 else None,
            "better_form": "straight line" if straight_is_better else "S-curve",
            "r2_straight_line": line.r2,
            "straight_line_score_per_year": line.slope,
            "resamples_used": len(draws),
        }
        grid = np.linspace(years[places].min(), years[places].max(), _GRID)
        band = fit.band(grid, level)
        better = "A straight line fits the records better." if straight_is_better else ""
        return Estimate(
            value=10**slope,
            low=low,
            high=high,
            level=level,
            n=places.size,
            r2=fit.r2,
            numbers=numbers,
            curves=(
                Curve(
                    "our fit: {value}",
                    floats(grid * DAYS_PER_YEAR + x.min()),
                    floats(fit.predict(grid)),
                    floats(band[0]),
                    floats(band[1]),
                ),
            ),
            levels={"chance": chance, "ceiling": ceiling},
            note=f"{places.size} of {x.size} models set a record. {better}".strip(),
        )

    return estimate


def rise_per_tenfold(level: float = 0.95, resamples: int = 1000, seed: int = 2026) -> Method:
    """Points of y for each factor of ten in x, by least squares, with the interval of the bootstrap over models."""

    def estimate(points: Points) -> Estimate:
        x, y = np.log10(points.x), points.y
        fit = linear_fit(x, y, level, "training compute", "index")
        low, high = interval(bootstrap_fit(x, y, resamples, 0.0, seed).slopes, level)
        grid = np.linspace(x.min(), x.max(), _GRID)
        band = fit.band(grid)
        return Estimate(
            value=fit.slope,
            low=low,
            high=high,
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers={"p_value": fit.p_value, "residual_sd_point": fit.residual_sd},
            curves=(
                Curve(
                    "our fit: {value}", floats(10**grid), floats(fit.predict(grid)), floats(band[0]), floats(band[1])
                ),
            ),
            line_of=straight(x, fit.predict, lambda value: value, log_x=True, log_y=False),
        )

    return estimate


def _before(points: Points) -> float:
    return float(points.numbers("best_before")[0]) if len(points) else -np.inf
