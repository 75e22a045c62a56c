from __future__ import annotations

import numpy as np
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.selection import gain_at_fixed_performance, record_setters, rolling_z_scores


def test_z_scores_use_the_population_deviation_within_the_window() -> None:
    days = [0, 364, 365, 2000]
    z = rolling_z_scores(days, [10, 1000, 10, 5])
    assert z[0] == pytest.approx(-1)  # window: 0 and 364, logs 1 and 3, mean 2, deviation 1
    logs = np.array([1, 3, 1.0])
    assert z[1] == pytest.approx((3 - logs.mean()) / logs.std())
    assert z[3] == 0  # alone in its window


def test_z_scores_agree_with_a_loop_in_any_order() -> None:
    generator = np.random.default_rng(0)
    days, logs = generator.integers(0, 6000, 300), generator.normal(20, 2, 300)
    expected = []
    for day, log in zip(days, logs, strict=True):
        near = logs[np.abs(days - day) <= 364]
        expected.append((log - near.mean()) / near.std() if near.size > 1 else 0)
    assert rolling_z_scores(days, 10**logs) == pytest.approx(expected, abs=1e-9)


def test_equal_values_in_a_window_have_z_zero() -> None:
    assert list(rolling_z_scores([0, 1, 2], [0.3, 0.3, 0.3])) == [0, 0, 0]


def test_record_setters_exceed_all_earlier_points() -> None:
    days = [5, 1, 1, 3, 4, 5, 9]
    values = [7, 2, 3, 3, 1, 8, 8]
    assert list(record_setters(days, values)) == [False, False, True, False, False, True, False]


def test_the_gain_at_fixed_performance_halves_as_it_was_made_to() -> None:
    gain = gain_at_fixed_performance([800, 0, 400, 1600], [4, 16, 8, 1])
    assert (gain.ratio, gain.days, gain.halving_days) == (16, 1600, 400)
    assert (gain.first, gain.cheapest) == (1, 3)


def test_without_a_cheaper_run_there_is_no_halving_time() -> None:
    gain = gain_at_fixed_performance([0, 10], [3, 5])
    assert (gain.ratio, gain.days, gain.halving_days) == (1, 0, None)


@pytest.mark.parametrize("function", [rolling_z_scores, gain_at_fixed_performance])
@pytest.mark.parametrize(
    ("days", "values", "message"),
    [([], [], "empty"), ([1, 2], [1, 0], "positive"), ([1, 2], [1], "2 dates for 1 values"), ([1], [-1], "positive")],
)
def test_input_without_an_answer_is_refused(function: object, days: list, values: list, message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        function(days, values)  # type: ignore[operator]


def test_a_gain_needs_two_dates() -> None:
    with pytest.raises(ComputeTrendsError, match="at least two dates"):
        gain_at_fixed_performance([4, 4], [2, 1])


def test_records_need_points() -> None:
    with pytest.raises(ComputeTrendsError, match="empty"):
        record_setters([], [])
    with pytest.raises(ComputeTrendsError, match="2 dates for 1 values"):
        record_setters([1, 2], [1])
