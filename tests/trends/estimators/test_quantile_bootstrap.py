from __future__ import annotations

import numpy as np
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators import quantile_bootstrap
from compute_trends.trends.estimators.quantile import quantile_fit
from compute_trends.trends.estimators.quantile_bootstrap import bootstrap_quantile_slopes


def _points(n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(2)
    x = generator.uniform(17, 24, n)
    return x, -0.08 * x + generator.gumbel(0, 0.1, n)


def test_every_resample_has_the_exact_quantile_line(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = _points()
    at_once = bootstrap_quantile_slopes(x, y, 0.1, resamples=200, seed=4)
    monkeypatch.setattr(quantile_bootstrap, "MOST_POINTS", 0)
    one_by_one = bootstrap_quantile_slopes(x, y, 0.1, resamples=200, seed=4)
    assert np.isclose(at_once, one_by_one).mean() > 0.97  # several lines can have the same least loss


def test_interval_lies_about_the_fitted_slope() -> None:
    x, y = _points(100)
    low, high = np.quantile(bootstrap_quantile_slopes(x, y), [0.025, 0.975])
    assert low < quantile_fit(x, y).slope < high
    assert low < -0.08 < high


def test_seed_fixes_the_draws_and_bad_input_is_refused() -> None:
    x, y = _points(12)
    assert np.array_equal(bootstrap_quantile_slopes(x, y, seed=1), bootstrap_quantile_slopes(x, y, seed=1))
    with pytest.raises(ComputeTrendsError, match="at least one resample"):
        bootstrap_quantile_slopes(x, y, resamples=0)
    with pytest.raises(ComputeTrendsError, match="all 2 points have the same x"):
        bootstrap_quantile_slopes([1, 1], [1, 2])
