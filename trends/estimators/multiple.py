"""Ordinary least squares with several predictors: a slope while something else is held fixed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import finite, fraction
from compute_trends.trends.estimators.student import t_critical, t_p_value

#: Below this share of its own spread, what a predictor adds beyond the others is rounding.
_COLLINEAR = 1e-10


@dataclass(frozen=True)
class Coefficient:
    """Change of y per unit of one predictor while the others stay; interval and two-sided p of Student's t.

    `inflation` is the variance inflation factor: 1 where the predictor has nothing to do with the others, 10 where
    nine tenths of its variance follow from them.
    """

    value: float
    low: float
    high: float
    p_value: float
    inflation: float


@dataclass(frozen=True)
class MultipleFit:
    """y = intercept + the sum of coefficient times predictor. `r2` is None where all y are equal."""

    coefficients: Mapping[str, Coefficient]
    intercept: float
    n: int
    r2: float | None
    level: float


def multiple_regression(predictors: Mapping[str, ArrayLike], y: ArrayLike, level: float = 0.95) -> MultipleFit:
    """Fit y on all predictors at once.

    Args:
        predictors: by name, n points each.
        y: n points, n >= number of predictors + 2.
        level: of the intervals.

    Raises:
        ComputeTrendsError: too few points, a value that is not finite, or a predictor that is constant or follows from
            the others.
    """
    fraction(level, "the level of an interval")
    ys = finite(y, "y")
    names = list(predictors)
    columns = [finite(values, name) for name, values in predictors.items()]
    degrees = ys.size - len(names) - 1
    if any(column.size != ys.size for column in columns):
        raise ComputeTrendsError("every predictor must have as many points as y")
    if degrees < 1:
        raise ComputeTrendsError(
            f"{ys.size} points cannot be fitted with {len(names)} predictors: at least {len(names) + 2} are needed"
        )
    centred = np.stack([column - column.mean() for column in columns], axis=1)
    spreads = np.sqrt((centred * centred).sum(axis=0))
    for name, column, spread in zip(names, columns, spreads, strict=True):
        if np.all(column == column[0]) or not spread:
            raise ComputeTrendsError(f"all {ys.size} points have the same {name} ({column[0]:g}), so no slope exists")
    q, r = np.linalg.qr(centred / spreads)
    if np.min(np.abs(np.diag(r))) < _COLLINEAR:
        raise ComputeTrendsError(f"{' and '.join(names)} follow from each other, so their slopes cannot be told apart")
    dy = ys - ys.mean()
    inverse = np.linalg.inv(r)
    scaled = inverse @ (q.T @ dy)
    residuals = dy - (centred / spreads) @ scaled
    rest, total = float(residuals @ residuals), float(dy @ dy)
    constant = bool(np.all(ys == ys[0]))
    inflations = np.vecdot(inverse, inverse)
    errors = np.sqrt(rest / degrees * inflations) / spreads
    t = t_critical(level, degrees)
    coefficients = {}
    for name, value, error, inflation in zip(names, scaled / spreads, errors, inflations, strict=True):
        p_value = 1.0 if constant else t_p_value(float(value / error) if error else math.inf, degrees)
        coefficients[name] = Coefficient(
            float(value), float(value - t * error), float(value + t * error), p_value, float(inflation)
        )
    means = np.array([column.mean() for column in columns])
    return MultipleFit(
        coefficients=coefficients,
        intercept=float(ys.mean() - means @ (scaled / spreads)),
        n=ys.size,
        r2=None if constant else 1 - rest / total,
        level=level,
    )
