from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import variance_inflation_factor

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.multiple import multiple_regression


def test_agrees_with_statsmodels() -> None:
    generator = np.random.default_rng(3)
    year = generator.integers(2012, 2023, 60).astype(float)
    compute = 18 + 0.4 * (year - 2012) + generator.normal(0, 1, 60)
    y = 0.08 * compute + 0.02 * year + generator.normal(0, 0.1, 60)
    ours = multiple_regression({"compute": compute, "year": year}, y, 0.9)
    design = sm.add_constant(np.column_stack([compute, year]))
    theirs = sm.OLS(y, design).fit()
    limits = theirs.conf_int(0.1)
    for position, name in enumerate(("compute", "year"), 1):
        found = ours.coefficients[name]
        assert found.value == pytest.approx(theirs.params[position], rel=1e-8)
        assert (found.low, found.high) == pytest.approx(tuple(limits[position]), rel=1e-8)
        assert found.p_value == pytest.approx(theirs.pvalues[position], rel=1e-6)
        assert found.inflation == pytest.approx(variance_inflation_factor(design, position), rel=1e-8)
    assert ours.r2 == pytest.approx(theirs.rsquared, rel=1e-10)
    assert ours.intercept == pytest.approx(theirs.params[0], rel=1e-6)


def test_recovers_what_was_put_in() -> None:
    x, t = np.array([1.0, 2, 3, 5, 8, 9]), np.array([0.0, 1, 0, 2, 1, 3])
    fit = multiple_regression({"x": x, "t": t}, 4 + 2 * x - 3 * t)
    assert fit.coefficients["x"].value == pytest.approx(2)
    assert fit.coefficients["t"].value == pytest.approx(-3)
    assert fit.intercept == pytest.approx(4)


@pytest.mark.parametrize(
    ("x", "t", "message"),
    [
        ([1, 2, 3], [1, 3, 2], "3 points cannot be fitted with 2 predictors"),
        ([1, 2, 3, 4, 5], [7, 7, 7, 7, 7], "all 5 points have the same t"),
        ([1, 2, 3, 4, 5], [2, 4, 6, 8, 10], "x and t follow from each other"),
    ],
)
def test_predictors_without_an_answer_are_refused(x: list[float], t: list[float], message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        multiple_regression({"x": x, "t": t}, np.arange(len(x), dtype=float))
