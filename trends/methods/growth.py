"""The usual estimators of a trend, ready for a declaration: each call returns a function from points to estimate."""

from __future__ import annotations

import math

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import BootstrapFits, bootstrap_fit, interval
from compute_trends.trends.estimators.calendar import DAYS_PER_MONTH, DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats, positive
from compute_trends.trends.estimators.regression import (
    LOG10_2,
    LinearFit,
    doubling_time,
    growth_factor,
    log_linear_fit,
    power_law,
)
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.methods.lines import floats, powers, straight
from compute_trends.trends.points import Points

_GRID = 61


def doubling(
    days: float = DAYS_PER_MONTH,
    resamples: int = 1000,
    noise_factor: float = 2.0,
    level: float = 0.95,
    seed: int = 2022,
) -> Method:
    """Doubling time of y over the dates x: plain log-linear fit, interval from the bootstrap with estimate noise.

    Args:
        days: length of the unit of the estimate, in days (30 for months, 365 for years).
        resamples: of the bootstrap.
        noise_factor: each drawn value is multiplied by log-uniform noise in [1/f, f]; 1 for none.
        level: of the interval.
        seed: of the bootstrap.

    Source: Sevilla et al. 2022 (arXiv 2202.05924), section 3.
    """

    def estimate(points: Points) -> Estimate:
        fit, fits = _growth(points, resamples, noise_factor, level, seed)
        low, high = interval(fits.slopes, level)
        numbers = _growth_numbers(fit, low, high)
        note = ""
        if low <= 0:
            note = "The interval has no upper end: some resamples do not grow."
        return Estimate(
            value=doubling_time(fit.slope) / days,
            low=doubling_time(high) / days if high > 0 else None,
            high=doubling_time(low) / days if low > 0 else None,
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers=numbers,
            curves=(_time_curve(points.x, fit, fits, level),),
            line_of=straight(points.x, fit.predict, lambda value: LOG10_2 / value / days),
            note=note,
        )

    return estimate


def growth(
    days: float = DAYS_PER_YEAR, resamples: int = 1000, noise_factor: float = 2.0, level: float = 0.95, seed: int = 2022
) -> Method:
    """Factor by which y grows over `days` days: as `doubling`, in x/year."""

    def estimate(points: Points) -> Estimate:
        fit, fits = _growth(points, resamples, noise_factor, level, seed)
        low, high = interval(fits.slopes, level)
        limit = _factor(high, days)
        return Estimate(
            value=growth_factor(fit.slope, days),
            low=_factor(low, days),
            high=limit,
            note="" if limit is not None else "The interval has no upper end: some resamples grow beyond any number.",
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers=_growth_numbers(fit, low, high),
            curves=(_time_curve(points.x, fit, fits, level),),
            line_of=straight(points.x, fit.predict, lambda value: math.log10(value) / days),
        )

    return estimate


def power_law_slope(level: float = 0.95) -> Method:
    """Slope of log10(y) on log10(x) with the interval of ordinary least squares.

    Source: Thompson et al. 2022 (arXiv 2007.05558), polynomial form.
    """
    return lambda points: _slope(points, power_law(points.x, points.y, level), log_y=True)


def count() -> Method:
    """Number of rows selected."""

    def estimate(points: Points) -> Estimate:
        if not len(points):
            raise ComputeTrendsError("no row is selected")
        return Estimate(value=len(points), n=len(points))

    return estimate


def _growth(
    points: Points, resamples: int, noise_factor: float, level: float, seed: int
) -> tuple[LinearFit, BootstrapFits]:
    if noise_factor < 1:
        raise ComputeTrendsError(f"the noise factor must be at least 1, not {noise_factor:g}")
    fit = log_linear_fit(points.x, points.y, level)
    logs = np.log10(positive(points.y))
    return fit, bootstrap_fit(points.x, logs, resamples, math.log10(noise_factor), seed)


def _growth_numbers(fit: LinearFit, low: float, high: float) -> dict[str, float | int | str | None]:
    return {
        "slope_log10_per_year": fit.slope * DAYS_PER_YEAR,
        "slope_log10_per_year_low": low * DAYS_PER_YEAR,
        "slope_log10_per_year_high": high * DAYS_PER_YEAR,
        "growth_factor_per_year": _factor(fit.slope, DAYS_PER_YEAR),
        "p_value": fit.p_value,
    }


def _factor(slope: float, days: float) -> float | None:
    try:
        return growth_factor(slope, days)
    except ComputeTrendsError:
        return None


def _time_curve(x: Floats, fit: LinearFit, fits: BootstrapFits, level: float) -> Curve:
    grid = np.linspace(x.min(), x.max(), _GRID)
    lines = fits.intercepts[:, None] + fits.slopes[:, None] * grid
    tail = (1 - level) / 2
    low, high = np.quantile(lines, [tail, 1 - tail], axis=0)
    return Curve("our fit: {value}", floats(grid), powers(fit.predict(grid)), powers(low), powers(high))


def _slope(points: Points, fit: LinearFit, log_y: bool) -> Estimate:
    grid = np.linspace(math.log10(points.x.min()), math.log10(points.x.max()), _GRID)
    middle = fit.predict(grid)
    band = fit.band(grid) if fit.n > 2 else None
    shown = powers if log_y else floats
    return Estimate(
        value=fit.slope,
        low=fit.slope_low,
        high=fit.slope_high,
        level=fit.level,
        n=fit.n,
        r2=fit.r2,
        numbers={"intercept_log10" if log_y else "intercept": fit.intercept, "p_value": fit.p_value},
        curves=(
            Curve(
                "our fit: {value}",
                powers(grid),
                shown(middle),
                shown(band[0]) if band else None,
                shown(band[1]) if band else None,
            ),
        ),
        line_of=straight(np.log10(points.x), fit.predict, lambda value: value, log_x=True, log_y=log_y),
    )
