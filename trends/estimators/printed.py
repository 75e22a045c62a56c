"""What the rounding of a printed number leaves open."""

from __future__ import annotations

import math
from decimal import Decimal

from compute_trends.catalog.errors import ComputeTrendsError


def printed_range(value: float, decimals: int = 0) -> tuple[float, float]:
    """The numbers that print as `value`: half a unit of its last decimal to either side.

    A whole number is taken as printed to the unit, so 1620 is 1619.5 to 1620.5. Digits beyond the tenth are arithmetic
    of the conversion to our units, not the source's.

    Args:
        value: as printed; its trailing zeros are lost.
        decimals: how many the source prints at least, where it keeps trailing zeros (2 for 1.10).

    Raises:
        ComputeTrendsError: the value is not a positive number.
    """
    if not (math.isfinite(value) and value > 0):
        raise ComputeTrendsError(f"{value:g} is not a positive number, so its printed digits say nothing")
    known = max(decimals, -int(Decimal(f"{value:.10g}").normalize().as_tuple().exponent))
    half = 0.5 * 10.0**-known
    return max(value - half, 0.0), value + half
