"""Reruns a trend under every combination of the defensible choices behind it, and says which choice moves it most."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np

from compute_trends.catalog.doors.frames import Library, as_library, table_of
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.catalog.texts.numbers import limits, rounded, unit
from compute_trends.trends.choices.common import Choice, Level
from compute_trends.trends.choices.options import Options, settled
from compute_trends.trends.choices.settings import asked
from compute_trends.trends.declaration import Trend
from compute_trends.trends.points import Points, Setting
from compute_trends.trends.published.figures import figure
from compute_trends.trends.registry import get_trend
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.assumptions import settings_read
from compute_trends.trends.robustness.effects import Effect, effects
from compute_trends.trends.robustness.selections import Selections
from compute_trends.trends.run import run_trend

#: Analyses at most, unless the user says otherwise.
LIMIT = 1500
_SEED = 2022
_NUMBER = re.compile(r"-?\d[\d,.]*(e[-+]?\d+)?")


@dataclass(frozen=True)
class Analysis:
    """One rerun: the label of each choice, and the estimate with its number of points or why there is none."""

    choices: Mapping[str, str]
    estimate: float | None
    n: int | None
    failure: str = ""


@dataclass(frozen=True)
class Place:
    """Where a number lies among the estimates: the share of them below it."""

    label: str
    value: float
    low: float | None
    high: float | None
    share_below: float


@dataclass(frozen=True, repr=False)
class Multiverse:
    """A trend under many combinations of choices.

    Args:
        result: the trend as it is.
        combinations: number that there are.
        seed: of the sample; None where all combinations were run.
        analyses: those that were run.
        lowest, tenth, median, ninetieth, highest: of the estimates.
        places: of the trend's own estimate and of the published values.
        effects: of the choices, the largest first.
        inert: names of choices that select the same points whatever the level, and that no estimator reads.
    """

    result: TrendResult
    combinations: int
    seed: int | None
    analyses: tuple[Analysis, ...]
    lowest: float
    tenth: float
    median: float
    ninetieth: float
    highest: float
    places: tuple[Place, ...]
    effects: tuple[Effect, ...]
    inert: tuple[str, ...]

    @property
    def estimates(self) -> list[float]:
        """The estimates of the analyses that gave one."""
        return [item.estimate for item in self.analyses if item.estimate is not None]

    @property
    def failures(self) -> dict[str, int]:
        """Why analyses gave no estimate, and how many, the most frequent first."""
        return dict(Counter(item.failure for item in self.analyses if item.estimate is None).most_common())

    def to_frame(self, as_: Library = "pyarrow") -> Any:
        """A row per analysis: the level of each choice, `estimate` in the trend's unit, `n`, and `failure`, if any.

        Args:
            as_: "pyarrow", "pandas", "polars" or "duckdb".

        Raises:
            UnknownNameError: no such library.
            MissingExtraError: it is not installed.
        """
        names, rows = self.rows()
        return as_library(table_of(dict(zip(names, zip(*rows, strict=True), strict=True))), as_, "to_frame")

    def rows(self) -> tuple[list[str], list[list[Any]]]:
        """Names of the columns, and a row per analysis."""
        names = [*self.analyses[0].choices, "estimate", "n", "failure"]
        return names, [[*item.choices.values(), item.estimate, item.n, item.failure or None] for item in self.analyses]

    def __repr__(self) -> str:
        name, what = self.result.trend.name, unit(self.result.trend.unit)
        ends = limits(self.lowest, self.highest)
        return f"<{name}: {len(self.analyses):,} analyses, {ends}{what}, median {rounded(self.median)}>"

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON, with every analysis."""
        entry = self.result.as_dict()
        kept = ("name", "study", "question", "quantity", "subset", "dataset", "version", "data_to", "options", "unit")
        return {
            **{name: entry[name] for name in kept},
            "combinations": self.combinations,
            "run": len(self.analyses),
            "seed": self.seed,
            "failures": self.failures,
            "lowest": self.lowest,
            "tenth": self.tenth,
            "median": self.median,
            "ninetieth": self.ninetieth,
            "highest": self.highest,
            "places": [asdict(item) for item in self.places],
            "effects": [asdict(item) for item in self.effects],
            "inert": list(self.inert),
            "analyses": [asdict(item) for item in self.analyses],
        }


def multiverse(
    name: str | Trend,
    options: Options | None = None,
    settings: Mapping[str, Setting] | None = None,
    limit: int = LIMIT,
    seed: int = _SEED,
) -> Multiverse:
    """Rerun a trend under all combinations of its choices, or a random sample of them where there are too many.

    The reruns have no intervals. What the user sets is no choice any more.

    Args:
        name: of the trend, or the trend.
        options, settings: as `run_trend` takes them.
        limit: analyses at most; from more combinations a sample is drawn without replacement.
        seed: of the sample.

    Raises:
        UnknownNameError, UsageError: as `run_trend`; the trend has no choices, or `limit` is below 2.
        ComputeTrendsError: the trend itself has no estimate, or no combination has.
    """
    trend = asked(get_trend(name) if isinstance(name, str) else name, settings or {})
    options, settings = settled(trend, options or Options(), settings or {})
    if limit < 2:
        raise UsageError(f"a multiverse needs 2 analyses or more, not {limit}")
    open_choices = [item for item in trend.choices if not _decided(item, options, settings)]
    if not open_choices:
        decided = "; the options decide all it has" if trend.choices else ""
        raise UsageError(f"{trend.name} has no choices to vary{decided}")
    result = run_trend(trend, options, settings)
    with Selections(trend, options, settings) as selections:
        read = settings_read(trend, selections.points())
        choices = [item for item in open_choices if _matters(item, open_choices, selections, read)]
        if not choices:
            names = ", ".join(item.name for item in open_choices)
            raise UsageError(f"{trend.name} has no choices to vary: the points are the same either way ({names})")
        combinations = math.prod(len(item.levels) for item in choices)
        sampled = combinations > limit
        every = product(*(item.levels for item in choices))
        chosen = random.Random(seed).sample(list(every), limit) if sampled else every
        found = _analyses(trend, choices, chosen, selections)
    estimates = np.array([item.estimate for item in found if item.estimate is not None])
    if not estimates.size:
        raise ComputeTrendsError(f"{trend.name}: none of {len(found):,} combinations of choices has an estimate")
    lowest, tenth, median, ninetieth, highest = map(float, np.quantile(estimates, [0, 0.1, 0.5, 0.9, 1]))
    return Multiverse(
        result=result,
        combinations=combinations,
        seed=seed if sampled else None,
        analyses=tuple(found),
        lowest=lowest,
        tenth=tenth,
        median=median,
        ninetieth=ninetieth,
        highest=highest,
        places=tuple(_places(result, estimates)),
        effects=effects(choices, [(item.choices, item.estimate) for item in found]),
        inert=tuple(item.name for item in open_choices if item not in choices),
    )


def _decided(choice: Choice, options: Options, settings: Mapping[str, Setting]) -> bool:
    """Whether the user's options or settings fix what the choice would vary."""
    given = {**options.given(), **settings}
    if "version" in given and choice.of_tables:
        return True
    # as_of limits all tables alike where the choice is among tables
    varied = {key for level in choice.levels for key in level.variables if not choice.of_tables}
    return bool(varied & given.keys())


def _matters(choice: Choice, choices: Sequence[Choice], selections: Selections, read: Collection[str]) -> bool:
    """Whether another level than the first selects other points or is read by the estimator; estimators always matter.

    Tried with every other choice as the trend has it, in each table, and then with any one of them decided otherwise.
    """
    if any(level.estimate or not level.variables.keys().isdisjoint(read) for level in choice.levels):
        return True
    others = [item for item in choices if item is not choice and not any(level.estimate for level in item.levels)]
    tables = next((item.levels for item in others if item.of_tables), (Level(""),))
    alone = [[table] for table in tables]
    one_more = [
        [table, level] for table in tables for item in others for level in item.levels[1:] if table is not level
    ]
    for around in [*alone, *one_more]:
        own = selections.points([*around, choice.levels[0]])
        if any(not _same(own, selections.points([*around, level])) for level in choice.levels[1:]):
            return True
    return False


def _same(one: Points, other: Points) -> bool:
    return bool(one.table.equals(other.table))


def _analyses(
    trend: Trend, choices: Sequence[Choice], chosen: Iterable[tuple[Level, ...]], selections: Selections
) -> list[Analysis]:
    known: dict[tuple[object, ...], tuple[float | None, int | None, str]] = {}
    found = []
    for levels in chosen:
        labels = {choice.name: level.label for choice, level in zip(choices, levels, strict=True)}
        points = selections.points(levels)
        by = next((level for level in levels if level.estimate), None)
        # Different choices often select the same points: they are fitted once.
        key = (id(points),) if by is None else (id(by), *_fitted(points))
        if key not in known:
            known[key] = _estimate(trend, points, by)
        found.append(Analysis(labels, *known[key]))
    return found


def _fitted(points: Points) -> tuple[bytes, ...]:
    """What an estimator of a level may look at: the axes and the year."""
    year = (points.numbers("year"),) if "year" in points.table.column_names else ()
    return tuple(column.tobytes() for column in (points.x, points.y, *year))


def _estimate(trend: Trend, points: Points, level: Level | None) -> tuple[float | None, int | None, str]:
    try:
        if level is not None and level.estimate is not None:
            value, n = level.estimate(points), len(points)
        else:
            own = trend.estimate(points)
            if isinstance(own.value, str):
                return None, None, "the answer is no number"
            value, n = float(own.value), own.n
    except ComputeTrendsError as error:
        if isinstance(error, UsageError | UnknownNameError):
            raise
        return None, None, _NUMBER.sub("#", str(error))
    return (value, n, "") if math.isfinite(value) else (None, None, "the estimate is beyond any number")


def _places(result: TrendResult, estimates: np.ndarray[Any, np.dtype[np.float64]]) -> list[Place]:
    own = result.estimate
    found = []
    if not isinstance(own.value, str):
        found.append(Place("this trend", float(own.value), own.low, own.high, _below(estimates, float(own.value))))
    for comparison in result.published:
        known = figure(comparison.figure)
        if isinstance(known.value, str) or comparison.not_comparable:
            continue
        found.append(Place("published", known.value, known.low, known.high, _below(estimates, known.value)))
    return found


def _below(estimates: np.ndarray[Any, np.dtype[np.float64]], value: float) -> float:
    """Share of the estimates below the value; those equal to it, but for rounding, count half."""
    equal = np.isclose(estimates, value, rtol=1e-9, atol=0)
    return float(np.mean(np.where(equal, 0.5, estimates < value)))
