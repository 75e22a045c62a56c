"""What printed numbers leave open."""

from __future__ import annotations

import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.printed import printed_range


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(3.1, 3.05, 3.15), (0.069, 0.0685, 0.0695), (17, 16.5, 17.5), (1620, 1619.5, 1620.5), (0.1, 0.05, 0.15)],
)
def test_half_a_unit_of_the_last_digit_to_either_side(value: float, low: float, high: float) -> None:
    assert printed_range(value) == pytest.approx((low, high))


def test_trailing_zeros_that_were_printed_count() -> None:
    assert printed_range(1.1, decimals=2) == pytest.approx((1.095, 1.105))
    assert printed_range(1.125, decimals=2) == pytest.approx((1.1245, 1.1255))


def test_digits_of_a_conversion_are_not_printed_ones() -> None:
    assert printed_range(3.1 * 8.64e16 / 8.64e16) == pytest.approx((3.05, 3.15))


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_value_without_digits_is_refused(value: float) -> None:
    with pytest.raises(ComputeTrendsError, match="not a positive number"):
        printed_range(value)
