"""What a reading of notes found: how far figures are off, and how many contradictions both readers missed."""

from __future__ import annotations

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.recapture import missed_by_both
from compute_trends.trends.methods.estimate import Estimate, Method
from compute_trends.trends.points import Points


def median_factor(level: float = 0.95, resamples: int = 1000, seed: int = 0) -> Method:
    """Median of y with the interval of resamples of the rows."""

    def estimate(points: Points) -> Estimate:
        if len(points) < 2:
            raise ComputeTrendsError("no row is selected" if not len(points) else "one row has no interval")
        drawn = np.random.Generator(np.random.SFC64(seed)).integers(0, len(points), size=(resamples, len(points)))
        low, high = interval(np.median(points.y[drawn], axis=1), level)
        return Estimate(
            value=float(np.median(points.y)),
            low=low,
            high=high,
            level=level,
            n=len(points),
            numbers={"least": float(points.y.min()), "most": float(points.y.max())},
        )

    return estimate


def missed() -> Method:
    """How many contradictions both readers missed, from those that each of them found; see `recapture`."""

    def estimate(points: Points) -> Estimate:
        readers = points.texts("readers")
        both = readers.count("both")
        first, second = both + readers.count("first"), both + readers.count("second")
        found = missed_by_both(first, second, both)
        return Estimate(
            value=found.missed,
            low=found.low,
            high=found.high,
            level=0.95,
            n=len(readers),
            numbers={"found_by_first": first, "found_by_second": second, "found_by_both": both},
        )

    return estimate
