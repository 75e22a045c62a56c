"""Which points a trend is about: outliers by rolling z-score, record setters, gains at a fixed performance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats, finite, positive

_CHUNK = 1 << 20
_NO_SPREAD = 1e-12


def rolling_z_scores(days: ArrayLike, values: ArrayLike, window_days: float = 364) -> Floats:
    """z-score of log10(value) among the points at most `window_days` before or after, the point itself included.

    The standard deviation is the population's. A point whose window holds no spread has z = 0. Memory is bounded: the
    n x n comparison runs in blocks of rows.

    Args:
        days, values: n points, in any order.
        window_days: half-width of the window.

    Returns:
        n z-scores in the order of the points.

    Raises:
        ComputeTrendsError: no points, lengths differ, a value that is not finite, zero or negative.

    Source: Sevilla et al. 2022 (arXiv 2202.05924), appendix on outliers.
    """
    xs, ys = _together(days, values)
    logs = np.log10(ys)
    scores = np.empty(xs.size)
    rows = max(1, _CHUNK // xs.size)
    for start in range(0, xs.size, rows):
        block = slice(start, start + rows)
        near = np.abs(xs[block, None] - xs) <= window_days
        count = near.sum(axis=1)
        mean = near @ logs / count
        gaps = (logs - mean[:, None]) * near
        spread = np.sqrt(np.vecdot(gaps, gaps) / count)
        flat = spread <= _NO_SPREAD * np.maximum(1, np.abs(mean))
        scores[block] = np.where(flat, 0.0, (logs[block] - mean) / np.where(flat, 1.0, spread))
    return scores


def record_setters(days: ArrayLike, values: ArrayLike) -> NDArray[np.bool_]:
    """Which points exceed every earlier one; of several on one day only the largest, of equal ones the first given.

    Returns:
        n booleans in the order of the points.

    Raises:
        ComputeTrendsError: no points, lengths differ, or a value that is not finite.
    """
    xs, ys = finite(days, "the dates"), finite(values)
    if xs.size != ys.size:
        raise ComputeTrendsError(f"there are {xs.size} dates for {ys.size} values")
    order = np.lexsort((-ys, xs))
    ordered = ys[order]
    before = np.concatenate(([-np.inf], np.maximum.accumulate(ordered)[:-1]))
    records = np.empty(xs.size, dtype=np.bool_)
    records[order] = ordered > before
    return records


@dataclass(frozen=True)
class FixedPerformanceGain:
    """How much less a fixed performance came to cost.

    Args:
        ratio: cost of the first run over the lowest cost of any run: above 1 is a gain.
        days: from the first run to the (first) cheapest one.
        halving_days: time in which the cost halved on average; None without a gain.
    """

    ratio: float
    days: float
    halving_days: float | None
    first: int  # position of the first run
    cheapest: int  # position of the cheapest run


def gain_at_fixed_performance(days: ArrayLike, costs: ArrayLike) -> FixedPerformanceGain:
    """The gain from the first run that reached a performance to the cheapest one that did.

    Args:
        days, costs: n runs that all reach the performance; of several on the first day the costliest is the baseline.

    Raises:
        ComputeTrendsError: fewer than two runs, all on one day, lengths differ, or a cost that is not positive.

    Source: Hernandez & Brown 2020 (arXiv 2005.04305), section 3.
    """
    xs, ys = _together(days, costs)
    if xs.size < 2 or np.all(xs == xs[0]):
        raise ComputeTrendsError("a gain over time needs runs on at least two dates")
    order = np.lexsort((-ys, xs))
    first = int(order[0])
    cheapest = int(order[int(np.argmin(ys[order]))])
    ratio, span = float(ys[first] / ys[cheapest]), float(xs[cheapest] - xs[first])
    halving = span / float(np.log2(ratio)) if ratio > 1 and span > 0 else None
    return FixedPerformanceGain(ratio, span, halving, first, cheapest)


def _together(days: ArrayLike, values: ArrayLike) -> tuple[Floats, Floats]:
    xs, ys = finite(days, "the dates"), positive(values)
    if xs.size != ys.size:
        raise ComputeTrendsError(f"there are {xs.size} dates for {ys.size} values")
    return xs, ys
