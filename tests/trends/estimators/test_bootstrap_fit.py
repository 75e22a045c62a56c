from __future__ import annotations

import tracemalloc
from itertools import product

import numpy as np
import pytest
from scipy import stats

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import _Resampler, bootstrap_fit, interval


def series(n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    x = np.sort(generator.uniform(16_000, 19_000, n))
    return x, 18 + 0.0015 * (x - 16_000) + generator.normal(0, 0.8, n)


def test_points_on_a_line_give_that_line_in_every_resample() -> None:
    x = np.arange(20.0)
    fits = bootstrap_fit(x, 4 + 0.3 * x, 500)
    assert fits.slopes == pytest.approx(np.full(500, 0.3))
    assert fits.intercepts == pytest.approx(np.full(500, 4.0))


def test_the_distribution_is_that_of_a_loop_over_polyfit_with_the_same_noise() -> None:
    x, y = series(40)
    generator = np.random.default_rng(3)
    loop = np.empty(4000)
    for row in range(loop.size):
        index = generator.integers(0, x.size, x.size)
        loop[row] = np.polyfit(x[index] - x.mean(), y[index] + generator.uniform(-0.9, 0.9, x.size), 1)[0]
    ours = bootstrap_fit(x, y, 4000, noise=0.9).slopes
    assert stats.ks_2samp(loop, ours).pvalue > 0.01
    assert stats.ks_2samp(loop, bootstrap_fit(x, y, 4000, noise=0).slopes).pvalue < 0.01


def test_the_distribution_without_noise_is_that_of_scipy() -> None:
    x, y = series(40)

    def slope(x: np.ndarray, y: np.ndarray) -> float:
        return float(np.polyfit(x - x.mean(), y, 1)[0])

    theirs = stats.bootstrap(
        (x, y), slope, paired=True, vectorized=False, n_resamples=3000, method="percentile", rng=0
    ).bootstrap_distribution
    assert stats.ks_2samp(theirs, bootstrap_fit(x, y, 3000).slopes).pvalue > 0.01


@pytest.mark.parametrize("noise", [0.0, 0.4])
def test_every_draw_is_equally_likely(noise: float) -> None:
    x, y = np.array([0.0, 1.0, 3.0, 9.0]), np.array([1.0, -2.0, 0.5, 4.0])
    every = [list(draw) for draw in product(range(4), repeat=4) if len(set(draw)) > 1]
    slopes = [np.polyfit(x[draw], y[draw], 1)[0] for draw in every]
    found = bootstrap_fit(x, y, 60_000, noise).slopes
    assert found.mean() == pytest.approx(np.mean(slopes), abs=4 * found.std() / np.sqrt(60_000))


def test_the_interval_covers_the_true_slope_about_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(300):
        low, high = interval(bootstrap_fit(*series(60, seed), resamples=400, seed=seed).slopes, 0.95)
        covered += low <= 0.0015 <= high
    assert 0.89 < covered / 300 <= 0.99


def test_the_same_seed_gives_the_same_fits_and_another_seed_others() -> None:
    x, y = series(30)
    first, again, other = (bootstrap_fit(x, y, 50, 0.3, seed).slopes for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_resamples_of_a_single_distinct_date_are_drawn_again() -> None:
    fits = bootstrap_fit([0.0, 1.0], [0.0, 3.0], 1000)  # half of the draws have no slope
    assert fits.slopes == pytest.approx(np.full(1000, 3.0))
    assert bootstrap_fit([5.0, 5.0, 9.0], [1.0, 2.0, 4.0], 1000).slopes.size == 1000


def test_memory_is_bounded_whatever_the_number_of_resamples() -> None:
    x, y = series(1000)
    tracemalloc.start()
    bootstrap_fit(x, y, 5000, 0.3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8e6  # all draws at once would take 40 MB per array


@pytest.mark.parametrize(
    ("x", "y", "more", "message"),
    [
        ([], [], {}, "there is no point"),
        ([1], [1], {}, "one point"),
        ([2, 2], [1, 3], {}, "same x"),
        ([1, 2], [1, 3], {"resamples": 0}, "at least one resample"),
        ([1, 2], [1, 3], {"noise": -1}, "noise must be zero or positive"),
        ([1, 2], [1, 3], {"noise": float("nan")}, "noise must be zero or positive"),
    ],
)
def test_input_without_an_answer_is_refused(x: list, y: list, more: dict, message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        bootstrap_fit(x, y, **more)


def test_an_interval_is_that_of_the_quantiles() -> None:
    assert interval(np.arange(101.0), 0.9) == pytest.approx((5, 95))
    with pytest.raises(ComputeTrendsError, match="between 0 and 1"):
        interval([1.0, 2.0], 1)


@pytest.mark.parametrize("n", [2, 3, 40_000, 65_535, 65_536, 70_000])
def test_positions_are_uniform_at_every_size(n: int) -> None:
    found = _Resampler(np.arange(float(n)), np.zeros(n), 0.0, seed=3)._indices(400_000)
    assert found.min() >= 0
    assert found.max() < n
    shares = np.bincount(found.astype(np.int64) * 8 // n if n >= 8 else found) / found.size
    assert shares == pytest.approx(np.full(min(8, n), 1 / min(8, n)), abs=0.004)
