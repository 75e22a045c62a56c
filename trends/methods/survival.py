"""Estimator of the time until something happens, where it has not happened yet to all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.points import Points


def median_time(happened: str, level: float = 0.95, resamples: int = 1000, seed: int = 2026) -> Method:
    """Median time until it happens, by the product-limit estimate: a point that waits counts for as long as it has.

    The interval is that of the bootstrap over points; it has no upper end where more than the tail of the draws never
    come to half.

    Args:
        happened: column that says whether y is the time until it happened, or the time waited so far.
        level, resamples, seed: of the interval.

    Source: Kaplan & Meier 1958.
    """

    def estimate(points: Points) -> Estimate:
        times, events = points.y, np.array([bool(value) for value in points.texts(happened)])
        median = _median(times, events)
        if not np.isfinite(median):
            raise ComputeTrendsError(f"it happened to {events.sum()} of {times.size}, too few for a median")
        draws = np.random.default_rng(seed).integers(0, times.size, size=(resamples, times.size))
        tail = (1 - level) / 2
        found = np.sort([_median(times[rows], events[rows]) for rows in draws])
        finite = found[np.isfinite(found)]
        low = float(np.quantile(found, tail, method="lower"))
        high = float(np.quantile(found, 1 - tail, method="higher"))
        ends = (float(points.x.min()), float(points.x.max()))
        return Estimate(
            value=median,
            low=low if np.isfinite(low) else None,
            high=high if np.isfinite(high) else None,
            level=level,
            n=times.size,
            numbers={
                "happened": int(events.sum()),
                "waiting": int((~events).sum()),
                "median_of_those_that_happened": float(np.median(times[events])),
                "resamples_without_median_share": 1 - finite.size / resamples,
            },
            curves=(Curve("median {value}", ends, (median, median)),),
            line_of=lambda value: Curve("", ends, (value, value)),
            note=f"It happened to {events.sum()} of {times.size}; the others count for the time that they have waited.",
        )

    return estimate


def _median(times: Floats, events: NDArray[np.bool_]) -> float:
    """First time by which the product-limit estimate has fallen to half; infinite where it never does."""
    share = 1.0
    for time in np.unique(times[events]):
        share *= 1 - np.count_nonzero(events & (times == time)) / np.count_nonzero(times >= time)
        if share <= 0.5 + 1e-12:
            return float(time)
    return float("inf")
