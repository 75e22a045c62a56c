from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import curve_fit

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.saturating import bootstrap_s_curve, s_curve_fit


def _scores(slope: float = 0.6, noise: float = 0.03, n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(7)
    x = generator.uniform(21, 26, n)
    return x, 0.25 + 0.75 / (1 + 10 ** (-slope * (x - 23.5))) + generator.normal(0, noise, n)


def test_recovers_slope_and_midpoint_of_a_noiseless_curve() -> None:
    fit = s_curve_fit(*_scores(noise=0), 0.25, 1)
    assert fit.coefficients[1] == pytest.approx(0.6)
    assert -fit.coefficients[0] / fit.coefficients[1] == pytest.approx(23.5)
    assert fit.r2 == pytest.approx(1)


def test_agrees_with_scipy() -> None:
    x, y = _scores()
    ours = s_curve_fit(x, y, 0.25, 1)
    theirs, covariance = curve_fit(
        lambda at, level, slope: 0.25 + 0.75 / (1 + 10 ** -(level + slope * (at - 23.5))), x, y, p0=[0, 0.5], ftol=1e-14
    )
    assert ours.coefficients[1] == pytest.approx(theirs[1], rel=1e-5)
    assert ours.coefficients[0] + ours.coefficients[1] * 23.5 == pytest.approx(theirs[0], abs=1e-5)
    assert ours.covariance[1, 1] == pytest.approx(covariance[1, 1], rel=1e-3)


def test_bootstrap_holds_the_truth_and_is_as_wide_as_the_curvature_says() -> None:
    x, y = _scores()
    slopes = bootstrap_s_curve(x, y, 0.25, 1)[:, 1]
    low, high = np.quantile(slopes, [0.025, 0.975])
    assert low < 0.6 < high
    assert slopes.std() == pytest.approx(np.sqrt(s_curve_fit(x, y, 0.25, 1).covariance[1, 1]), rel=0.3)


def test_second_predictor_takes_its_part() -> None:
    generator = np.random.default_rng(1)
    x, t = generator.uniform(21, 26, 80), generator.uniform(0, 4, 80)
    y = 1 / (1 + 10 ** -(0.5 * (x - 24) + 0.3 * t))
    assert s_curve_fit(np.column_stack([x, t]), y, 0, 1).coefficients[1:] == pytest.approx([0.5, 0.3])


def test_band_of_a_mean_stays_between_chance_and_ceiling() -> None:
    fit = s_curve_fit(*_scores(), 0.25, 1)
    low, high = fit.band([15.0, 24.0, 35.0])
    assert (low >= 0.25).all() and (high <= 1).all()
    single_low, single_high = fit.band([24.0], single=True)
    assert single_low[0] < low[1] < fit.predict([24.0])[0] < high[1] < single_high[0]


@pytest.mark.parametrize(
    ("x", "y", "chance", "ceiling", "message"),
    [
        ([1, 2], [0.3, 0.4], 0.25, 1, "2 points cannot be fitted: at least 3"),
        ([1, 1, 1], [0.3, 0.4, 0.5], 0.25, 1, "one value of a predictor"),
        ([1, 2, 3, 4], [0.25, 0.25, 1, 1], 0.25, 1, "runs off to a step"),
        ([1, 2, 3], [0.3, 0.4, 0.5], 0.6, 0.5, "chance < ceiling"),
        ([], [], 0.25, 1, "there is no point"),
    ],
)
def test_scores_without_a_best_curve_are_refused(
    x: list[float], y: list[float], chance: float, ceiling: float, message: str
) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        s_curve_fit(x, y, chance, ceiling)
