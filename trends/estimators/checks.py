"""Turns input without an answer into a sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compute_trends.catalog.errors import ComputeTrendsError

Floats = NDArray[np.float64]


def finite(values: ArrayLike, what: str = "the values") -> Floats:
    """`values` as a one-dimensional float64 array.

    Raises:
        ComputeTrendsError: not one-dimensional, empty, or a value is missing or infinite.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ComputeTrendsError(f"{what} must be one-dimensional, not of shape {array.shape}")
    if array.size == 0:
        raise ComputeTrendsError(f"there is no point: {what} are empty")
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        raise ComputeTrendsError(
            f"{what} must be finite numbers; {bad.size} of {array.size} are not, first at position {bad[0]}"
        )
    return array


def positive(values: ArrayLike, what: str = "the values") -> Floats:
    """As `finite`, for values that a logarithm is taken of.

    Raises:
        ComputeTrendsError: as `finite`, or a value is zero or negative.
    """
    array = finite(values, what)
    bad = np.flatnonzero(array <= 0)
    if bad.size:
        raise ComputeTrendsError(
            f"{what} must be positive to take a logarithm; {bad.size} of {array.size} are not "
            f"(position {bad[0]} is {array[bad[0]]:g})"
        )
    return array


def paired(x: ArrayLike, y: ArrayLike, least: int = 2, x_name: str = "x", y_name: str = "y") -> tuple[Floats, Floats]:
    """Both arrays, checked to allow a fit of y on x.

    Raises:
        ComputeTrendsError: as `finite`, lengths differ, fewer than `least` points, or all x are equal.
    """
    xs, ys = finite(x, x_name), finite(y, y_name)
    if xs.size != ys.size:
        raise ComputeTrendsError(f"{x_name} has {xs.size} points and {y_name} has {ys.size}; they must pair up")
    if xs.size < least:
        raise ComputeTrendsError(f"{_points(xs.size)} cannot be fitted: at least {least} are needed")
    if np.all(xs == xs[0]):
        raise ComputeTrendsError(f"all {xs.size} points have the same {x_name} ({xs[0]:g}), so no slope exists")
    return xs, ys


def fraction(value: float, what: str) -> float:
    """`value`, checked to lie strictly between 0 and 1.

    Raises:
        ComputeTrendsError: it does not.
    """
    if not 0 < value < 1:
        raise ComputeTrendsError(f"{what} must lie between 0 and 1, not {value:g}")
    return float(value)


def _points(count: int) -> str:
    return "one point" if count == 1 else f"{count} points"
