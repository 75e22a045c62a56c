"""Bootstrap of a log-linear fit: a loop over np.polyfit, scipy.stats.bootstrap and ours, side by side.

Run: python benchmarks/bootstrap.py [--rounds 5]. Each round times all of them one after the other; the table shows the
median time of each and the median of the per-round ratios, so that a busy machine disturbs both sides alike.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy import stats

from compute_trends.trends.estimators.bootstrap import bootstrap_fit

RESAMPLES = 10_000
NOISE = float(np.log10(2))


def loop(x: np.ndarray, y: np.ndarray, noise: float) -> np.ndarray:
    generator = np.random.default_rng(0)
    slopes = np.empty(RESAMPLES)
    for row in range(RESAMPLES):
        index = generator.integers(0, x.size, x.size)
        drawn = y[index] + generator.uniform(-noise, noise, x.size) if noise else y[index]
        slopes[row] = np.polyfit(x[index], drawn, 1)[0]
    return slopes


def with_scipy(x: np.ndarray, y: np.ndarray, tuned: bool) -> np.ndarray:
    """As the manual shows it, or with the dot products and the batch size that were the fastest of those tried."""

    def slope(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
        dx = x - x.mean(axis=axis, keepdims=True)
        if tuned:
            return np.vecdot(dx, y, axis=axis) / np.vecdot(dx, dx, axis=axis)
        return (dx * y).sum(axis=axis) / (dx * dx).sum(axis=axis)

    batch = (2000 if x.size < 500 else 100) if tuned else None
    found = stats.bootstrap(
        (x, y), slope, paired=True, vectorized=True, n_resamples=RESAMPLES, method="percentile", batch=batch, rng=0
    )
    return found.bootstrap_distribution


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"{RESAMPLES:,} resamples, median of {rounds} rounds")
    print("points noise    loop s  scipy s  tuned s   ours s  loop/ours  ours/scipy  ours/tuned")
    for points in (100, 1000):
        generator = np.random.default_rng(points)
        x = np.sort(generator.uniform(0, 4000, points))
        y = 18 + 0.002 * x + generator.normal(0, 1, points)
        for noise in (0.0, NOISE):
            calls: dict[str, Callable[[], object]] = {
                "loop": partial(loop, x, y, noise),
                "ours": partial(bootstrap_fit, x, y, RESAMPLES, noise),
            }
            if not noise:
                calls |= {"scipy": partial(with_scipy, x, y, False), "tuned": partial(with_scipy, x, y, True)}
            for call in calls.values():
                call()
            times = [{name: seconds(call) for name, call in calls.items()} for _ in range(rounds)]
            shown = [
                f"{statistics.median(row[name] for row in times):8.4f}" if name in calls else " " * 8
                for name in ("loop", "scipy", "tuned", "ours")
            ]
            shown.append(f"{statistics.median(row['loop'] / row['ours'] for row in times):10.1f}")
            shown += [
                f"{statistics.median(row['ours'] / row[name] for row in times):11.2f}"
                for name in ("scipy", "tuned")
                if name in calls
            ]
            print(f"{points:>6} {'on' if noise else 'off':>5}  {' '.join(shown)}", flush=True)
        tracemalloc.start()
        bootstrap_fit(x, y, RESAMPLES, NOISE)
        print(f"{points:>6} points: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB at the peak")
        tracemalloc.stop()


if __name__ == "__main__":
    main()
