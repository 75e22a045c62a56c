"""How a trend's line would have done before: the check that every projection carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.numbers import count
from compute_trends.trends.declaration import Trend
from compute_trends.trends.estimators.backtest import Known, check_forecasts
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR, from_days, to_days
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.estimators.inverse import later_points
from compute_trends.trends.points import Points, Setting
from compute_trends.trends.robustness.selections import Selections
from compute_trends.trends.run import Options

#: Points that a forecast of the backtest starts from, at least.
LEAST = 8
#: Checks below which a coverage says nothing.
LEAST_FORECASTS, LEAST_ORIGINS = 10, 3
#: Dates from which the points are selected anew, at most; evenly spread over those there are.
_MOST_ORIGINS = 60
#: Days ahead that forecasts are checked over at least: within a shorter time there are few points to hold them against.
_SHORTEST = 182.0
_LAST_DAY = to_days(date.max)
#: Columns that say when a point became known, the first one there counts.
_TIMES = ("publication_date", "effective_date", "release_date", "year")


@dataclass(frozen=True)
class Check:
    """How the interval did on what came later.

    Args:
        level: share of later points that it should hold.
        coverage: share that it held.
        above: share that lay above it; None where the order of time is not that of x.
        far_coverage: share held among the points more than half the horizon ahead; None without such points.
        far_predictions: number of those.
        predictions, origins: forecasts that were checked, and the dates they were made from.
        longest_year: how far ahead the farthest of them lay; None where x is no time.
        mean_error_log10: mean of observed minus predicted log10(y).
        selected_anew: whether each date had its own selection, among the rows of today up to it.
        coverage_low, coverage_high: 95% interval of the coverage; forecasts that overlap are not independent.
        independent: number of independent forecasts that the coverage is as sure as.
    """

    level: float
    coverage: float
    above: float | None
    far_coverage: float | None
    far_predictions: int
    predictions: int
    origins: int
    longest_year: float | None
    mean_error_log10: float
    selected_anew: bool
    coverage_low: float
    coverage_high: float
    independent: int


def check_over_time(
    trend: Trend,
    options: Options,
    settings: Mapping[str, Setting] | None,
    points: Points,
    horizon: float,
    level: float,
) -> Check:
    """Forecast from each date what came within the horizon after it.

    Where the trend honours `as_of`, each date has a selection of its own, among the rows of today up to it: scores and
    ranks see no later point. Elsewhere it has those of the points that are no later.

    Args:
        points: those that the projection rests on.
        horizon: of the projection, in days after the last of them; half a year is checked at least.
        level: of the interval.

    Raises:
        ComputeTrendsError: too few points or dates, or a horizon longer than any that the points can check.
    """
    x, y = points.x, np.log10(points.y)
    days = np.unique(x)
    days = days[np.searchsorted(np.sort(x), days, side="right") >= LEAST]
    anew = "as_of" in trend.options
    if days.size < LEAST_ORIGINS + 1:
        raise ComputeTrendsError(
            f"{trend.name}: {count(len(points), 'point')} {agreed(len(points), 'are')} too few to check a projection, "
            "so none is made"
        )
    reach = float(days[-1] - days[0])
    if horizon > reach:
        farthest = from_days(min(float(x.max()) + reach, _LAST_DAY))
        raise ComputeTrendsError(
            f"{trend.name}: a projection {horizon / DAYS_PER_YEAR:.1f} years ahead cannot be checked with points that "
            f"allow forecasts over {reach / DAYS_PER_YEAR:.1f} years, so none is made; {farthest} is the farthest date"
        )
    if anew and days.size > _MOST_ORIGINS:
        days = days[np.unique(np.linspace(0, days.size - 1, _MOST_ORIGINS).round().astype(int))]
    known = _selected_anew(trend, options, settings, days[:-1]) if anew else _as_selected(x, y, days[:-1])
    found = check_forecasts(known, x, y, max(horizon, _SHORTEST), level, LEAST)
    check = Check(
        level=level,
        coverage=found.coverage,
        above=found.above,
        far_coverage=found.far_coverage,
        far_predictions=found.far_predictions,
        predictions=found.predictions,
        origins=found.origins,
        longest_year=found.longest / DAYS_PER_YEAR,
        mean_error_log10=found.mean_error,
        selected_anew=anew,
        coverage_low=found.coverage_low,
        coverage_high=found.coverage_high,
        independent=found.independent,
    )
    return _enough(trend.name, check)


def _selected_anew(
    trend: Trend, options: Options, settings: Mapping[str, Setting] | None, days: Floats
) -> Iterator[Known]:
    with Selections(trend, options, settings) as selections:
        for day in days:
            known = replace(options, as_of=from_days(day), until=_until(options, day))
            then = selections.points(options=known)
            if len(then):
                yield Known(float(day), then.x, np.log10(then.y))


def _until(options: Options, day: float) -> date | None:
    """The option `until`, where it still leaves anything out."""
    return options.until if options.until is not None and to_days(options.until) < day else None


def _as_selected(x: Floats, y: Floats, days: Floats) -> Iterator[Known]:
    for day in days:
        yield Known(float(day), x[x <= day], y[x <= day])


def check_over_x(name: str, points: Points, level: float) -> Check:
    """Fit what was known at each time and predict all later points at their own x.

    Raises:
        ComputeTrendsError: the points have no date, or too few of them can be predicted.
    """
    column = next((time for time in _TIMES if time in points.table.column_names), None)
    if column is None:
        raise ComputeTrendsError(f"{name}: the points have no date, so no projection can be checked and none is made")
    found = later_points(points.numbers(column), np.log10(points.x), np.log10(points.y), level, LEAST)
    check = Check(
        level=level,
        coverage=found.coverage,
        above=None,
        far_coverage=None,
        far_predictions=0,
        predictions=found.predictions,
        origins=found.origins,
        longest_year=None,
        mean_error_log10=found.mean_error,
        selected_anew=False,
        coverage_low=found.coverage_low,
        coverage_high=found.coverage_high,
        independent=found.independent,
    )
    return _enough(name, check)


def _enough(name: str, check: Check) -> Check:
    if check.predictions < LEAST_FORECASTS or check.origins < LEAST_ORIGINS:
        raise ComputeTrendsError(
            f"{name}: only {check.predictions} forecasts from {check.origins} dates could be checked, too few to say "
            "how well the interval does, so no projection is made"
        )
    return check
