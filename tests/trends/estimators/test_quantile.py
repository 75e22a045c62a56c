from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.quantile import quantile_fit


def loss_by_linear_programming(x: np.ndarray, y: np.ndarray, quantile: float) -> float:
    n = x.size
    cost = np.concatenate([[0, 0], np.full(n, quantile), np.full(n, 1 - quantile)])
    equal = np.column_stack([np.ones(n), x, np.eye(n), -np.eye(n)])
    bounds = [(None, None)] * 2 + [(0, None)] * (2 * n)
    return float(optimize.linprog(cost, A_eq=equal, b_eq=y, bounds=bounds).fun)


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.83])
@pytest.mark.parametrize("n", [2, 3, 11, 80])
def test_the_loss_is_the_least_there_is(n: int, quantile: float) -> None:
    generator = np.random.default_rng(n)
    x = np.round(generator.uniform(8, 12, n), 1)  # with ties
    y = -0.08 * x + generator.exponential(0.1, n)
    fit = quantile_fit(x, y, quantile)
    assert fit.loss == pytest.approx(loss_by_linear_programming(x, y, quantile), abs=1e-9)
    residuals = y - fit.predict(x)
    assert np.where(residuals < 0, (quantile - 1) * residuals, quantile * residuals).sum() == pytest.approx(fit.loss)


def test_the_line_agrees_with_statsmodels() -> None:
    import statsmodels.api as sm

    generator = np.random.default_rng(2)
    x = generator.uniform(0, 10, 101)
    y = 1 + 2 * x + generator.normal(0, 1, 101)
    theirs = sm.QuantReg(y, sm.add_constant(x)).fit(q=0.1, max_iter=5000, p_tol=1e-9)
    ours = quantile_fit(x, y, 0.1)
    assert [ours.intercept, ours.slope] == pytest.approx(list(theirs.params), abs=1e-4)


def test_about_the_quantile_of_the_points_lies_below() -> None:
    generator = np.random.default_rng(1)
    x = generator.uniform(0, 1, 1500)
    y = x + generator.normal(0, 1, 1500)
    assert np.mean(y < quantile_fit(x, y, 0.1).predict(x)) == pytest.approx(0.1, abs=2 / 1500)


@pytest.mark.parametrize(
    ("x", "quantile", "message"), [([1, 1], 0.1, "same x"), ([1], 0.1, "one"), ([1, 2], 1, "between")]
)
def test_input_without_an_answer_is_refused(x: list, quantile: float, message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        quantile_fit(x, [3.0] * len(x), quantile)
