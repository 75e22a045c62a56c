"""The defensible choices behind a trend, as data: what a multiverse varies.

A `Choice` belongs to a trend (`Trend.choices`) and has two or more levels, of which the first is what the trend does.
A level is another value of one of the script's variables, another version or statement, or another estimator of the
same quantity in the same unit. What would ask another question is no level: a period or domain that the question
names, another unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.versions import versions
from compute_trends.trends.estimators.checks import Floats, positive
from compute_trends.trends.estimators.regression import growth_factor, linear_fit
from compute_trends.trends.estimators.robust import least_absolute_slope, theil_sen_slope
from compute_trends.trends.points import Points, Setting

Number = Callable[[Points], float]
SlopeOf = Callable[[Floats, Floats], float]

LOG10_2 = float(np.log10(2))


@dataclass(frozen=True)
class Level:
    """One way to decide.

    Args:
        label: for people, short.
        variables: of the script (settings and options), with their values here.
        version: of the trend's dataset; None for the trend's own.
        statement: of the script; "" for the trend's own.
        estimate: points to the number, in the trend's unit; None for the trend's own.
    """

    label: str
    variables: Mapping[str, Setting] = field(default_factory=dict)
    version: str | None = None
    statement: str = ""
    estimate: Number | None = None


@dataclass(frozen=True)
class Choice:
    """Something to be decided in more than one defensible way; the first level is what the trend does."""

    name: str
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        labels = [level.label for level in self.levels]
        if len(labels) < 2 or len(set(labels)) < len(labels):
            raise ValueError(f"the choice {self.name} needs two levels or more, with different labels: {labels}")

    @property
    def of_tables(self) -> bool:
        """Whether it is among versions of the dataset."""
        return any(level.version for level in self.levels)


def values(name: str, variable: str, *levels: tuple[str, Setting]) -> Choice:
    """A choice among values of one variable of the script: pairs of label and value."""
    return Choice(name, tuple(Level(label, {variable: value}) for label, value in levels))


def either(name: str, first: Level, *others: Level) -> Choice:
    """A choice among levels of several kinds."""
    return Choice(name, (first, *others))


#: The days on which the tables of milestone systems were exported, by year and month of their versions; that of 2024 is
#: known to the month.
_EXPORTED = {"2022.2": date(2022, 1, 31), "2024.10": date(2024, 10, 31), "2026.8": date(2026, 8, 19)}


def exported(version: str) -> date | None:
    """The day of the export behind a version, where it is declared; a patch adds facts to the same export."""
    return _EXPORTED.get(version.rpartition(".")[0])


def later_tables(dataset: str, version: str) -> tuple[Choice, ...]:
    """The same systems as later tables of milestone systems have them: only what the trend's own table could know.

    Later versions revise figures and add systems of the same time; of one export the newest patch is taken. The newest
    table has no later one, so no choice, and of other datasets no day of an export is declared.
    """
    as_of = exported(version)
    if dataset != "milestone_systems" or as_of is None:
        return ()
    newest = {day: item for item in versions(dataset) if (day := exported(item))}
    later = [item for day, item in newest.items() if day > as_of]
    if not later:
        return ()
    own = Level(f"{version}", {"as_of": as_of})
    return (Choice("table", (own, *(Level(item, {"as_of": as_of}, version=item) for item in later))),)


CONFIDENCE = values(
    "confidence of the compute",
    "lowest_confidence",
    ("any", "speculative"),
    ("without speculative", "likely"),
    ("without speculative or likely", "confident"),
)
FINE_TUNES = values("fine-tuned systems", "with_fine_tunes", ("with", True), ("without", False))
START_2010 = values(
    "first year", "first_day", ("2010", date(2010, 1, 1)), ("2011", date(2011, 1, 1)), ("2012", date(2012, 1, 1))
)
START_2016 = values(
    "first year", "first_day", ("2016", date(2016, 1, 1)), ("2015", date(2015, 1, 1)), ("2017", date(2017, 1, 1))
)
LARGEST_RANK = values("frontier", "largest_rank", ("ten largest", 10), ("five largest", 5), ("twenty largest", 20))


def estimators_of_doubling(days: float) -> Choice:
    """Least squares, or two estimators that outliers hardly move, of the time in which log2(y) rises by one."""

    def doubling(slope_of: SlopeOf) -> Number:
        def number(points: Points) -> float:
            slope = _log_slope(points, slope_of)
            if slope <= 0:
                raise ComputeTrendsError("y does not grow, so never doubles")
            return LOG10_2 / slope / days

        return number

    return _estimators(doubling)


def estimators_of_growth(days: float) -> Choice:
    """As `estimators_of_doubling`, for the factor of growth over `days` days."""
    return _estimators(lambda slope_of: lambda points: growth_factor(_log_slope(points, slope_of), days))


def least_squares_slope(x: Floats, y: Floats) -> float:
    """Slope of ordinary least squares, as a plain function of x and y."""
    return linear_fit(x, y).slope


def _estimators(number: Callable[[SlopeOf], Number]) -> Choice:
    return Choice(
        "estimator",
        (
            Level("least squares", estimate=number(least_squares_slope)),
            Level("least absolute deviations", estimate=number(least_absolute_slope)),
            Level("Theil-Sen", estimate=number(theil_sen_slope)),
        ),
    )


def _log_slope(points: Points, slope_of: SlopeOf) -> float:
    return slope_of(points.x, np.log10(positive(points.y)))
