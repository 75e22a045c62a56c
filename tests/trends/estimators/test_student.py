from __future__ import annotations

import math

import pytest
from scipy import stats

from compute_trends.trends.estimators.student import t_critical, t_p_value


@pytest.mark.parametrize("degrees", [1, 2, 3, 10, 58, 400, 100_000])
@pytest.mark.parametrize("t", [0.0, 1e-6, 0.3, 1.0, 2.5, -7.0, 40.0])
def test_p_values_agree_with_scipy(t: float, degrees: int) -> None:
    assert t_p_value(t, degrees) == pytest.approx(2 * stats.t.sf(abs(t), degrees), rel=1e-9, abs=1e-280)


@pytest.mark.parametrize("degrees", [1, 2, 3, 17, 97, 1000])
@pytest.mark.parametrize("level", [0.1, 0.5, 0.9, 0.95, 0.999])
def test_critical_values_agree_with_scipy(level: float, degrees: int) -> None:
    assert t_critical(level, degrees) == pytest.approx(stats.t.ppf((1 + level) / 2, degrees), rel=1e-9)


def test_an_infinite_t_has_p_value_zero() -> None:
    assert t_p_value(math.inf, 5) == 0.0
