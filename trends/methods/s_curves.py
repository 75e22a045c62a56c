"""Estimator of a score between chance and ceiling against training compute, with a statement where the form fails."""

from __future__ import annotations

import math

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats, positive
from compute_trends.trends.estimators.inverse import LaterPoints, collected
from compute_trends.trends.estimators.saturating import SCurve, bootstrap_s_curve, s_curve_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.methods.lines import floats, powers
from compute_trends.trends.points import Points

_GRID = 61
#: Points before a first forecast: two coefficients and a spread from fewer are worth little.
_LEAST = 8

Numbers = dict[str, float | int | str | None]


def s_curve_slope(level: float = 0.95, resamples: int = 1000, seed: int = 2026) -> Method:
    """Slope of log10 odds, (score - chance) : (ceiling - score), on log10(compute), by least squares on the score.

    Near the ceiling the remaining error falls as compute^-slope, so the slope compares with those of Thompson et al.
    2022. The interval is that of the bootstrap over models. Beside it: the slope with the publication date held fixed,
    and a backtest, the curve fitted at each date held against all later models. The form is said not to hold where
    the interval includes zero, where it explains less than the setting `least_r2`, or where fewer later scores than
    `least_coverage` lie in the prediction interval.

    Source: Thompson et al. 2022 (arXiv 2007.05558) for the power law; Owen 2024 (arXiv 2401.04757) for the S-curve.
    """

    def estimate(points: Points) -> Estimate:
        if not len(points):
            raise ComputeTrendsError("there is no point: no model with known training compute is selected")
        x, scores = np.log10(positive(points.x, "the training compute")), points.y
        chance, ceiling = float(points.numbers("chance_score")[0]), float(points.numbers("ceiling_score")[0])
        fit = s_curve_fit(x, scores, chance, ceiling)
        slopes = bootstrap_s_curve(x, scores, chance, ceiling, resamples, seed)[:, 1]
        low, high = interval(slopes, level)
        slope = float(fit.coefficients[1])
        checked = _later_scores(points, x, chance, ceiling, level)
        numbers: Numbers = {
            "chance_score": chance,
            "ceiling_score": ceiling,
            "log10_flop_halfway": -float(fit.coefficients[0]) / slope if low > 0 else None,
            "exponent": 1 / slope if low > 0 else None,
            "residual_sd": fit.residual_sd,
            "orders_of_magnitude": float(np.ptp(x)),
            "resamples_used": slopes.size,
            "backtest_coverage": checked.coverage if checked else None,
            "backtest_level": level,
            "backtest_predictions": checked.predictions if checked else 0,
            "backtest_mean_error": checked.mean_error if checked else None,
        }
        dated, dated_note = _with_date(points, x, chance, ceiling, level, resamples, seed)
        failures = _failures(points, fit, low, checked)
        verdict = (
            f"The form does not hold: {'; '.join(failures)}."
            if failures
            else "The form holds by these tests: the slope is above zero, R2 and the backtest are high enough."
        )
        return Estimate(
            value=slope,
            low=low,
            high=high,
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers={"form_holds": "no" if failures else "yes", **numbers, **dated},
            curves=(_curve(x, fit, level),),
            levels={"chance": chance, "ceiling": ceiling},
            note=f"{verdict} {_backtest(checked, level)}{dated_note}",
        )

    return estimate


def _failures(points: Points, fit: SCurve, low: float, checked: LaterPoints | None) -> list[str]:
    least_r2, least_coverage = points.number("least_r2"), points.number("least_coverage")
    found = []
    if low <= 0:
        found.append("the interval of the slope includes zero, so the score may not rise with compute")
    if fit.r2 is None or fit.r2 < least_r2:
        part = 0.0 if fit.r2 is None else max(fit.r2, 0.0)
        found.append(f"compute explains {part:.0%} of the variance of the scores, less than {least_r2:.0%}")
    if checked is None:
        found.append("no forecast could be checked on later models")
    elif checked.coverage < least_coverage:
        found.append(
            f"{checked.coverage:.0%} of later scores lay in the {checked.level:.0%} prediction interval, "
            f"fewer than {least_coverage:.0%}"
        )
    return found


def _backtest(checked: LaterPoints | None, level: float) -> str:
    if checked is None:
        return f"Backtest: no date has {_LEAST} models up to it and one after it."
    return (
        f"Backtest: fitted at {checked.origins} earlier dates, {checked.coverage:.0%} of {checked.predictions} "
        f"predictions of later scores lay in the {level:.0%} interval, observed minus predicted "
        f"{checked.mean_error:+.3f} on average."
    )


def _dates(points: Points) -> Floats:
    """Publication dates in days, NaN where not known."""
    from compute_trends.trends.estimators.calendar import to_days

    days = [math.nan if day is None else float(to_days(day)) for day in points.texts("publication_date")]
    return np.array(days, dtype=np.float64)


def _later_scores(points: Points, x: Floats, chance: float, ceiling: float, level: float) -> LaterPoints | None:
    days = _dates(points)
    dated = np.isfinite(days)
    days, x, scores = days[dated], x[dated], points.y[dated]
    inside, gaps, times = [], [], []
    for origin in np.unique(days)[:-1]:
        known = days <= origin
        if np.count_nonzero(known) < _LEAST:
            continue
        try:
            fit = s_curve_fit(x[known], scores[known], chance, ceiling)
        except ComputeTrendsError:
            continue  # no forecast could have been made at this date
        low, high = fit.band(x[~known], level, single=True)
        later = scores[~known]
        inside.append((later >= low) & (later <= high))
        gaps.append(later - fit.predict(x[~known]))
        times.append(days[~known])
    return collected(inside, gaps, times, level) if inside else None


def _with_date(
    points: Points, x: Floats, chance: float, ceiling: float, level: float, resamples: int, seed: int
) -> tuple[Numbers, str]:
    """The slope at a fixed publication date, and what a year is worth in compute; nothing where it cannot be told."""
    days = _dates(points)
    dated = np.isfinite(days)
    try:
        years = days[dated] / DAYS_PER_YEAR
        both = np.column_stack([x[dated], years])
        fit = s_curve_fit(both, points.y[dated], chance, ceiling)
        draws = bootstrap_s_curve(both, points.y[dated], chance, ceiling, resamples, seed)
    except ComputeTrendsError:
        return {}, ""
    (low, high), (early, late) = interval(draws[:, 1], level), interval(draws[:, 2], level)
    compute, year = float(fit.coefficients[1]), float(fit.coefficients[2])
    worth = year / compute if low > 0 else None
    numbers: Numbers = {
        "slope_at_fixed_date": compute,
        "slope_at_fixed_date_low": low,
        "slope_at_fixed_date_high": high,
        "date_slope_per_year": year,
        "date_slope_per_year_low": early,
        "date_slope_per_year_high": late,
        "compute_factor_per_year": 10**worth if worth is not None and abs(worth) < 300 else None,
    }
    if early > 0:
        return numbers, " At equal compute later models score higher: compute alone does not account for the scores."
    if late < 0:
        return numbers, " At equal compute later models score lower."
    return numbers, " At equal compute, no difference by publication date can be told."


def _curve(x: Floats, fit: SCurve, level: float) -> Curve:
    grid = np.linspace(x.min(), x.max(), _GRID)
    low, high = fit.band(grid, level)
    return Curve("our fit: {value}", powers(grid), floats(fit.predict(grid)), floats(low), floats(high))
