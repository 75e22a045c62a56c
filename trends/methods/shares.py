"""Shares of a sum, and what the largest of the points has."""

from __future__ import annotations

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.methods.estimate import Estimate, Method
from compute_trends.trends.points import Points


def share_of_sum(value: str, level: float = 0.95, resamples: int = 1000, seed: int = 2025) -> Method:
    """Share of the points whose column `counts` is true in the sum of a column; interval from resampled points.

    A sum that a few large points make up has a wide interval: that is what it means.
    """

    def estimate(points: Points) -> Estimate:
        if not len(points):
            raise ComputeTrendsError("no row is selected")
        sizes = points.numbers(value)
        counts = np.array(points.texts("counts"), dtype=bool)
        total = float(sizes.sum())
        if total <= 0:
            raise ComputeTrendsError(f"the selected rows have a sum of {value} of 0")
        generator = np.random.Generator(np.random.SFC64(seed))
        drawn = generator.integers(0, sizes.size, (resamples, sizes.size))
        shares = np.where(counts, sizes, 0.0)[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
        low, high = interval(shares, level)
        return Estimate(
            value=float(sizes[counts].sum()) / total,
            low=low,
            high=high,
            level=level,
            n=sizes.size,
            numbers={"counted_n": int(counts.sum()), "sum": total, "largest_share": float(sizes.max()) / total},
        )

    return estimate


def of_largest(value: str) -> Method:
    """What the first point, the largest by the order of the statement, has of a column: no estimate, a reading."""

    def estimate(points: Points) -> Estimate:
        if not len(points):
            raise ComputeTrendsError("no row is selected")
        name, cell = points.texts("name")[0], points.texts(value)[0]
        if cell is None:
            raise ComputeTrendsError(f"{value} of {name} is not known")
        return Estimate(value=float(cell), n=1, note=f"That of {name}.")

    return estimate


def share_of_parts(value: str) -> Method:
    """Share of the points whose column `counts` is true, where the points are all parts of one whole: no interval.

    Raises:
        ComputeTrendsError: there is not at least one part that counts and one that does not.
    """

    def estimate(points: Points) -> Estimate:
        counts = np.array(points.texts("counts"), dtype=bool)
        if counts.all() or not counts.any():
            raise ComputeTrendsError("a share needs a part that counts and one that does not; one of them is not known")
        sizes = points.numbers(value)
        return Estimate(
            value=float(sizes[counts].sum() / sizes.sum()),
            n=sizes.size,
            numbers={"counted": float(sizes[counts].sum()), "other": float(sizes[~counts].sum())},
        )

    return estimate
