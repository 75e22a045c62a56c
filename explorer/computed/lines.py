"""The straight line that a page draws through the points that are shown, and whether it is the trend's own.

The page fits by least squares on the axes as they are drawn, the logarithm on a log axis. Whether that
is what the trend does is found by doing it here, and comparing the slope with the numbers of the estimate.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from compute_trends.trends.declaration import Axis
from compute_trends.trends.estimators.calendar import DAYS_PER_JULIAN_YEAR, DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.results import TrendResult

_SAME = 1e-6  # of a slope
_FEWEST = 3  # points of a line with an interval


def line_of(result: TrendResult) -> dict[str, Any] | None:
    """The least-squares line through a trend's points, as the page computes it; None where there is none.

    Returns:
        `slope` per year on an axis of dates, in powers of ten on log axes; `days` of such a year; `own`, whether a
        number of the trend is that slope, and `number`, its name.
    """
    x_axis, y_axis = result.trend.x, result.trend.y
    if x_axis is None or y_axis is None or len(result.points) < _FEWEST:
        return None
    x, y = straight(x_axis, result.points.x), straight(y_axis, result.points.y)
    if float(np.ptp(x)) == 0.0:
        return None
    numbers = {name: value for name, value in result.estimate.numbers.items() if "slope" in name}
    if "slope" in result.trend.quantity:
        numbers = {"estimate": result.estimate.value, **numbers}
    plain = float(np.polyfit(x - x.mean(), y, 1)[0])
    for days in (DAYS_PER_YEAR, DAYS_PER_JULIAN_YEAR) if x_axis.scale == "time" else (1.0,):
        for name, value in numbers.items():
            if isinstance(value, float | int) and math.isclose(value, plain * days, rel_tol=_SAME):
                return {"slope": plain * days, "days": days, "own": len(result.estimate.curves) == 1, "number": name}
    days = DAYS_PER_JULIAN_YEAR if x_axis.scale == "time" else 1.0
    return {"slope": plain * days, "days": days, "own": False, "number": None}


def straight(axis: Axis, values: Floats) -> Floats:
    """The values of an axis as they are drawn: powers of ten on a log axis, else as they are, dates as days."""
    return np.log10(values) if axis.scale == "log" else values


def selection_mark(records: list[str]) -> str:
    """A short name for a set of records, which the page computes as well: FNV-1a of the sorted ids.

    Two sets are the same selection where the marks and the numbers of records are equal.
    """
    found = 0x811C9DC5
    for char in "\n".join(sorted(records)).encode():
        found = ((found ^ char) * 0x01000193) & 0xFFFFFFFF
    return f"{len(records)}-{found:08x}"
