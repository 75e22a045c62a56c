"""Estimators of a lag: how long one group's frontier of scores needs to come where another's was, and how far apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.calendar import DAYS_PER_JULIAN_MONTH
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.methods.frontiers import steps
from compute_trends.trends.points import Points

#: Levels of the score at which a lag is taken, evenly between the lowest and the highest.
_LEVELS = 400

Numbers = dict[str, float | int | str | None]


@dataclass(frozen=True)
class _Frontier:
    """Days on which a group's highest score rose, and to what."""

    days: Floats
    heights: Floats

    @classmethod
    def of(cls, days: Floats, scores: Floats) -> _Frontier:
        order = np.lexsort((-scores, days))
        return cls(days[order], np.maximum.accumulate(scores[order]))

    def day_of(self, levels: Floats) -> Floats:
        """First day on which each level was reached; infinite where it never was."""
        at = np.searchsorted(self.heights, levels, side="left")
        return np.append(self.days, np.inf)[at]

    def height_on(self, days: Floats) -> Floats:
        """The highest score on each day, none of them before the first."""
        return self.heights[np.searchsorted(self.days, days, side="right") - 1]


@dataclass(frozen=True)
class _Pair:
    """The two frontiers, from the first day on which both are there, and the first day that counts."""

    ahead: _Frontier
    behind: _Frontier
    last: float
    since: float

    def levels(self, lowest: float | None = None) -> Floats:
        """Levels that both reached: from the lowest that the table can have seen the first model reach."""
        low = self.lowest if lowest is None else lowest
        high = min(self.ahead.heights[-1], self.behind.heights[-1])
        return np.linspace(low, high, _LEVELS) if high >= low else np.empty(0)

    @property
    def lowest(self) -> float:
        """Below the first score of either group nobody knows when it was first reached."""
        return float(max(self.ahead.heights[0], self.behind.heights[0]))

    def counted(self, levels: Floats) -> Floats:
        """Those levels that the group behind reached on a day that counts."""
        return levels[self.behind.day_of(levels) >= self.since]

    def lags(self, levels: Floats) -> Floats:
        """Months from the one group's first day at each level to the other's."""
        return (self.behind.day_of(levels) - self.ahead.day_of(levels)) / DAYS_PER_JULIAN_MONTH

    def gaps(self) -> Floats:
        """Points between the two on every day that counts."""
        first = max(self.ahead.days[0], self.behind.days[0], self.since)
        days = np.arange(first, self.last + 1)
        return self.ahead.height_on(days) - self.behind.height_on(days)


def months_behind(level: float = 0.95, resamples: int = 1000, seed: int = 2026) -> Method:
    """Months by which the group behind reaches a score later than the group ahead, the mean over scores of both.

    Scores lie evenly between the first score of the group that began higher and the lower of the two highest; scores
    that the group behind has not reached have no lag yet and are counted apart. The interval is that of the bootstrap
    over models, each draw with its own frontiers.
    """

    def estimate(points: Points) -> Estimate:
        pair = _pair(points)
        levels = pair.counted(pair.levels())
        lags = pair.lags(levels)
        if not lags.size:
            raise ComputeTrendsError("there is no score that both groups reached in the period")
        draws = []
        for drawn in _resampled(points, resamples, seed):
            found = drawn.lags(drawn.counted(drawn.levels(pair.lowest)))
            if found.size and np.isfinite(found).all():
                draws.append(float(found.mean()))
        low, high = interval(draws, level) if draws else (None, None)
        best, ahead = float(pair.behind.heights[-1]), float(pair.ahead.heights[-1])
        passed = float(pair.ahead.day_of(np.array([best]))[0])
        now = (pair.last - passed) / DAYS_PER_JULIAN_MONTH if np.isfinite(passed) else None
        numbers: Numbers = {
            "median": float(np.median(lags)),
            "shortest": float(lags.min()),
            "longest": float(lags.max()),
            "lowest_score": float(levels[0]),
            "highest_score_of_both": best if best < ahead else ahead,
            "points_not_reached_yet": max(0.0, ahead - best),
            "months_since_best_of_behind_was_reached": now,
            "resamples_used": len(draws),
        }
        shown = "{:.1%}" if max(best, ahead) <= 1 else "{:.4g}"  # a share of the tasks, or points of an index
        highest = shown.format(ahead)
        later = f" Those above, up to {highest}, have not been reached yet and have no lag." if ahead > best else ""
        return Estimate(
            value=float(lags.mean()),
            low=low,
            high=high,
            level=level,
            n=len(points),
            numbers=numbers,
            curves=_frontiers(points),
            note=f"Mean over scores from {shown.format(levels[0])} to {shown.format(levels[-1])}.{later}",
        )

    return estimate


def points_behind(level: float = 0.95, resamples: int = 1000, seed: int = 2026) -> Method:
    """Points by which the group behind scores lower than the group ahead on the same day, the mean over all days."""

    def estimate(points: Points) -> Estimate:
        pair = _pair(points)
        gaps = pair.gaps()
        if not gaps.size:
            raise ComputeTrendsError("there is no day in the period on which both groups have a score")
        draws = [float(found.mean()) for drawn in _resampled(points, resamples, seed) if (found := drawn.gaps()).size]
        low, high = interval(draws, level) if draws else (None, None)
        return Estimate(
            value=float(gaps.mean()),
            low=low,
            high=high,
            level=level,
            n=len(points),
            numbers={"smallest": float(gaps.min()), "largest": float(gaps.max()), "last": float(gaps[-1])},
            curves=_frontiers(points),
        )

    return estimate


def _pair(points: Points) -> _Pair:
    groups = {standing: points.where("standing", standing) for standing in ("ahead", "behind")}
    if missing := [standing for standing, found in groups.items() if not len(found)]:
        raise ComputeTrendsError(f"no model of the group {missing[0]} is selected")
    if not any(points.texts("is_counted")):
        raise ComputeTrendsError("no model of the period is selected")
    return _of(points.x, points.y, np.array([text == "ahead" for text in points.texts("standing")]), _since(points))


def _of(x: Floats, y: Floats, ahead: np.ndarray[tuple[int], np.dtype[np.bool_]], since: float) -> _Pair:
    return _Pair(_Frontier.of(x[ahead], y[ahead]), _Frontier.of(x[~ahead], y[~ahead]), float(x.max()), since)


def _since(points: Points) -> float:
    counted = np.array([bool(value) for value in points.texts("is_counted")])
    return float(points.x[counted].min()) if counted.any() else np.inf


def _resampled(points: Points, resamples: int, seed: int) -> list[_Pair]:
    """The pairs of frontiers of models drawn with replacement; draws that lack a group are left out."""
    x, y = points.x, points.y
    ahead, since = np.array([text == "ahead" for text in points.texts("standing")]), _since(points)
    pairs = []
    for drawn in np.random.default_rng(seed).integers(0, x.size, size=(resamples, x.size)):
        if 0 < np.count_nonzero(ahead[drawn]) < x.size:
            pairs.append(_of(x[drawn], y[drawn], ahead[drawn], since))
    return pairs


def _frontiers(points: Points) -> tuple[Curve, ...]:
    last = float(points.x.max())
    found = []
    for standing in ("ahead", "behind"):
        group = points.where("standing", standing)
        found.append(Curve(f"best of {group.texts('followed')[0]}", *steps(group.x, group.y, last)))
    return tuple(found)
