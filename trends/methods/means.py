"""Estimators of a typical value and of a spread: geometric means, and the ratio of two quantiles."""

from __future__ import annotations

import math

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators import ratios
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.checks import positive
from compute_trends.trends.estimators.student import t_critical
from compute_trends.trends.methods import lines
from compute_trends.trends.methods.estimate import Estimate, Method
from compute_trends.trends.points import Points


def mean_ratio(what: str = "chip", level: float = 0.95) -> Method:
    """Geometric mean of y with Student's t interval on the logarithms; `what` one row is, for messages."""

    def estimate(points: Points) -> Estimate:
        if not len(points):
            raise ComputeTrendsError(f"no {what} with a known value is selected")
        found = ratios.geometric_mean(points.y, level)
        at = lines.level(points)
        return Estimate(
            value=found.value,
            low=found.low,
            high=found.high,
            level=level if found.low is not None else None,
            n=found.n,
            numbers={
                "median": float(np.median(points.y)),
                "least": float(points.y.min()),
                "most": float(points.y.max()),
            },
            curves=(lines.named("ours: geometric mean {value}", at(found.value)),) if at else (),
            line_of=at,
            note="" if found.low is not None else f"One {what} has no interval.",
        )

    return estimate


def geometric_mean(level: float = 0.95) -> Method:
    """Geometric mean of y with the interval of Student's t on the logarithms."""

    def estimate(points: Points) -> Estimate:
        if len(points) < 2:
            raise ComputeTrendsError("no row is selected" if not len(points) else "one row has no interval")
        logs = np.log10(positive(points.y))
        half = t_critical(level, logs.size - 1) * float(logs.std(ddof=1)) / math.sqrt(logs.size)
        mean, at = float(logs.mean()), lines.level(points)
        return Estimate(
            value=10**mean,
            low=10 ** (mean - half),
            high=10 ** (mean + half),
            level=level,
            n=logs.size,
            numbers={"lowest": float(points.y.min()), "highest": float(points.y.max())},
            curves=(lines.named("ours: geometric mean {value}", at(10**mean)),) if at else (),
            line_of=at,
        )

    return estimate


def quantile_ratio(
    low: float = 0.1, high: float = 0.9, level: float = 0.95, resamples: int = 1000, seed: int = 0
) -> Method:
    """The quantile `high` of y over the quantile `low`; the interval is that of resamples of the rows.

    Args:
        low, high: shares of the rows below each quantile.
        level: of the interval.
        resamples, seed: of the bootstrap.
    """

    def estimate(points: Points) -> Estimate:
        values = positive(points.y)
        if values.size < 2:
            raise ComputeTrendsError("no row is selected" if not values.size else "one row has no spread")
        drawn = np.random.Generator(np.random.SFC64(seed)).integers(0, values.size, size=(resamples, values.size))
        below, above = np.quantile(values[drawn], [low, high], axis=1)
        least, most = np.quantile(values, [low, high])
        ends = interval(above / below, level)
        return Estimate(
            value=float(most / least),
            low=ends[0],
            high=ends[1],
            level=level,
            n=values.size,
            numbers={
                "lower_quantile": float(least),
                "median": float(np.median(values)),
                "upper_quantile": float(most),
                "lowest": float(values.min()),
                "highest": float(values.max()),
            },
        )

    return estimate
