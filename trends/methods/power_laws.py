"""Estimators of the studies on error against computation: what a slope means, and for whom it holds.

Every method takes `Points` with computation (FLOP) on x. The error is read from the column `error_fraction`, whatever
is on y: log10(error) and log10(1/error) have the same slope but for its sign.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.checks import Floats, positive
from compute_trends.trends.estimators.multiple import multiple_regression
from compute_trends.trends.estimators.quantile import quantile_fit
from compute_trends.trends.estimators.quantile_bootstrap import bootstrap_quantile_slopes
from compute_trends.trends.estimators.regression import LinearFit, exponential_law, linear_fit, power_law
from compute_trends.trends.methods.estimate import Curve, Estimate, LineOf, Method
from compute_trends.trends.methods.growth import power_law_slope
from compute_trends.trends.methods.lines import LARGEST, floats, named, powers, straight
from compute_trends.trends.points import Points

_GRID = 61

Numbers = dict[str, float | int | str | None]


def slope_on_compute(level: float = 0.95) -> Method:
    """Slope of log10(y) on log10(x) by ordinary least squares, with its exponent and the exponential form beside it.

    Source: Thompson et al. 2022 (arXiv 2007.05558), polynomial form: error = constant times compute^slope.
    """
    plain = power_law_slope(level)

    def estimate(points: Points) -> Estimate:
        found = plain(points)
        other = exponential_law(points.x, 1 / errors_of(points), level)
        numbers = {
            **found.numbers,
            **exponent_of(error_law(points, level)),
            "exponential_form_slope": other.slope,
            "exponential_form_r2": other.r2,
        }
        return replace(found, numbers=numbers)

    return estimate


def exponential_form(level: float = 0.95) -> Method:
    """Slope of 1/error on log10(x): what each tenfold of computation adds to 1/error.

    Source: Thompson et al. 2022 (arXiv 2007.05558), exponential form: compute grows exponentially with 1/error.
    """

    def estimate(points: Points) -> Estimate:
        fit = exponential_law(points.x, points.y, level)
        polynomial = error_law(points, level)
        numbers: Numbers = {"intercept": fit.intercept, "p_value": fit.p_value, "polynomial_form_r2": polynomial.r2}
        return Estimate(
            value=fit.slope,
            low=fit.slope_low,
            high=fit.slope_high,
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers=numbers,
            curves=(fitted_line(points, fit, log_y=False),),
            line_of=_by_slope(points, fit, log_y=False),
        )

    return estimate


def implied_exponent(level: float = 0.95) -> Method:
    """The k with which halving the error takes 2^k times the computation: 1 over the slope.

    The interval holds the reciprocals of the slope's; it has no upper end where the slope may be zero.

    Source: Thompson et al. 2022 (arXiv 2007.05558): a slope of -0.08 means 2^12.5.
    """

    def estimate(points: Points) -> Estimate:
        fit = error_law(points, level)
        if fit.slope >= 0:
            raise ComputeTrendsError("the error does not fall with computation here, so no computation halves it")
        numbers = exponent_of(fit)
        low, high = numbers["exponent_low"], numbers["exponent_high"]
        exponent, law = -1 / fit.slope, y_law(points, level)
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
            curves=(fitted_line(points, law),),
            line_of=straight(
                np.log10(points.x), law.predict, lambda value: math.copysign(1 / value, law.slope), log_x=True
            ),
            note=note,
        )

    return estimate


def best_slope(quantile: float = 0.1, level: float = 0.95, resamples: int = 1000, seed: int = 2022) -> Method:
    """Slope of a low quantile of log10(error) on log10(x): how the best results, not the average one, fall.

    The interval is that of the bootstrap over results.

    Source: Thompson et al. 2022 (arXiv 2007.05558) fit the 10th percentile; Koenker & Bassett 1978.
    """

    def estimate(points: Points) -> Estimate:
        x, y = np.log10(positive(points.x, "the computation")), np.log10(errors_of(points))
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
            curves=(Curve(f"{quantile:.0%} of results lie below: {{value}}", powers(grid), powers(fit.predict(grid))),),
            line_of=straight(x, fit.predict, lambda value: value, log_x=True),
            note=note,
        )

    return estimate


def slope_at_fixed_year(level: float = 0.95, year: str = "year", error: str = "the error") -> Method:
    """Slope of log10(error) on log10(x) among results of one year: both regressed together; `error` is for the note.

    Source: Thompson et al. 2022 (arXiv 2007.05558), regressions that hold the year of publication constant.
    """

    def estimate(points: Points) -> Estimate:
        predictors = {
            "log10 computation": np.log10(positive(points.x, "the computation")),
            "year": points.numbers(year),
        }
        fit = multiple_regression(predictors, np.log10(errors_of(points)), level)
        compute, time = fit.coefficients["log10 computation"], fit.coefficients["year"]
        alone = error_law(points, level)
        at = _by_slope(points, alone)
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
            curves=(named("our slope: {value}", at(compute.value)),),
            line_of=at,
            note=(
                f"At equal computation, {error} of a year is {share} than that of the year before"
                + (" (it may as well be equal)." if time.low <= 0 <= time.high else ".")
            ),
        )

    return estimate


def change_per_year(level: float = 0.95, year: str = "year") -> Method:
    """Change of log10(error) per year at given computation: the other coefficient of `slope_at_fixed_year`."""
    both = slope_at_fixed_year(level, year)

    def estimate(points: Points) -> Estimate:
        found = both(points)
        numbers = dict(found.numbers)
        value, low, high = (numbers.pop(f"year_slope_log10{end}") for end in ("", "_low", "_high"))
        assert isinstance(value, float) and isinstance(low, float) and isinstance(high, float)
        numbers["slope_at_fixed_year"] = found.value
        return replace(found, value=value, low=low, high=high, numbers=numbers, curves=(), line_of=None)

    return estimate


def errors_of(points: Points) -> Floats:
    """The errors, which must be positive."""
    return positive(points.numbers("error_fraction"), "the errors")


def error_law(points: Points, level: float) -> LinearFit:
    """The power law of the error."""
    return power_law(points.x, errors_of(points), level)


def y_law(points: Points, level: float) -> LinearFit:
    """The power law of what is on y, the error or its inverse."""
    return power_law(points.x, points.y, level)


def exponent_of(fit: LinearFit) -> Numbers:
    """The exponent of a law of the error with its limits; None where it has none."""
    low = -1 / fit.slope_low if fit.slope_low is not None and fit.slope_low < 0 else None
    high = -1 / fit.slope_high if fit.slope_high is not None and fit.slope_high < 0 else None
    exponent = -1 / fit.slope if fit.slope < 0 else None
    return {
        "exponent": exponent,
        "exponent_low": low,
        "exponent_high": high,
        "compute_factor_to_halve_error": power(exponent * math.log10(2)) if exponent is not None else None,
    }


def _by_slope(points: Points, fit: LinearFit, log_y: bool = True) -> LineOf:
    return straight(np.log10(points.x), fit.predict, lambda value: value, log_x=True, log_y=log_y)


def fitted_line(
    points: Points, fit: LinearFit, log_y: bool = True, label: str = "our fit: {value}", to: float | None = None
) -> Curve:
    """A fit on log10(x) with its band, over the span of the points and on to the decimal logarithm `to`."""
    ends = [*np.log10(points.x), *([] if to is None else [to])]
    grid = np.linspace(min(ends), max(ends), _GRID)
    shown = powers if log_y else floats
    band = fit.band(grid) if fit.n > 2 else None
    return Curve(
        label,
        powers(grid),
        shown(fit.predict(grid)),
        shown(band[0]) if band else None,
        shown(band[1]) if band else None,
        span=None if to is None else (float(points.x.min()), float(points.x.max())),
    )


def power(exponent: float | None) -> float | None:
    """Ten to the power, None where that is beyond what is written out."""
    return None if exponent is None or abs(exponent) > LARGEST else float(10**exponent)
