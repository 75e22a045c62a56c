"""Estimators of the studies on error against computation: what a slope means, for whom it holds, where it leads.

Every method takes `Points` with computation (FLOP) on x. The error is read from the column `error_fraction`, whatever
is on y: log10(error) and log10(1/error) have the same slope but for its sign.
"""

from __future__ import annotations

import math

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimate import Curve, Estimate, Method
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.checks import Floats, positive
from compute_trends.trends.estimators.inverse import inverse_prediction, later_points
from compute_trends.trends.estimators.multiple import multiple_regression
from compute_trends.trends.estimators.quantile import quantile_fit
from compute_trends.trends.estimators.quantile_bootstrap import bootstrap_quantile_slopes
from compute_trends.trends.estimators.regression import LinearFit, exponential_law, linear_fit, power_law
from compute_trends.trends.methods.growth import power_law_slope
from compute_trends.trends.points import Points

_GRID = 61
_KG_PER_LB = 0.45359237
#: Powers of ten beyond which a number is not written out.
_LARGEST = 300.0

Numbers = dict[str, float | int | str | None]


def slope_on_compute(level: float = 0.95) -> Method:
    """Slope of log10(y) on log10(x) by ordinary least squares, with its exponent and the exponential form beside it.

    Source: Thompson et al. 2022 (arXiv 2007.05558), polynomial form: error = constant times compute^slope.
    """
    plain = power_law_slope(level)

    def estimate(points: Points) -> Estimate:
        found = plain(points)
        other = exponential_law(points.x, 1 / _errors(points), level)
        numbers = {
            **found.numbers,
            **_exponent(_error_law(points, level)),
            "exponential_form_slope": other.slope,
            "exponential_form_r2": other.r2,
        }
        return _with(found, numbers)

    return estimate


def exponential_form(level: float = 0.95) -> Method:
    """Slope of 1/error on log10(x): what each tenfold of computation adds to 1/error.

    Source: Thompson et al. 2022 (arXiv 2007.05558), exponential form: compute grows exponentially with 1/error.
    """

    def estimate(points: Points) -> Estimate:
        fit = exponential_law(points.x, points.y, level)
        polynomial = _error_law(points, level)
        numbers: Numbers = {"intercept": fit.intercept, "p_value": fit.p_value, "polynomial_form_r2": polynomial.r2}
        return Estimate(
            value=fit.slope,
            low=fit.slope_low,
            high=fit.slope_high,
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers=numbers,
            curves=(_line(points, fit, log_y=False),),
        )

    return estimate


def implied_exponent(level: float = 0.95) -> Method:
    """The k with which halving the error takes 2^k times the computation: 1 over the slope.

    The interval holds the reciprocals of the slope's; it has no upper end where the slope may be zero.

    Source: Thompson et al. 2022 (arXiv 2007.05558): a slope of -0.08 means 2^12.5.
    """

    def estimate(points: Points) -> Estimate:
        fit = _error_law(points, level)
        if fit.slope >= 0:
            raise ComputeTrendsError("the error does not fall with computation here, so no computation halves it")
        numbers = _exponent(fit)
        low, high = numbers["exponent_low"], numbers["exponent_high"]
        exponent = -1 / fit.slope
        factor = numbers["compute_factor_to_halve_error"]
        size = f"{factor:,.0f}" if isinstance(factor, float) and factor < 1e6 else f"10^{exponent * math.log10(2):.1f}"
        note = f"Halving the error takes 2^{exponent:.1f}, or {size}, times the computation."
        if high is None:
            note += " The interval has no upper end: at its level the error may not fall with computation at all."
        return Estimate(
            value=exponent,
            low=low if isinstance(low, float) else None,
            high=high if isinstance(high, float) else None,
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers={"slope_log10_error": fit.slope, "p_value": fit.p_value, **numbers},
            curves=(_line(points, _y_law(points, level), log_y=True),),
            note=note,
        )

    return estimate


def best_slope(quantile: float = 0.1, level: float = 0.95, resamples: int = 1000, seed: int = 2022) -> Method:
    """Slope of a low quantile of log10(error) on log10(x): how the best results, not the average one, fall.

    The interval is that of the bootstrap over results.

    Source: Thompson et al. 2022 (arXiv 2007.05558) fit the 10th percentile; Koenker & Bassett 1978.
    """

    def estimate(points: Points) -> Estimate:
        x, y = np.log10(positive(points.x, "the computation")), np.log10(_errors(points))
        fit = quantile_fit(x, y, quantile)
        low, high = interval(bootstrap_quantile_slopes(x, y, quantile, resamples, seed), level)
        mean = linear_fit(x, y, level)
        grid = np.linspace(x.min(), x.max(), _GRID)
        below = quantile * fit.n
        note = f"Some {below:.0f} of {fit.n} results lie below the line."
        if below < 5:
            note += " It follows very few of them."
        return Estimate(
            value=fit.slope,
            low=low,
            high=high,
            level=level,
            n=fit.n,
            numbers={"intercept_log10": fit.intercept, "quantile": quantile, "mean_slope": mean.slope},
            curves=(Curve(f"{quantile:.0%} of results lie below", _powers(grid), _powers(fit.predict(grid))),),
            note=note,
        )

    return estimate


def slope_at_fixed_year(level: float = 0.95, year: str = "year") -> Method:
    """Slope of log10(error) on log10(x) among results of one year: both regressed together.

    Source: Thompson et al. 2022 (arXiv 2007.05558), regressions that hold the year of publication constant.
    """

    def estimate(points: Points) -> Estimate:
        predictors = {
            "log10 computation": np.log10(positive(points.x, "the computation")),
            "year": points.numbers(year),
        }
        fit = multiple_regression(predictors, np.log10(_errors(points)), level)
        compute, time = fit.coefficients["log10 computation"], fit.coefficients["year"]
        alone = _error_law(points, level)
        share = f"{1 - 10**time.value:.1%} lower" if time.value < 0 else f"{10**time.value - 1:.1%} higher"
        return Estimate(
            value=compute.value,
            low=compute.low,
            high=compute.high,
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers={
                "p_value": compute.p_value,
                "year_slope_log10": time.value,
                "year_slope_log10_low": time.low,
                "year_slope_log10_high": time.high,
                "year_p_value": time.p_value,
                "variance_inflation": compute.inflation,
                "slope_without_year": alone.slope,
            },
            note=(
                f"At equal computation, the error of a year is {share} than that of the year before"
                + (" (it may as well be equal)." if time.low <= 0 <= time.high else ".")
            ),
        )

    return estimate


def compute_for_target(level: float = 0.95, time: str = "year") -> Method:
    """Computation (FLOP) at which the power law reaches the setting `target_error_fraction`, its price and its CO2.

    The interval is Fieller's, of the fitted line. Price and CO2 take the settings `flop_per_usd` and `flop_per_lb_co2`.
    A projection is only as good as the law was before: the coverage of the law's prediction interval on results of
    later years comes with it, and without it there is no projection.

    Source: Thompson et al. 2022 (arXiv 2007.05558), projections.
    """

    def estimate(points: Points) -> Estimate:
        target = points.number("target_error_fraction")
        per_usd, per_lb = points.number("flop_per_usd"), points.number("flop_per_lb_co2")
        if not 0 < target < 1:
            raise ComputeTrendsError(f"target_error_fraction must lie between 0 and 1, not {target:g}")
        if per_usd <= 0 or per_lb <= 0:
            raise ComputeTrendsError("flop_per_usd and flop_per_lb_co2 must be positive")
        fit = _error_law(points, level)
        if fit.slope >= 0:
            raise ComputeTrendsError("the error does not fall with computation here, so none reaches a lower one")
        errors = _errors(points)
        checked = later_points(points.numbers(time), np.log10(points.x), np.log10(errors), level)
        found = inverse_prediction(fit, math.log10(target))
        if abs(found.value) > _LARGEST:
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
            f"An error of {target:.1%} at {_scientific(flop)} FLOP, {_scientific(flop / per_usd)} USD and "
            f"{_scientific(flop / per_lb)} lb of CO2. Backtest: fitted at the end of {checked.origins} "
            f"earlier years, {checked.coverage:.0%} of {checked.predictions} predictions of later results lay in the "
            f"{level:.0%} interval."
        )
        if found.low is None or found.high is None:
            note += " The interval is open: at its level the data do not bound the computation on that side."
        if errors.min() <= target:
            note += " Some result is at the target already."
        return Estimate(
            value=flop,
            low=_power(found.low),
            high=_power(found.high),
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers=numbers,
            curves=(_line(points, _y_law(points, level), log_y=True, to=found.value),),
            note=note,
        )

    return estimate


def geometric_mean(level: float = 0.95) -> Method:
    """Geometric mean of y with the interval of Student's t on the logarithms."""

    def estimate(points: Points) -> Estimate:
        if len(points) < 2:
            raise ComputeTrendsError("no row is selected" if not len(points) else "one row has no interval")
        from compute_trends.trends.estimators.student import t_critical

        logs = np.log10(positive(points.y))
        half = t_critical(level, logs.size - 1) * float(logs.std(ddof=1)) / math.sqrt(logs.size)
        mean = float(logs.mean())
        return Estimate(
            value=10**mean,
            low=10 ** (mean - half),
            high=10 ** (mean + half),
            level=level,
            n=logs.size,
            numbers={"lowest": float(points.y.min()), "highest": float(points.y.max())},
        )

    return estimate


def _errors(points: Points) -> Floats:
    return positive(points.numbers("error_fraction"), "the errors")


def _error_law(points: Points, level: float) -> LinearFit:
    return power_law(points.x, _errors(points), level)


def _y_law(points: Points, level: float) -> LinearFit:
    return power_law(points.x, points.y, level)


def _exponent(fit: LinearFit) -> Numbers:
    """The exponent of a law of the error with its limits; None where it has none."""
    low = -1 / fit.slope_low if fit.slope_low is not None and fit.slope_low < 0 else None
    high = -1 / fit.slope_high if fit.slope_high is not None and fit.slope_high < 0 else None
    exponent = -1 / fit.slope if fit.slope < 0 else None
    return {
        "exponent": exponent,
        "exponent_low": low,
        "exponent_high": high,
        "compute_factor_to_halve_error": _power(exponent * math.log10(2)) if exponent is not None else None,
    }


def _with(found: Estimate, numbers: Numbers) -> Estimate:
    from dataclasses import replace

    return replace(found, numbers=numbers)


def _line(points: Points, fit: LinearFit, log_y: bool, to: float | None = None) -> Curve:
    ends = [*np.log10(points.x), *([] if to is None else [to])]
    grid = np.linspace(min(ends), max(ends), _GRID)
    shown = _powers if log_y else _floats
    band = fit.band(grid) if fit.n > 2 else None
    return Curve(
        "fit",
        _powers(grid),
        shown(fit.predict(grid)),
        shown(band[0]) if band else None,
        shown(band[1]) if band else None,
    )


def _power(exponent: float | None) -> float | None:
    return None if exponent is None or abs(exponent) > _LARGEST else float(10**exponent)


def _powers(exponents: Floats) -> tuple[float, ...]:
    return _floats(10 ** np.clip(exponents, -_LARGEST, _LARGEST))


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(map(float, values))


def _scientific(value: float) -> str:
    return f"{value:.1e}".replace("e+", "e") if value >= 1e6 else f"{value:,.2f}"
