"""Bootstrap of a log-linear fit: a loop over np.polyfit, scipy.stats.bootstrap and ours, side by side.

Run: python benchmarks/bootstrap.py [--rounds 5]. Each round times all of them one after the other; the table shows the
median time of each and the median of the per-round ratios, so that a busy machine disturbs both sides alike.
"""

from __future__ import annotations

import argparse
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from measuring import Row, Used, call, named, pairs
from scipy import stats

from compute_trends.trends.estimators.bootstrap import bootstrap_fit

RESAMPLES = 10_000
NOISE = float(np.log10(2))
_WHY = "ours draws what scipy draws and holds less at once"


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


def measure(quick: bool, rounds: int = 5) -> Iterator[Row]:
    """A row for each number of points, with and without noise, and each peer."""
    for points in (100, 1000):
        generator = np.random.default_rng(points)
        x = np.sort(generator.uniform(0, 4000, points))
        y = 18 + 0.002 * x + generator.normal(0, 1, points)
        for noise in (0.0, NOISE):
            peers: dict[str, Callable[[], object]] = {}
            if not noise:
                peers[f"{named('scipy')}, as its manual has it"] = partial(with_scipy, x, y, False)
                peers["scipy, tuned by hand"] = partial(with_scipy, x, y, True)
            peers[f"a loop over polyfit of {named('numpy')}"] = partial(loop, x, y, noise)
            ours = partial(call, partial(bootstrap_fit, x, y, RESAMPLES, noise))
            for peer, other in peers.items():
                few = quick or peer.startswith("a loop")
                mine, its, ratio = pairs(ours, partial(call, other), 1 if few else rounds)
                tracemalloc.start()
                bootstrap_fit(x, y, RESAMPLES, noise)
                peak = tracemalloc.get_traced_memory()[1] / 1e6
                tracemalloc.stop()
                what = f"{RESAMPLES:,} resamples of {points:,} points{', noise on the values' if noise else ''}"
                used = Used(mine.seconds, mine.cpu_seconds, peak)
                yield Row("bootstrap", what, used, peer, its, ratio, 1.0, why=_WHY)


def main() -> None:
    from run import HEAD, line

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    print(HEAD)
    for row in measure(False, parser.parse_args().rounds):
        print(line(row), flush=True)


if __name__ == "__main__":
    main()
