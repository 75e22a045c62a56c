from __future__ import annotations

import numpy as np
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.coverage import coverage_interval


def test_independent_forecasts_have_the_interval_of_so_many() -> None:
    generator = np.random.default_rng(1)
    held = generator.random(400) < 0.9
    low, high, independent = coverage_interval(held, np.arange(400.0), 4.0)
    assert low < 0.9 < high
    assert 200 < independent <= 400
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(0.09 / independent), rel=0.1)


def test_forecasts_that_fail_together_count_as_few() -> None:
    held = np.repeat([True, True, False, True], 100)  # one stretch of four fails as a whole
    low, high, independent = coverage_interval(held, np.arange(400.0), 100.0)
    assert independent == 4
    assert (round(low, 2), round(high, 2)) == (0.3, 0.95)


@pytest.mark.parametrize(("share", "low", "high"), [(True, 0.44, 1.0), (False, 0.0, 0.56)])
def test_where_all_hold_or_none_the_interval_is_that_of_the_stretches(share: bool, low: float, high: float) -> None:
    found = coverage_interval([share] * 300, np.arange(300.0), 100.0)
    assert (round(found[0], 2), round(found[1], 2), found[2]) == (low, high, 3)


def test_intervals_hold_the_coverage_of_overlapping_forecasts() -> None:
    # Ten stretches of 50 forecasts; those of a stretch hold with a chance of its own, 0.9 on average.
    generator, held_true = np.random.default_rng(2), 0
    for _ in range(300):
        chance = np.repeat(generator.beta(9, 1, 10), 50)
        low, high, _ = coverage_interval(generator.random(500) < chance, np.arange(500.0), 50.0)
        held_true += low <= 0.9 <= high
    assert 0.85 < held_true / 300 <= 1


def test_what_has_no_interval_is_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="a coverage needs forecasts"):
        coverage_interval([], [], 1.0)
    with pytest.raises(ComputeTrendsError, match="a stretch of time must be positive, not 0"):
        coverage_interval([True], [1.0], 0.0)
