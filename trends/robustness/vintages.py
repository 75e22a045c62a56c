"""What was projected from each released version, held against the systems that were published after it.

A rolling backtest cuts the rows of today at earlier dates, so that later revisions and additions are in it. A version
that was released then has neither: its line is the one that somebody would have drawn. What came is every later row of
the newest version with a known value, those that a score leaves out as well, since no score was known before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.catalog.versions import all_versions, find_version
from compute_trends.trends.choices.common import exported
from compute_trends.trends.choices.options import Options
from compute_trends.trends.declaration import Trend
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR, from_days, to_days
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.estimators.coverage import coverage_interval
from compute_trends.trends.estimators.regression import linear_fit
from compute_trends.trends.points import Setting
from compute_trends.trends.run import run_trend, select_rows

_LEAST = 8  # points of a line
_FEWEST = 3  # later points that say something


@dataclass(frozen=True)
class YearOff:
    """How far the systems of a year lay from the line: mean of observed minus projected log10."""

    year: int
    points: int
    mean_error_log10: float


@dataclass(frozen=True)
class Vintage:
    """The line of one released version against what came after it.

    Args:
        version: that the line is drawn on, of `points` points.
        last: the last day that it knew; only what was published later is held against the line.
        predictions: number of later points.
        coverage, coverage_low, coverage_high: share of them that the interval held, with its own 95% interval.
        above: share that lay above it.
        mean_error_log10: mean of observed minus projected log10.
        years: the same per year.
    """

    version: str
    points: int
    last: date
    predictions: int
    coverage: float
    coverage_low: float
    coverage_high: float
    above: float
    mean_error_log10: float
    years: tuple[YearOff, ...]

    @property
    def sentence(self) -> str:
        """What became of the line."""
        off = ", ".join(f"those of {item.year} {told(item.mean_error_log10)}" for item in self.years)
        above = f"{self.above:.0%}" if self.above else "none"
        return (
            f"The line of {self.version} (to {self.last:%Y-%m}) held {self.coverage:.0%} ({self.coverage_low:.0%} to "
            f"{self.coverage_high:.0%}) of the {self.predictions:,} published after it, {above} lay above; on average "
            f"they came {told(self.mean_error_log10)} than projected: {off}."
        )


def told(mean_error_log10: float) -> str:
    """A mean error as a factor, in words: "14 times lower"."""
    return f"{10 ** abs(mean_error_log10):.3g} times {'higher' if mean_error_log10 > 0 else 'lower'}"


def check_vintages(
    trend: Trend, options: Options, settings: Mapping[str, Setting] | None, level: float
) -> tuple[Vintage, ...]:
    """Project from every released version that has later points, the oldest first.

    Args:
        trend: whose line is drawn; over dates.
        options, settings: as `run_trend` takes them; the version is that which says what came, the newest by default.
        level: of the interval of a single further observation.

    Raises:
        UsageError: the options fix a last day or a day to look back from.
        ComputeTrendsError: no released version has enough points before, and later ones after it.
    """
    given = {**options.given(), **(settings or {})}
    if fixed := sorted({"until", "as_of"} & given.keys()):
        raise UsageError(f"a backtest by vintages takes every version as it was: leave out {', '.join(fixed)}")
    versions = all_versions()[trend.dataset]
    newest = find_version(trend.dataset, options.version).version
    x, y = _values(trend, _of(trend, options, newest, date.max), settings)
    found = []
    for item in versions:
        line = _line(trend, options, item.version, settings)
        if item.version == newest or line is None:
            continue
        known_x, known_y, last = line
        later = x > to_days(last)
        if np.count_nonzero(later) >= _FEWEST:
            found.append(_held(item.version, known_x, known_y, last, x[later], y[later], level))
    if not found:
        raise ComputeTrendsError(
            f"{trend.name}: no earlier version of {trend.dataset} has a line and points published after it; "
            "--backtest rolling checks it on the rows of today"
        )
    return tuple(found)


def _held(version: str, known_x: Floats, known_y: Floats, last: date, x: Floats, y: Floats, level: float) -> Vintage:
    fit = linear_fit(known_x, known_y, level)
    low, high = fit.band(x, single=True)
    gaps, held = y - fit.predict(x), (y >= low) & (y <= high)
    share_low, share_high, _ = coverage_interval(held, x, DAYS_PER_YEAR)
    years = np.array([from_days(day).year for day in x])
    return Vintage(
        version=version,
        points=known_x.size,
        last=last,
        predictions=x.size,
        coverage=float(held.mean()),
        coverage_low=share_low,
        coverage_high=share_high,
        above=float((y > high).mean()),
        mean_error_log10=float(gaps.mean()),
        years=tuple(
            YearOff(int(year), int((years == year).sum()), float(gaps[years == year].mean()))
            for year in np.unique(years)
        ),
    )


def _of(trend: Trend, options: Options, version: str, until: date | None) -> Options:
    """The options on the rows of a version as they were known on the day of its export."""
    chosen = replace(options, version=version)
    day = exported(version)
    if "as_of" in trend.options and day is not None:
        chosen = replace(chosen, as_of=day)
    return replace(chosen, until=until) if until and "until" in trend.options else chosen


def _line(
    trend: Trend, options: Options, version: str, settings: Mapping[str, Setting] | None
) -> tuple[Floats, Floats, date] | None:
    """The points of a version's line, and the last day that it knew, of its export or of its rows; None for too few."""
    try:
        result = run_trend(trend, _of(trend, options, version, None), settings)
    except ComputeTrendsError:
        return None
    points = result.points
    if len(points) < _LEAST or trend.x is None:
        return None
    table, _ = select_rows(trend, _of(trend, options, version, None), settings)
    rows = max(day for day in table[trend.x.column].to_pylist() if day is not None)
    day = exported(version) if trend.dataset == "milestone_systems" else None
    return points.x, np.log10(points.y), max(rows, day or rows)


def _values(trend: Trend, options: Options, settings: Mapping[str, Setting] | None) -> tuple[Floats, Floats]:
    """Dates and log10 values of every row with both, in whatever way a score would leave it out."""
    table, _ = select_rows(trend, options, settings)
    assert trend.x is not None
    assert trend.y is not None
    pairs = zip(table[trend.x.column].to_pylist(), table[trend.y.column].to_pylist(), strict=True)
    kept = [(to_days(day), value) for day, value in pairs if day is not None and value is not None and value > 0]
    x, y = (np.array(part, dtype=np.float64) for part in zip(*kept, strict=True)) if kept else (np.empty(0),) * 2
    return x, np.log10(y)
