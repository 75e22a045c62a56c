"""Geometric mean ratios and offsets from a reference trend, on synthetic data and against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.ratios import against_reference, geometric_mean, log_ratio_draws


def test_the_geometric_mean_and_its_interval_are_those_of_scipy_on_the_logarithms() -> None:
    ratios = np.exp(np.random.default_rng(1).normal(0.7, 0.4, 12))
    found = geometric_mean(ratios, 0.9)
    logs = np.log(ratios)
    low, high = np.exp(stats.t.interval(0.9, 11, logs.mean(), stats.sem(logs)))
    assert found.value == pytest.approx(stats.gmean(ratios))
    assert (found.low, found.high) == pytest.approx((low, high))


def test_one_ratio_has_no_interval() -> None:
    found = geometric_mean([3.0])
    assert found.value == pytest.approx(3.0)
    assert found.low is None
    assert found.high is None


@pytest.mark.parametrize("ratios", [[], [1.0, 0.0], [1.0, -2.0]])
def test_ratios_without_a_logarithm_are_refused(ratios: list[float]) -> None:
    with pytest.raises(ComputeTrendsError):
        geometric_mean(ratios)


def test_a_known_offset_from_a_growing_reference_is_found() -> None:
    rng = np.random.default_rng(2)
    x = rng.uniform(0, 3000, 60)
    reference = 10 ** (0.0005 * x + rng.normal(0, 0.1, 60))
    own = rng.uniform(500, 2500, 9)
    values = 3 * 10 ** (0.0005 * own + rng.normal(0, 0.05, 9))
    found = against_reference(own, values, x, reference, seed=3)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 3 < found.high
    assert found.value == pytest.approx(3, rel=0.15)
    assert found.n == 9


def test_the_offset_of_a_line_from_itself_is_one_without_spread() -> None:
    x = np.arange(10.0)
    found = against_reference(x, 10**x, x, 10**x)
    assert (found.value, found.low, found.high) == pytest.approx((1, 1, 1))


def test_slopes_add_and_subtract_draw_by_draw() -> None:
    slopes = {"a": np.array([1.0, 2.0]), "b": np.array([0.25, 0.5]), "c": np.array([9.0, 9.0])}
    assert list(log_ratio_draws(slopes, {"a": 1, "b": -1})) == [0.75, 1.5]
