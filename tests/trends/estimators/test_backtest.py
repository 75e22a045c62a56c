from __future__ import annotations

import numpy as np
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.backtest import rolling_origin


def test_coverage_is_as_stated_where_the_line_goes_on() -> None:
    inside = []
    for seed in range(20):
        generator = np.random.default_rng(seed)
        x = np.arange(0, 80.0)
        inside.append(rolling_origin(x, x + generator.normal(0, 2, x.size), horizon=10, level=0.9).coverage)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.03)


def test_coverage_falls_where_growth_breaks_and_the_bias_shows() -> None:
    x = np.arange(0, 80.0)
    y = np.where(x < 40, 0.1 * x, 4 + x - 40) + np.random.default_rng(1).normal(0, 0.3, x.size)
    found = rolling_origin(x, y, horizon=20)
    assert found.coverage < 0.6
    assert found.above > 0.4
    assert found.mean_error > 1


def test_forecasts_are_counted() -> None:
    found = rolling_origin(np.arange(12.0), np.arange(12.0) ** 1.5, horizon=2, least=8)
    assert (found.origins, found.predictions) == (4, 7)  # from 7, 8, 9 two points each, from 10 one


def test_nothing_to_check_is_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="no forecast can be checked"):
        rolling_origin([0, 1, 2, 3, 100], [1, 2, 3, 4, 5], horizon=5, least=4)
    with pytest.raises(ComputeTrendsError, match="at least 9 are needed"):
        rolling_origin([0, 1, 2], [1, 2, 3], horizon=5)
    with pytest.raises(ComputeTrendsError, match="horizon must be positive"):
        rolling_origin(np.arange(20), np.arange(20), horizon=0)
