from __future__ import annotations

import numpy as np
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.inverse import inverse_prediction, later_points
from compute_trends.trends.estimators.regression import linear_fit


def _line(slope: float, noise: float, n: int = 30, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    x = np.linspace(18, 24, n)
    return x, slope * x + np.random.default_rng(seed).normal(0, noise, n)


def test_ends_are_where_the_confidence_band_meets_the_target() -> None:
    fit = linear_fit(*_line(0.09, 0.1))
    target = float(fit.predict([27.0])[0])
    found = inverse_prediction(fit, target)
    assert found.value == pytest.approx(27)
    assert found.low is not None and found.high is not None
    assert found.low < 27 < found.high
    assert fit.band([found.low])[1][0] == pytest.approx(target)
    assert fit.band([found.high])[0][0] == pytest.approx(target)


def test_interval_holds_the_truth_as_often_as_it_says() -> None:
    truth = 26.0
    inside = 0
    for seed in range(400):
        found = inverse_prediction(linear_fit(*_line(0.09, 0.1, seed=seed)), 0.09 * truth)
        inside += (found.low is None or found.low <= truth) and (found.high is None or truth <= found.high)
    assert inside / 400 == pytest.approx(0.95, abs=0.03)


def test_a_slope_that_may_be_zero_leaves_the_far_end_open() -> None:
    fit = linear_fit(*_line(0.01, 0.2))
    assert fit.slope_low is not None and fit.slope_high is not None and fit.slope_low < 0 < fit.slope_high
    found = inverse_prediction(fit, float(fit.predict([60.0])[0]))
    assert found.high is None


def test_flat_line_is_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="flat"):
        inverse_prediction(linear_fit([1, 2, 3], [5, 5, 5]), 6)


def test_later_points_are_covered_where_the_law_holds_and_missed_where_it_shifts() -> None:
    generator = np.random.default_rng(5)
    year = np.repeat(np.arange(2012.0, 2023.0), 8)
    x = 18 + 0.3 * (year - 2012) + generator.normal(0, 1, year.size)
    y = 0.1 * x + generator.normal(0, 0.05, year.size)
    held = later_points(year, x, y)
    assert held.coverage == pytest.approx(0.95, abs=0.05)
    assert held.origins == 10
    shifted = later_points(year, x, y + 0.2 * (year - 2012))
    assert shifted.coverage < 0.7
    assert shifted.mean_error > 0.2


def test_nothing_later_is_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="no forecast can be checked"):
        later_points([2012] * 6, np.arange(6.0), np.arange(6.0))
