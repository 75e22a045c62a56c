"""Estimators of efficiency at a fixed performance: less computation for the same, Moore's law, effective compute."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.calendar import DAYS_PER_JULIAN_MONTH, DAYS_PER_JULIAN_YEAR
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.estimators.printed import printed_range
from compute_trends.trends.estimators.regression import LOG10_2, log_linear_fit
from compute_trends.trends.estimators.selection import FixedPerformanceGain, gain_at_fixed_performance
from compute_trends.trends.methods.estimate import Curve, Estimate, LineOf, Method
from compute_trends.trends.methods.growth import growth
from compute_trends.trends.methods.lines import falling, floats, named, powers, straight
from compute_trends.trends.points import Points

#: The unit in which Hernandez & Brown 2020 print training compute: 1e12 FLOP/s for a day.
TERAFLOP_S_DAY = 8.64e16


def reduction() -> Method:
    """Compute of the first run over that of the cheapest; the interval is that of the printed digits.

    Source: arXiv 2005.04305, section 3.
    """

    def estimate(points: Points) -> Estimate:
        gain = gain_at_fixed_performance(points.x, points.y)
        low, high = _printed_ratio(points, gain)
        moore = 2 ** (gain.days / DAYS_PER_JULIAN_YEAR / points.number("moore_doubling_year"))
        names, line = points.texts("name"), _reduced(points, gain)
        return Estimate(
            value=gain.ratio,
            low=low,
            high=high,
            n=len(points),
            numbers={
                "first_run": names[gain.first],
                "cheapest_run": names[gain.cheapest],
                "years": gain.days / DAYS_PER_JULIAN_YEAR,
                "reduction_factor_stated": points.texts("stated_reduction_factor")[gain.cheapest],
                "moores_law_factor": moore,
                "gain_over_moores_law": gain.ratio / moore,
            },
            curves=(named("ours: {value}", line(gain.ratio)),),
            line_of=line,
            note="The interval is that of the printed digits of the two computes.",
        )

    return estimate


def efficiency_doubling() -> Method:
    """Doubling time of the efficiency, in months: a fitted line through three runs or more, else first to cheapest."""

    def estimate(points: Points) -> Estimate:
        gain = gain_at_fixed_performance(points.x, points.y)
        if gain.halving_days is None:
            raise ComputeTrendsError("no run needed less computation than the first, so efficiency did not double")
        halving_days, between = gain.halving_days, gain.halving_days / DAYS_PER_JULIAN_MONTH
        grid = np.linspace(points.x.min(), points.x.max(), 61)
        if len(points) == 2:
            months = gain.days / DAYS_PER_JULIAN_MONTH
            low, high = (months / math.log2(r) if r > 1 else None for r in _printed_ratio(points, gain))

            def line(x: ArrayLike) -> Floats:
                gone: Floats = np.asarray(x, dtype=np.float64) - points.x[gain.first]
                found: Floats = np.log10(points.y[gain.first]) - gone / halving_days * LOG10_2
                return found

            return Estimate(
                value=between,
                low=high,
                high=low,
                n=2,
                numbers={"reduction_factor": gain.ratio, "months_between_the_runs": months},
                curves=(Curve("first to cheapest run: {value}", floats(grid), powers(line(grid))),),
                line_of=straight(points.x, line, _halving),
                note="Two runs: the interval is that of the printed digits of their computes, not a statistical one.",
            )
        fit = log_linear_fit(points.x, points.y)
        if fit.slope >= 0:
            raise ComputeTrendsError("the fitted compute does not fall, so efficiency did not double")
        assert fit.slope_low is not None and fit.slope_high is not None
        band = fit.band(grid)
        return Estimate(
            value=LOG10_2 / -fit.slope / DAYS_PER_JULIAN_MONTH,
            low=LOG10_2 / -fit.slope_low / DAYS_PER_JULIAN_MONTH,
            high=LOG10_2 / -fit.slope_high / DAYS_PER_JULIAN_MONTH if fit.slope_high < 0 else None,
            level=fit.level,
            n=fit.n,
            r2=fit.r2,
            numbers={
                "months_from_first_and_cheapest_run": between,
                "reduction_factor": gain.ratio,
                "slope_log10_per_year": fit.slope * DAYS_PER_JULIAN_YEAR,
                "p_value": fit.p_value,
            },
            curves=(
                Curve("our fit: {value}", floats(grid), powers(fit.predict(grid)), powers(band[0]), powers(band[1])),
            ),
            line_of=straight(points.x, fit.predict, _halving),
            note=f"First and cheapest run alone give {between:.1f} months.",
        )

    return estimate


def moores_law() -> Method:
    """What a doubling every `moore_doubling_year` years gives from the level's first run to its cheapest."""

    def estimate(points: Points) -> Estimate:
        gain = gain_at_fixed_performance(points.x, points.y)
        period = points.number("moore_doubling_year")
        if period <= 0:
            raise ComputeTrendsError(f"a doubling time must be positive, not {period:g} years")
        years, line = gain.days / DAYS_PER_JULIAN_YEAR, _reduced(points, gain)
        value = float(2 ** (years / period))
        return Estimate(
            value=value,
            n=len(points),
            numbers={"years": years, "doubling_time_year": period, "algorithmic_gain": gain.ratio},
            curves=(named("ours: {value}", line(value)),),
            line_of=line,
            note=f"An assumption times a span, so it has no interval; algorithms gained {gain.ratio:.3g} in that time.",
        )

    return estimate


def effective_growth() -> Method:
    """Growth of y in x/year with the whole account as further numbers: physical, algorithmic, effective factor."""
    fit = growth()

    def estimate(points: Points) -> Estimate:
        found = fit(points)
        account: dict[str, float | int | str | None] = {}
        for column in ("training_compute_flop", "efficiency_gain", "effective_compute_flop"):
            values = points.numbers(column)
            account[f"{column.removesuffix('_flop')}_factor_first_to_last"] = float(values[-1] / values[0])
        names = points.texts("name")
        return replace(found, numbers={**found.numbers, **account, "first": names[0], "last": names[-1]})

    return estimate


def _printed_ratio(points: Points, gain: FixedPerformanceGain) -> tuple[float, float]:
    """Least and greatest ratio that the printed teraflop/s-days of the two runs allow."""
    first = printed_range(points.y[gain.first] / TERAFLOP_S_DAY)
    cheapest = printed_range(points.y[gain.cheapest] / TERAFLOP_S_DAY)
    return float(first[0] / cheapest[1]), float(first[1] / cheapest[0])


def _reduced(points: Points, gain: FixedPerformanceGain) -> LineOf:
    """From the first run, lower by a factor on the day of the cheapest."""
    return falling((float(points.x[gain.first]), float(points.y[gain.first])), float(points.x[gain.cheapest]))


def _halving(months: float) -> float:
    """Slope of log10 compute per day that halves it in so many months."""
    return -LOG10_2 / months / DAYS_PER_JULIAN_MONTH
