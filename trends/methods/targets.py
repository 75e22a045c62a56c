"""Estimator of what it takes to reach a target error: computation, its price and its CO2."""

from __future__ import annotations

import math

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.inverse import inverse_prediction, later_points
from compute_trends.trends.estimators.regression import exponential_law
from compute_trends.trends.methods.estimate import Estimate, Method, Place
from compute_trends.trends.methods.lines import LARGEST
from compute_trends.trends.methods.power_laws import Numbers, error_law, errors_of, fitted_line, power, y_law
from compute_trends.trends.points import Points

_KG_PER_LB = 0.45359237


def compute_for_target(level: float = 0.95, time: str = "year", error: str = "An error") -> Method:
    """Computation (FLOP) at which the power law reaches the setting `target_error_fraction`, its price and its CO2.

    The interval is Fieller's, of the fitted line. Price and CO2 take the settings `flop_per_usd` and `flop_per_lb_co2`.
    A projection is only as good as the law was before: the coverage of the law's prediction interval on results of
    later years comes with it, and without it there is no projection. The note begins with `error`.

    Source: Thompson et al. 2022 (arXiv 2007.05558), projections.
    """

    def estimate(points: Points) -> Estimate:
        target = points.number("target_error_fraction")
        per_usd, per_lb = points.number("flop_per_usd"), points.number("flop_per_lb_co2")
        if not 0 < target < 1:
            raise ComputeTrendsError(f"target_error_fraction must lie between 0 and 1, not {target:g}")
        if per_usd <= 0 or per_lb <= 0:
            raise ComputeTrendsError("flop_per_usd and flop_per_lb_co2 must be positive")
        fit = error_law(points, level)
        if fit.slope >= 0:
            raise ComputeTrendsError("the error does not fall with computation here, so none reaches a lower one")
        errors = errors_of(points)
        checked = later_points(points.numbers(time), np.log10(points.x), np.log10(errors), level)
        found = inverse_prediction(fit, math.log10(target))
        if abs(found.value) > LARGEST:
            raise ComputeTrendsError(
                f"an error of {target:g} lies at 10^{found.value:.0f} FLOP on this line: no number"
            )
        flop = 10**found.value
        exponential = exponential_law(points.x, 1 / errors, level)
        other = (1 / target - exponential.intercept) / exponential.slope if exponential.slope > 0 else None
        numbers: Numbers = {
            "target_error_fraction": target,
            "lowest_error_fraction": float(errors.min()),
            "log10_flop": found.value,
            "log10_flop_low": found.low,
            "log10_flop_high": found.high,
            "cost_usd": flop / per_usd,
            "co2_lb": flop / per_lb,
            "co2_kg": flop / per_lb * _KG_PER_LB,
            "times_largest_run": flop / float(points.x.max()),
            "log10_flop_exponential_form": other,
            "backtest_coverage": checked.coverage,
            "backtest_level": level,
            "backtest_predictions": checked.predictions,
            "backtest_origins": checked.origins,
            "backtest_mean_error_log10": checked.mean_error,
        }
        note = (
            f"{error} of {target:.1%} at {_scientific(flop)} FLOP, {_scientific(flop / per_usd)} USD and "
            f"{_scientific(flop / per_lb)} lb of CO2. Backtest on the rows of today: fitted at the end of "
            f"{checked.origins} earlier years, {checked.coverage:.0%} ({checked.coverage_low:.0%} to "
            f"{checked.coverage_high:.0%}) of {checked.predictions} predictions of later results lay in the "
            f"{level:.0%} interval."
        )
        if found.low is None or found.high is None:
            note += " The interval is open: at its level the data do not bound the computation on that side."
        if errors.min() <= target:
            note += " Some result is at the target already."
        return Estimate(
            value=flop,
            low=power(found.low),
            high=power(found.high),
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers=numbers,
            curves=(fitted_line(points, y_law(points, level), label="our fit, up to {value}", to=found.value),),
            place=Place("x", flop, power(found.low), power(found.high), 1 / target, "target"),
            note=note,
        )

    return estimate


def _scientific(value: float) -> str:
    return f"{value:.1e}".replace("e+", "e") if value >= 1e6 else f"{value:,.2f}"
