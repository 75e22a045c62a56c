"""How sure a coverage is that was counted on forecasts which overlap in time."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import fraction


def coverage_interval(
    held: ArrayLike, when: ArrayLike, stretch: float, level: float = 0.95
) -> tuple[float, float, int]:
    """Interval of the share of forecasts that held, and how many independent ones it counts as.

    One point is forecast from several origins, and forecasts from neighbouring origins share their line: they hold or
    fail together. So the forecasts are grouped into stretches of time as long as the horizon, and the scatter of the
    share between stretches says how many independent forecasts would scatter as much: as many as there are stretches at
    least, as many as there are dates of forecast points at most. The interval is Wilson's for so many.

    Args:
        held: whether each forecast held, n of them.
        when: the time of the point that each is about.
        stretch: length of the stretches, in the unit of `when`.
        level: of the interval.

    Returns:
        Low and high end, between 0 and 1, and the number of independent forecasts (rounded down).

    Raises:
        ComputeTrendsError: no forecast, or a stretch that is not positive.

    Source: Wilson 1927; the ratio estimator of clustered samples, Kish 1965.
    """
    kept, times = np.asarray(held, dtype=bool), np.asarray(when, dtype=np.float64)
    fraction(level, "the level of an interval")
    if not kept.size or kept.size != times.size:
        raise ComputeTrendsError("a coverage needs forecasts, each with the time of its point")
    if not stretch > 0:
        raise ComputeTrendsError(f"a stretch of time must be positive, not {stretch:g}")
    _, which = np.unique(np.floor((times - times.min()) / stretch), return_inverse=True)
    sizes, hits = np.bincount(which), np.bincount(which, weights=kept)
    share, stretches = float(kept.mean()), sizes.size
    independent = float(stretches)
    if stretches > 1 and 0 < share < 1:
        rest = hits - share * sizes
        variance = stretches / (stretches - 1) * float(rest @ rest) / kept.size**2
        most = float(np.unique(times).size)
        independent = min(max(share * (1 - share) / variance if variance else most, independent), most)
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = (share + z * z / (2 * independent)) / (1 + z * z / independent)
    half = z / (1 + z * z / independent) * math.sqrt(share * (1 - share) / independent + (z / (2 * independent)) ** 2)
    return max(0.0, centre - half), min(1.0, centre + half), int(independent)
