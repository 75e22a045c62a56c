"""The fall of the lowest value over time: of prices, or of the computation that a score takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.texts.numbers import count
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats, positive
from compute_trends.trends.estimators.regression import LOG10_2, growth_factor, log_linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.methods.lines import floats, powers, straight
from compute_trends.trends.points import Points


def running_lowest(x: Floats, y: Floats) -> list[int]:
    """Places of the values that are below all earlier ones; of one day the lowest counts."""
    best, found = np.inf, []
    for place in np.lexsort((y, x)):
        if y[place] < best:
            best = y[place]
            found.append(int(place))
    return found


def yearly_fall(least: int = 4, level: float = 0.9, resamples: int = 1000, seed: int = 2025) -> Method:
    """Factor by which the lowest y falls per year of 365 days: log-linear fit through the values that set a new low.

    The interval is that of the least-squares slope, as published. Beside it stands one that resamples the models
    (column `model`) and takes the lowest values anew, since a low is the choice of one model among those there were.

    Args:
        least: new lows that a fit needs.
        level: of both intervals.
        resamples, seed: of the second.

    Source: Cottier et al. 2025, LLM inference prices have fallen rapidly but unequally across tasks.
    """

    def estimate(points: Points) -> Estimate:
        lows = running_lowest(points.x, points.y)
        if len(lows) < least:
            raise ComputeTrendsError(
                f"the lowest value was set {count(len(lows), 'time')}; a fit needs at least {least}"
            )
        x, y = points.x[lows], points.y[lows]
        fit = log_linear_fit(x, y, level)
        draws = _draws(points.x, points.y, points.texts("model"), resamples, seed)
        low, high = interval(draws, level) if draws.size else (np.nan, np.nan)
        names = points.texts("name")
        ends = [None if end is None else growth_factor(-end, DAYS_PER_YEAR) for end in (fit.slope_high, fit.slope_low)]
        grid = np.array([x.min(), x.max()])
        return Estimate(
            value=growth_factor(-fit.slope, DAYS_PER_YEAR),
            low=ends[0],
            high=ends[1],
            level=level,
            n=fit.n,
            r2=fit.r2,
            numbers={
                "models_that_reach_the_level": len(set(points.texts("model"))),
                "resampled_models_low": growth_factor(low, DAYS_PER_YEAR) if draws.size else None,
                "resampled_models_high": growth_factor(high, DAYS_PER_YEAR) if draws.size else None,
                "resamples_with_too_few_lows_share": 1 - draws.size / resamples,
                "first_low": float(y[0]),
                "last_low": float(y[-1]),
            },
            curves=(Curve("our fit: falls {value}", floats(grid), powers(fit.predict(grid))),),
            line_of=straight(x, fit.predict, lambda value: -np.log10(value) / DAYS_PER_YEAR),
            records="lowest",
            note=f"New lows: {', '.join(names[place] for place in lows)}.",
        )

    return estimate


def fall_at_fixed_scores(
    as_halving: bool = False, least: int = 4, level: float = 0.95, resamples: int = 1000, seed: int = 2026
) -> Method:
    """The fall of the lowest y at which a score is reached: its median over all scores.

    Every model's score is a level; at each the values that set a new low, among those that reach it, are fitted
    log-linearly over time, as in `yearly_fall`. Scores of several benchmarks (column `benchmark`) are levels of their
    own benchmark alone. The interval is that of the bootstrap over models.

    Args:
        as_halving: months in which the lowest y halves (a twelfth of 365 days each), else its factor per year.
        least: new lows that a fit needs.
        level, resamples, seed: of the interval.
    """

    def estimate(points: Points) -> Estimate:
        if not len(points):
            raise ComputeTrendsError("there is no point: no value of a model with a score is selected")
        benchmarks = points.texts("benchmark") if "benchmark" in points.table.column_names else [""] * len(points)
        scores = points.numbers("score")
        groups = []
        for name in sorted(set(benchmarks)):
            rows = np.flatnonzero([item == name for item in benchmarks])
            rows = rows[np.lexsort((points.y[rows], points.x[rows]))]
            groups.append((rows, np.unique(scores[rows])))
        found = np.concatenate([
            _falls(points.x[rows], np.log10(positive(points.y[rows])), scores[rows], levels, least)
            for rows, levels in groups
        ])  # fmt: skip
        if not found.size:
            raise ComputeTrendsError(f"no score has {least} lowest values since, so none has a rate")
        models = np.unique(points.texts("model"), return_inverse=True)[1]
        generator, drawn = np.random.default_rng(seed), []
        for chosen in generator.integers(0, models.max() + 1, (resamples, models.max() + 1)):
            taken = np.isin(models, chosen)
            draws = []
            for rows, levels in groups:
                kept = rows[taken[rows]]
                draws.append(_falls(points.x[kept], np.log10(points.y[kept]), scores[kept], levels, least))
            if (falls := np.concatenate(draws)).size:
                drawn.append(float(np.median(falls)))
        low, high = interval(drawn, level) if drawn else (np.nan, np.nan)
        median = float(np.median(found))
        ends: tuple[float | None, float | None] = (None, None)
        if drawn:
            ends = (_halving(high), _halving(low)) if as_halving else (_yearly(low), _yearly(high))
        value = _halving(median) if as_halving else _yearly(median)
        if value is None:
            raise ComputeTrendsError("the lowest value does not fall")
        low_quarter, high_quarter = np.quantile(found, [0.25, 0.75])
        return Estimate(
            value=value,
            low=ends[0],
            high=ends[1],
            level=level,
            n=len(points),
            records="none",
            numbers={
                "scores": found.size,
                "models": int(models.max()) + 1,
                "fall_per_year": _yearly(median),
                "halving_months": _halving(median),
                "fall_per_year_lower_quarter_of_scores": _yearly(float(low_quarter)),
                "fall_per_year_upper_quarter_of_scores": _yearly(float(high_quarter)),
                "resamples_used": len(drawn),
            },
            note=(
                f"Median over {found.size} scores at which at least {least} models set a new low; the middle half of "
                f"them fall {_yearly(float(low_quarter)):.3g}x to {_yearly(float(high_quarter)):.3g}x a year."
            ),
        )

    return estimate


def _falls(x: Floats, logs: Floats, scores: Floats, levels: Floats, least: int) -> Floats:
    """Fall of the lowest value per day (log10, falling ones positive) at each level that has `least` new lows or more.

    The points are in the order of x, those of one day in the order of their values.
    """
    if not x.size:
        return np.empty(0)
    values = np.where(scores >= levels[:, None], logs, np.inf)
    lows = _new_lows(values)
    counts = lows.sum(axis=1)
    kept = counts >= least
    lows, counts = lows[kept], counts[kept]
    days = x - x[0]
    dx = days - (lows @ days / counts)[:, None]
    falls: Floats = -((lows * dx) @ logs) / np.vecdot(lows, dx**2)
    return falls


def _yearly(fall: float) -> float:
    return growth_factor(fall, DAYS_PER_YEAR)


def _halving(fall: float) -> float | None:
    return LOG10_2 / fall / DAYS_PER_YEAR * 12 if fall > 0 else None


def with_unknown(method: Method) -> Method:
    """The estimate, with how many of the models that it is about have no known training compute.

    Args:
        method: of points whose columns `models` and `unknown` hold the two counts.
    """

    def estimate(points: Points) -> Estimate:
        found = method(points)
        models, unknown = (int(points.numbers(name)[0]) for name in ("models", "unknown"))
        share = f"The training compute of {unknown} of {models} models ({unknown / models:.0%}) is unknown."
        return replace(
            found, numbers={**found.numbers, "unknown_share": unknown / models}, note=f"{found.note} {share}"
        )

    return estimate


def _draws(x: Floats, y: Floats, models: Iterable[str], resamples: int, seed: int) -> Floats:
    """Slopes (log10 per day, falling ones positive) of the lows of models drawn with replacement."""
    index = np.unique(list(models), return_inverse=True)[1]
    groups = int(index.max()) + 1
    chosen = np.random.Generator(np.random.SFC64(seed)).integers(0, groups, (resamples, groups))
    present = np.zeros((resamples, groups), dtype=bool)
    np.put_along_axis(present, chosen, True, axis=1)
    order = np.lexsort((y, x))
    days, logs = x[order] - x.min(), np.log10(y[order])
    lows = _new_lows(np.where(present[:, index[order]], logs, np.inf))
    counts = lows.sum(axis=1)
    lows, counts = lows[counts >= 3], counts[counts >= 3]
    dx = days - (lows @ days / counts)[:, None]
    spread = np.vecdot(lows, dx**2)
    several = spread > 0
    slopes: Floats = -((lows * dx) @ logs)[several] / spread[several]
    return slopes


def _new_lows(values: Floats) -> Floats:
    """1 where a value is below all before it in its row, 0 elsewhere."""
    first = np.full((len(values), 1), np.inf)
    before = np.minimum.accumulate(np.hstack([first, values]), axis=1)[:, :-1]
    return (values < before).astype(np.float64)
