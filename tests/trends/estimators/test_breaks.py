from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.breaks import break_test, segment, segmentations


def eras(noise: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    x = np.arange(0, 120.0)
    y = np.where(x < 50, 0.1 * x, 5 + 0.5 * (x - 50)) + np.random.default_rng(seed).normal(0, noise, x.size)
    return x, y


def test_a_break_that_was_put_in_is_found() -> None:
    x, y = eras(0.3)
    found = segment(x, y, 1)
    assert found.breaks[0] == pytest.approx(50, abs=2)
    assert [fit.slope for fit in found.fits] == pytest.approx([0.1, 0.5], abs=0.02)


def test_the_order_of_the_points_does_not_matter() -> None:
    x, y = eras(0.3)
    mixed = np.random.default_rng(1).permutation(x.size)
    assert segment(x[mixed], y[mixed], 1).breaks == segment(x, y, 1).breaks


@pytest.mark.parametrize("breaks", [1, 2])
def test_the_search_is_exhaustive(breaks: int) -> None:
    generator = np.random.default_rng(4)
    x, y = np.sort(generator.integers(0, 20, 30)).astype(float), generator.normal(0, 1, 30)
    places = [i for i in range(1, 30) if x[i] != x[i - 1]]
    best = np.inf
    for starts in combinations(places, breaks):
        edges = [0, *starts, 30]
        parts = [slice(a, b) for a, b in pairwise(edges)]
        if any(part.stop - part.start < 4 or np.ptp(x[part]) == 0 for part in parts):
            continue
        best = min(best, sum(((y[p] - np.polyval(np.polyfit(x[p], y[p], 1), x[p])) ** 2).sum() for p in parts))
    assert segment(x, y, breaks, least=4).sum_squares == pytest.approx(best)


def test_bic_chooses_the_number_of_breaks_that_were_put_in() -> None:
    generator = np.random.default_rng(3)
    x = np.arange(0, 150.0)
    straight = 0.2 * x + generator.normal(0, 1, x.size)
    twice = straight + np.where(x >= 40, 30, 0) + np.where(x >= 100, -60, 0)
    best = [min(segmentations(*points), key=lambda item: item.bic) for points in ((x, straight), eras(0.5), (x, twice))]
    assert [len(item.breaks) for item in best] == [0, 1, 2]
    assert best[-1].breaks == (40, 100)


def test_the_test_tells_a_break_from_none() -> None:
    found = break_test(*eras(0.5), resamples=99)
    assert found.p_value == 0.01
    ((low, high),) = found.break_intervals
    assert low <= 50 <= high
    assert high - low < 15
    x = np.arange(60.0)
    assert break_test(x, x + np.random.default_rng(8).normal(0, 1, 60), resamples=99).p_value > 0.05


def test_too_few_points_are_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="9 points cannot be fitted: at least 10"):
        segment(np.arange(9.0), np.arange(9.0), 1)
    with pytest.raises(ComputeTrendsError, match="cannot be parted into 2 segments"):
        segment([0.0] * 9 + [1.0] * 9, np.arange(18.0), 1)
    with pytest.raises(ComputeTrendsError, match="0, 1 or 2"):
        segment(np.arange(90.0), np.arange(90.0), 3)
    with pytest.raises(ComputeTrendsError, match="on one line"):
        break_test(np.arange(30.0), np.arange(30.0))
