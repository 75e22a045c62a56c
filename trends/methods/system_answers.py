"""Estimators of the study of systems: shares, counts above a threshold with bounds, growth taken apart, a lag."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.numbers import count
from compute_trends.trends.estimators.bootstrap import bootstrap_fit, interval
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.regression import growth_factor, log_linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, Method, Place
from compute_trends.trends.methods.growth import growth
from compute_trends.trends.points import Points

Numbers = dict[str, float | int | str | None]

#: What training compute is the product of, by column.
FACTORS = ("chips", "time_s", "rate_flop_per_s", "utilisation_fraction")


def share(level: float = 0.95) -> Method:
    """Share of the rows whose column `is_wanted` is true, with Wilson's interval, and the share of each year.

    Source: Wilson 1927.
    """

    def estimate(points: Points) -> Estimate:
        wanted = np.array([bool(value) for value in points.texts("is_wanted")])
        if not wanted.size:
            raise ComputeTrendsError("no system is selected")
        years = np.array([day.year for day in points.texts("publication_date")])
        numbers: Numbers = {}
        for year in np.unique(years):
            numbers[f"share_{year}"] = float(wanted[years == year].mean())
        low, high = _wilson(int(wanted.sum()), wanted.size, level)
        return Estimate(
            value=float(wanted.mean()),
            low=low,
            high=high,
            level=level,
            n=wanted.size,
            numbers=numbers,
            note="A system of several counts for each; systems count alike, whatever their size.",
        )

    return estimate


def above_threshold() -> Method:
    """Systems above a threshold in the last whole year: at least, by cost or power, and at most.

    The estimate counts those known to be above and those whose cost or power puts them there; the low end those known
    alone, the high end every unknown one without such evidence as well. There is no other uncertainty in it.
    """

    def estimate(points: Points) -> Estimate:
        years = [int(year) for year in points.texts("year")]
        last = max(points.texts("last_day"), default=None)
        whole = [year for year in years if last and (year < last.year or (last.month, last.day) == (12, 31))]
        if not whole:
            raise ComputeTrendsError("no whole year is selected")
        numbers: Numbers = {}
        columns = {
            name: points.texts(name)
            for name in ("systems", "above", "above_by_evidence", "unknown", "without_evidence")
        }
        for row, year in enumerate(years):
            numbers[f"above_{year}"] = int(columns["above"][row])
            numbers[f"by_cost_or_power_{year}"] = int(columns["above_by_evidence"][row])
            numbers[f"unknown_share_{year}"] = columns["unknown"][row] / columns["systems"][row]
        at = years.index(max(whole))
        known, evidence, rest = (int(columns[name][at]) for name in ("above", "above_by_evidence", "without_evidence"))
        unknown, systems = int(columns["unknown"][at]), int(columns["systems"][at])
        return Estimate(
            value=known + evidence,
            low=known,
            high=known + evidence + rest,
            n=systems,
            numbers={"year": max(whole), **numbers},
            place=Place("y", known + evidence, known, known + evidence + rest, float(points.x[at]), str(max(whole))),
            note=(
                f"Of the {systems} systems of {max(whole)}, {unknown} ({unknown / systems:.0%}) have no known training "
                f"compute: cost or power puts {evidence} of them above, {rest} have neither, so at most "
                f"{known + evidence + rest} are above. The limits are bounds, not a statistical interval."
            ),
        )

    return estimate


def decomposed(level: float = 0.95, resamples: int = 1000, seed: int = 2022) -> Method:
    """Growth of training compute per year, and of what it is the product of, all on the same rows.

    The residual is the growth of compute over the product of the growth of its factors: 1 where the four explain it.
    """
    fitted = growth(level=level, resamples=resamples, noise_factor=1.0, seed=seed)

    def estimate(points: Points) -> Estimate:
        found = fitted(points)
        numbers: Numbers = {}
        explained = 0.0
        for column in FACTORS:
            values = points.numbers(column)
            slope = log_linear_fit(points.x, values, level).slope
            low, high = interval(bootstrap_fit(points.x, np.log10(values), resamples, 0.0, seed).slopes, level)
            explained += slope
            name = column.removesuffix("_flop_per_s").removesuffix("_fraction").removesuffix("_s")
            for end, value in (("", slope), ("_low", low), ("_high", high)):
                numbers[f"growth_{name}{end}"] = growth_factor(value, DAYS_PER_YEAR)
        total = log_linear_fit(points.x, points.y, level).slope
        residual = growth_factor(total - explained, DAYS_PER_YEAR)
        middle = {name: value for name, value in numbers.items() if not name.endswith(("_low", "_high"))}
        parts = ", ".join(f"{name.removeprefix('growth_')} {value:.3g}x" for name, value in middle.items())
        return Estimate(
            value=found.value, low=found.low, high=found.high, level=found.level, n=found.n, r2=found.r2,
            numbers={**numbers, "growth_residual": residual}, curves=found.curves, line_of=found.line_of,
            note=f"On the same rows, a year: {parts}; what they leave is {residual:.3g}x.",
        )  # fmt: skip

    return estimate


def energy_beside(column: str, level: float = 0.95) -> Method:
    """Growth of y per year, with that of another estimate of the same quantity on the same rows beside it."""
    fitted = growth(level=level, noise_factor=1.0)

    def estimate(points: Points) -> Estimate:
        found, other = fitted(points), fitted(Points(points.table, points.x_column, column, points.settings))
        ratio = points.y / points.numbers(column)
        numbers: Numbers = {
            "growth_by_chip_efficiency": other.value,
            "growth_by_chip_efficiency_low": other.low,
            "growth_by_chip_efficiency_high": other.high,
            "power_x_time_over_chip_efficiency_median": float(np.median(ratio)),
        }
        return Estimate(
            value=found.value, low=found.low, high=found.high, level=found.level, n=found.n, r2=found.r2,
            numbers={**found.numbers, **numbers}, curves=found.curves, line_of=found.line_of,
            note=(
                "Computation over peak FLOP per joule of the chip, as the three forces have it, gives "
                f"{other.value:.3g}x a year on the same rows; power x time is {float(np.median(ratio)):.3g} times as "
                "much energy at the median."
            ),
        )  # fmt: skip

    return estimate


def median_lag(level: float = 0.95, resamples: int = 1000, seed: int = 2022) -> Method:
    """Median of y, with the bootstrap interval of the median over the points."""

    def estimate(points: Points) -> Estimate:
        if len(points) < 2:
            raise ComputeTrendsError(
                f"{count(len(points), 'point')} {agreed(len(points), 'have')} no median with an interval"
            )
        lags = points.y
        draws = np.random.default_rng(seed).integers(0, lags.size, size=(resamples, lags.size))
        low, high = interval(np.median(lags[draws], axis=1), level)
        median = float(np.median(lags))
        ends = (float(points.x.min()), float(points.x.max()))
        return Estimate(
            value=median, low=low, high=high, level=level, n=lags.size,
            numbers={"shortest": float(lags.min()), "longest": float(lags.max()), "last": float(lags[-1])},
            curves=(Curve("median {value}", ends, (median, median)),),
            line_of=lambda value: Curve("", ends, (value, value)),
        )  # fmt: skip

    return estimate


def _wilson(hits: int, n: int, level: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf((1 + level) / 2)
    p = hits / n
    centre, half = (p + z * z / (2 * n)), z * math.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    return max(0.0, (centre - half) / (1 + z * z / n)), min(1.0, (centre + half) / (1 + z * z / n))
