"""How many there are, from two independent searches: the number of things that both of them missed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from compute_trends.catalog.errors import ComputeTrendsError

_Z95 = 1.959963984540054


@dataclass(frozen=True)
class Recapture:
    """How many things two searches missed, with the interval that holds 95%."""

    missed: float
    low: float
    high: float
    total: float


def missed_by_both(first: int, second: int, both: int) -> Recapture:
    """Chapman's estimator (Chapman 1951) with the variance of Seber 1970; no interval goes below zero.

    It takes the searches for independent and all things for equally hard to find. Searches that find the same easy
    things, as most do, make it too low.

    Args:
        first, second: what each search found.
        both: what both found.

    Raises:
        ComputeTrendsError: counts that cannot be.
    """
    if min(first, second, both) < 0 or both > min(first, second):
        raise ComputeTrendsError(f"two searches that found {first} and {second} cannot have {both} in common")
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    found = first + second - both
    half = _Z95 * math.sqrt(variance)
    return Recapture(total - found, max(0.0, total - half - found), total + half - found, total)
