"""Growth of one series over that of another, and the day on which one line gives way to the next."""

from __future__ import annotations

import math

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import bootstrap_fit, interval
from compute_trends.trends.estimators.breaks import break_test
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.regression import growth_factor, log_linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, Method, Place
from compute_trends.trends.methods.lines import floats, powers
from compute_trends.trends.points import Points


def growth_against(
    above: str, below: str, noise: float = 2.0, level: float = 0.95, resamples: int = 1000, seed: int = 1946
) -> Method:
    """Growth per year of the series `above` over that of `below` (column `series`), each fitted by itself.

    Units differ between the two, so only rates of growth are compared, never levels.

    Args:
        above, below: values of the column.
        noise: values of `above` are estimates within this factor; those of `below` are taken as they are.
        level: of the interval.
        resamples, seed: of the bootstrap of each series.
    """

    def estimate(points: Points) -> Estimate:
        numbers: dict[str, float | int | str | None] = {}
        slopes, draws, curves, counts = [], [], [], []
        for place, (name, factor) in enumerate(((above, noise), (below, 1.0))):
            own = points.where("series", name)
            try:
                fit = log_linear_fit(own.x, own.y, level)
                drawn = bootstrap_fit(own.x, np.log10(own.y), resamples, math.log10(factor), seed + place).slopes
            except ComputeTrendsError as error:
                raise ComputeTrendsError(f"{name}: {error}") from error
            low, high = interval(drawn, level)
            key = name.replace(" ", "_").replace("-", "_")
            numbers |= {
                f"{key}_n": fit.n,
                f"{key}_growth": growth_factor(fit.slope, DAYS_PER_YEAR),
                f"{key}_growth_low": growth_factor(low, DAYS_PER_YEAR),
                f"{key}_growth_high": growth_factor(high, DAYS_PER_YEAR),
            }
            grid = np.array([own.x.min(), own.x.max()])
            curves.append(Curve(name, floats(grid), powers(fit.predict(grid))))
            slopes.append(fit.slope)
            draws.append(drawn)
            counts.append(fit.n)
        low, high = interval(draws[0] - draws[1], level)
        return Estimate(
            value=growth_factor(slopes[0] - slopes[1], DAYS_PER_YEAR),
            low=growth_factor(low, DAYS_PER_YEAR),
            high=growth_factor(high, DAYS_PER_YEAR),
            level=level,
            n=sum(counts),
            numbers=numbers,
            curves=tuple(curves),
            note="Units of the two differ: their growth is compared, not their levels.",
        )

    return estimate


def break_year(least: int = 10, level: float = 0.95, resamples: int = 199, seed: int = 2010) -> Method:
    """Year in which one log-linear line best gives way to another; interval from resampled residuals.

    Args:
        least: points that a line needs.
        level: of the interval.
        resamples, seed: of the test and of the interval.
    """

    def estimate(points: Points) -> Estimate:
        found = break_test(points.x, np.log10(points.y), 1, least, resamples, level, seed)
        before, after = found.segmentation.fits
        low, high = found.break_intervals[0]
        return Estimate(
            value=_year(found.segmentation.breaks[0]),
            low=_year(low),
            high=_year(high),
            level=level,
            n=found.segmentation.n,
            numbers={
                "growth_before": growth_factor(before.slope, DAYS_PER_YEAR),
                "growth_after": growth_factor(after.slope, DAYS_PER_YEAR),
                "p_value": found.p_value,
            },
            curves=tuple(
                Curve(label, ends, powers(fit.predict(np.array(ends))))
                for label, fit, ends in (
                    ("before", before, (float(points.x.min()), found.segmentation.breaks[0])),
                    ("after", after, (found.segmentation.breaks[0], float(points.x.max()))),
                )
            ),
            place=Place("x", found.segmentation.breaks[0], low, high, None, "break"),
        )

    return estimate


def _year(days: float) -> float:
    return 1970 + days / 365.25
