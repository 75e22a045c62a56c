"""Estimators of the eras: where growth breaks by the data alone, and whether it changed on a given day."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import bootstrap_fit, interval
from compute_trends.trends.estimators.breaks import Segmentation, break_test, segmentations
from compute_trends.trends.estimators.calendar import DAYS_PER_MONTH, DAYS_PER_YEAR, from_days, to_days
from compute_trends.trends.estimators.checks import Floats, positive
from compute_trends.trends.estimators.ratios import against_reference
from compute_trends.trends.estimators.regression import LOG10_2, linear_fit, log_linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, Method, Place
from compute_trends.trends.methods.lines import floats, multiple, named, powers
from compute_trends.trends.points import Points, Setting

Numbers = dict[str, float | int | str | None]

#: Points that an era must hold, whatever its boundaries.
LEAST = 10
_MOST_BREAKS = 2


def boundary(published: str, first_day_after: int = 0, resamples: int = 499, level: float = 0.95) -> Method:
    """The one break of log10(y) over the dates x, in years after the published boundary.

    The interval is that of the break date over bootstrap samples of the two fitted lines; the p-value says how often
    points without a break, searched in the same way, look as broken.

    Args:
        published: setting that holds the published boundary, a date.
        first_day_after: days from that date to the first one of the later era (1 where it is the last of the earlier).
        resamples: of the test and of the interval.
        level: of the interval.
    """

    def estimate(points: Points) -> Estimate:
        logs = np.log10(positive(points.y))
        found = break_test(points.x, logs, 1, LEAST, resamples, level)
        parted = found.segmentation
        start = _day(points.settings, published) + first_day_after
        (low, high), (place,) = found.break_intervals[0], parted.breaks
        given = _at(points.x, logs, (start,))
        numbers: Numbers = {
            "break": from_days(place).isoformat(),
            "break_low": from_days(low).isoformat(),
            "break_high": from_days(high).isoformat(),
            "p_value": found.p_value,
            **_speeds(parted),
            "r2_single_line": found.single.r2,
            "r2_published_boundary": None if given is None else _r2(logs, given),
        }
        return Estimate(
            value=(place - start) / DAYS_PER_YEAR,
            low=(low - start) / DAYS_PER_YEAR,
            high=(high - start) / DAYS_PER_YEAR,
            level=level,
            n=parted.n,
            r2=_r2(logs, parted.sum_squares),
            numbers=numbers,
            curves=_lines(points.x, parted),
            place=Place("x", place, low, high, None, "break"),
            note=_verdict(found.p_value, 1 - level),
        )

    return estimate


def eras(resamples: int = 99, level: float = 0.95) -> Method:
    """Number of eras, each a straight line of log10(y) over the dates x, that the Bayesian criterion (BIC) prefers.

    The interval is that of the number over bootstrap samples of the preferred lines with their residuals resampled. A
    number at the most that was tried is "at least" that, and an interval that reaches it has no upper end.
    """

    def estimate(points: Points) -> Estimate:
        order = np.argsort(points.x, kind="stable")
        x, logs = points.x[order], np.log10(positive(points.y))[order]
        choices = segmentations(x, logs, _MOST_BREAKS, LEAST)
        best = _best(choices)
        line = _fitted(x, best)
        generator = np.random.Generator(np.random.SFC64(2022))
        counts = [
            len(_best(segmentations(x, line + generator.choice(logs - line, x.size), _MOST_BREAKS, LEAST)).fits)
            for _ in range(resamples)
        ]
        low, high = interval(counts, level)
        numbers: Numbers = {
            f"boundary_{number}": from_days(day).isoformat() for number, day in enumerate(best.breaks, 1)
        }
        numbers |= {
            f"bic_{len(item.fits)}_era{'s' * (len(item.fits) > 1)}_against_best": item.bic - best.bic
            for item in choices
        }
        most, found = _MOST_BREAKS + 1, len(best.fits)
        note = f"At most {most} eras were tried"
        if found == most:
            note += ", so there may be more than were found"
        elif math.ceil(high) == most:
            note += ", and some resamples have as many: the interval has no upper end"
        return Estimate(
            value=f"at least {found}" if found == most else found,
            low=None if found == most else math.floor(low),
            high=None if math.ceil(high) == most else math.ceil(high),
            level=None if found == most else level,
            n=best.n,
            r2=_r2(logs, best.sum_squares),
            numbers={"eras_found": found, "eras_tried": most, **numbers, **_speeds(best)},
            curves=_lines(points.x, best),
            note=f"{note}.",
        )

    return estimate


def change_of_growth(later: str, resamples: int = 1000, noise_factor: float = 2.0, level: float = 0.95) -> Method:
    """Slope of log10(y) over the dates x after a day, over the slope before it: above 1 is faster growth.

    Args:
        later: boolean column, true for the points after the day.
        resamples: of the bootstrap, each part by itself.
        noise_factor: each drawn value is multiplied by log-uniform noise in [1/f, f].
        level: of the interval.
    """

    def estimate(points: Points) -> Estimate:
        parts = {"before": points.where(later, False), "after": points.where(later, True)}
        slopes: dict[str, Floats] = {}
        numbers: Numbers = {}
        curves = []
        for seed, (name, part) in enumerate(parts.items()):
            try:
                fit = log_linear_fit(part.x, part.y, level)
            except ComputeTrendsError as error:
                raise ComputeTrendsError(f"the points {name} the day: {error}") from error
            slopes[name] = bootstrap_fit(part.x, np.log10(part.y), resamples, math.log10(noise_factor), seed).slopes
            numbers[f"n_{name}"] = len(part)
            numbers[f"slope_log10_per_year_{name}"] = fit.slope * DAYS_PER_YEAR
            numbers[f"doubling_month_{name}"] = LOG10_2 / fit.slope / DAYS_PER_MONTH if fit.slope > 0 else None
            ends = np.array([part.x.min(), part.x.max()])
            curves.append(Curve(f"fit {name}", floats(ends), powers(fit.predict(ends))))
        before, after = (float(numbers[f"slope_log10_per_year_{name}"] or 0) for name in parts)
        if before <= 0:
            raise ComputeTrendsError("before the day there was no growth that growth after it could be compared with")
        low = high = None
        note = "The interval is open: some resamples do not grow before the day."
        if np.all(slopes["before"] > 0):
            (low, high), note = interval(slopes["after"] / slopes["before"], level), ""
        return Estimate(
            value=after / before,
            low=low,
            high=high,
            level=level,
            n=len(points),
            numbers=numbers,
            curves=tuple(curves),
            note=note,
        )

    return estimate


def group_against(column: str, group: str, reference: str, resamples: int = 1000, level: float = 0.95) -> Method:
    """Geometric mean of y of one group over the log-linear trend of another at the same date."""

    def estimate(points: Points) -> Estimate:
        ours, theirs = points.where(column, group), points.where(column, reference)
        if not len(ours) or not len(theirs):
            raise ComputeTrendsError(f"no point has {column} = {group if not len(ours) else reference}")
        found = against_reference(ours.x, ours.y, theirs.x, theirs.y, level, resamples, 2022)
        fit = log_linear_fit(theirs.x, theirs.y, level)
        ends = np.array([points.x.min(), points.x.max()])
        span = (float(theirs.x.min()), float(theirs.x.max()))
        trend = Curve(f"fit of {reference}", floats(ends), powers(fit.predict(ends)), span=span)
        return Estimate(
            value=found.value,
            low=found.low,
            high=found.high,
            level=level,
            n=found.n,
            numbers={f"n_{reference}": len(theirs)},
            curves=(trend, named("that trend times {value}", multiple(trend)(found.value), found.value)),
            line_of=multiple(trend),
        )

    return estimate


def _best(choices: Iterable[Segmentation]) -> Segmentation:
    return min(choices, key=lambda item: item.bic)


def _at(x: Floats, y: Floats, starts: tuple[float, ...]) -> float | None:
    """Residual sum of squares of separate lines from given dates on; None where a part has no line."""
    total = 0.0
    for first, last in zip((-math.inf, *starts), (*starts, math.inf), strict=True):
        part = (x >= first) & (x < last)
        try:
            fit = linear_fit(x[part], y[part])
        except ComputeTrendsError:
            return None
        total += float(((y[part] - fit.predict(x[part])) ** 2).sum())
    return total


def _fitted(x: Floats, found: Segmentation) -> Floats:
    which = np.searchsorted(np.asarray(found.breaks), x, side="right")
    slopes, intercepts = (np.array([getattr(fit, name) for fit in found.fits]) for name in ("slope", "intercept"))
    line: Floats = intercepts[which] + slopes[which] * x
    return line


def _speeds(found: Segmentation) -> Numbers:
    numbers: Numbers = {}
    for number, fit in enumerate(found.fits, 1):
        numbers[f"doubling_month_era_{number}"] = LOG10_2 / fit.slope / DAYS_PER_MONTH if fit.slope > 0 else None
        numbers[f"n_era_{number}"] = fit.n
    return numbers


def _lines(x: Floats, found: Segmentation) -> tuple[Curve, ...]:
    edges = (-math.inf, *found.breaks, math.inf)
    curves = []
    for number, fit in enumerate(found.fits):
        inside = x[(x >= edges[number]) & (x < edges[number + 1])]
        ends = np.array([inside.min(), inside.max()])
        curves.append(Curve(f"era {number + 1}", floats(ends), powers(fit.predict(ends))))
    return tuple(curves)


def _r2(y: Floats, sum_squares: float) -> float | None:
    total = float(((y - y.mean()) ** 2).sum())
    return 1 - sum_squares / total if total else None


def _day(settings: Mapping[str, Setting], name: str) -> int:
    value = settings[name]
    if not isinstance(value, date):
        raise ComputeTrendsError(f"the setting {name} must be a date, not {value!r}")
    return to_days(value)


def _verdict(p_value: float, level: float) -> str:
    if p_value > level:
        return "No break is needed: points on a single line look as broken as these by chance."
    return ""
