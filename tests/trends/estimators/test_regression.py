from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.regression import (
    doubling_time,
    exponential_law,
    growth_factor,
    linear_fit,
    log_linear_fit,
    power_law,
)


def test_known_growth_is_recovered_exactly() -> None:
    days = np.arange(0, 3000, 40.0)
    fit = log_linear_fit(days, 1e18 * 2 ** (days / 170))
    assert doubling_time(fit.slope) == pytest.approx(170, rel=1e-12)
    assert growth_factor(fit.slope, 365) == pytest.approx(2 ** (365 / 170), rel=1e-12)
    assert fit.r2 == pytest.approx(1)


def test_a_known_power_law_is_recovered_exactly() -> None:
    compute = np.geomspace(1e15, 1e22, 30)
    fit = power_law(compute, 7 * compute**-0.082)
    assert fit.slope == pytest.approx(-0.082, rel=1e-10)
    assert 10**fit.intercept == pytest.approx(7, rel=1e-9)


def test_a_known_exponential_law_is_recovered_exactly() -> None:
    compute = np.geomspace(1e15, 1e22, 30)
    assert exponential_law(compute, 3 - 0.1 * np.log10(compute)).slope == pytest.approx(-0.1, rel=1e-10)


@pytest.mark.parametrize("n", [3, 12, 200])
def test_every_figure_agrees_with_statsmodels(n: int) -> None:
    generator = np.random.default_rng(n)
    x = generator.uniform(15_000, 20_000, n)
    y = 3 + 0.002 * x + generator.normal(0, 1.5, n)
    ours, theirs = linear_fit(x, y, level=0.9), sm.OLS(y, sm.add_constant(x)).fit()
    assert [ours.intercept, ours.slope] == pytest.approx(list(theirs.params), rel=1e-8)
    assert ours.r2 == pytest.approx(theirs.rsquared, rel=1e-8)
    assert ours.p_value == pytest.approx(theirs.pvalues[1], rel=1e-7)
    assert ours.standard_error == pytest.approx(theirs.bse[1], rel=1e-8)
    assert [ours.slope_low, ours.slope_high] == pytest.approx(list(theirs.conf_int(0.1)[1]), rel=1e-7)
    grid = np.array([14_000.0, 17_000.0, 25_000.0])
    prediction = theirs.get_prediction(sm.add_constant(grid))
    for single in (False, True):
        assert np.transpose(ours.band(grid, single)) == pytest.approx(prediction.conf_int(obs=single, alpha=0.1))


def test_the_interval_covers_the_true_slope_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    x = np.linspace(0, 10, 15)
    covered = 0
    for _ in range(600):
        fit = linear_fit(x, 2 * x + generator.normal(0, 3, 15), level=0.9)
        assert fit.slope_low is not None
        assert fit.slope_high is not None
        covered += fit.slope_low <= 2 <= fit.slope_high
    assert 0.86 < covered / 600 < 0.94


def test_two_points_have_a_slope_and_no_interval() -> None:
    fit = linear_fit([0, 1], [5, 7])
    assert (fit.slope, fit.slope_low, fit.p_value) == (2, None, None)
    with pytest.raises(ComputeTrendsError, match="two points has no band"):
        fit.band([0.5])


def test_a_constant_series_has_slope_zero_and_no_r2() -> None:
    fit = linear_fit([0, 1, 2], [0.1, 0.1, 0.1])
    assert fit.slope == pytest.approx(0)
    assert fit.r2 is None
    assert fit.p_value is None


@pytest.mark.parametrize(
    ("x", "values", "message"),
    [
        ([], [], "there is no point"),
        ([1.0], [2.0], "one point cannot be fitted"),
        ([3, 3, 3], [1, 2, 4], "all 3 points have the same date"),
        ([1, 2], [1, 0], r"must be positive .* 1 of 2 are not \(position 1 is 0\)"),
        ([1, 2], [1, -4], "must be positive"),
        ([1, 2], [1, math.nan], "must be finite"),
        ([1, 2], [1, math.inf], "must be finite"),
        ([1, 2, 3], [1, 2], "they must pair up"),
        ([[1, 2]], [[1, 2]], "one-dimensional"),
    ],
)
def test_input_without_an_answer_is_refused_in_a_sentence(x: list[float], values: list[float], message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        log_linear_fit(x, values)


def test_a_level_outside_zero_and_one_is_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="level of an interval must lie between 0 and 1"):
        linear_fit([1, 2, 3], [1, 2, 4], level=95)


def test_what_does_not_grow_never_doubles() -> None:
    with pytest.raises(ComputeTrendsError, match="does not grow"):
        doubling_time(-0.1)
