"""Structural breaks: where one straight line should give way to another, found from the data.

The model is a separate line per segment (level and slope may both jump), least squares over every admissible set of
break dates: exhaustive, so the minimum is global.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.texts.numbers import count
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.checks import Floats, paired
from compute_trends.trends.estimators.regression import LinearFit, linear_fit

_CHUNK = 1 << 13


@dataclass(frozen=True)
class Segmentation:
    """Least-squares lines between breaks.

    Args:
        breaks: x of the first point of every segment but the first.
        fits: one line per segment.
        sum_squares: of the residuals.
        bic: Bayesian information criterion, a break counted as a parameter: lower is better.
    """

    breaks: tuple[float, ...]
    fits: tuple[LinearFit, ...]
    sum_squares: float
    bic: float
    n: int


@dataclass(frozen=True)
class BreakTest:
    """A segmentation against the single line.

    Args:
        f: the largest F statistic over all admissible breaks.
        p_value: share of bootstrap samples without any break whose largest F is at least as large, (k + 1) / (b + 1).
        break_intervals: per break, the central interval of its x over bootstrap samples of the segmentation.
    """

    segmentation: Segmentation
    single: LinearFit
    f: float
    p_value: float
    break_intervals: tuple[tuple[float, float], ...]
    level: float


def segment(x: ArrayLike, y: ArrayLike, breaks: int = 1, least: int = 5) -> Segmentation:
    """The best lines with exactly `breaks` breaks (0, 1 or 2).

    Args:
        x, y: n points each, in any order.
        least: points per segment; a segment also holds at least two distinct x, and equal x are never parted.

    Raises:
        ComputeTrendsError: too few points for that many segments, all x equal, or a value that is not finite.
    """
    xs, ys = _sorted(x, y, breaks, least)
    starts = _search(_Segments(xs, least), ys, breaks)
    return _segmentation(xs, ys, starts)


def segmentations(x: ArrayLike, y: ArrayLike, most: int = 2, least: int = 5) -> list[Segmentation]:
    """The best lines with 0 to `most` breaks, as far as the points allow.

    Raises:
        ComputeTrendsError: as `segment`, for no break at all.
    """
    found = [segment(x, y, 0, least)]
    for breaks in range(1, most + 1):
        try:
            found.append(segment(x, y, breaks, least))
        except ComputeTrendsError:
            break
    return found


def break_test(
    x: ArrayLike,
    y: ArrayLike,
    breaks: int = 1,
    least: int = 5,
    resamples: int = 199,
    level: float = 0.95,
    seed: int = 0,
) -> BreakTest:
    """Whether `breaks` breaks fit better than chance would, and how well their dates are known.

    The usual F tables do not hold for a break that was searched for, so the p-value comes from samples drawn from the
    single line with its residuals resampled, each searched in the same way.

    Raises:
        ComputeTrendsError: as `segment`, or no residual is left under the single line.
    """
    xs, ys = _sorted(x, y, breaks, least)
    if breaks < 1:
        raise ComputeTrendsError("a test for breaks needs at least one break")
    segments = _Segments(xs, least)
    found = _segmentation(xs, ys, _search(segments, ys, breaks))
    single = linear_fit(xs, ys, level)
    generator = np.random.Generator(np.random.SFC64(seed))
    line = single.predict(xs)
    gaps = ys - line
    if np.allclose(gaps, 0, atol=1e-12 * max(1.0, float(np.abs(ys).max()))):
        raise ComputeTrendsError("all points lie on one line, so there is nothing to test")
    observed = _f(float(gaps @ gaps), found.sum_squares, ys.size, breaks)
    exceeding = 0
    for _ in range(resamples):
        sample = line + generator.choice(gaps, gaps.size)
        starts = _search(segments, sample, breaks)
        rest = sum(_residual_squares(xs[a:b], sample[a:b]) for a, b in _bounds(starts, xs.size))
        exceeding += _f(_residual_squares(xs, sample), rest, ys.size, breaks) >= observed
    fitted = np.concatenate(
        [fit.predict(xs[a:b]) for fit, (a, b) in zip(found.fits, _bounds(_starts(xs, found), xs.size), strict=True)]
    )
    dates = np.empty((resamples, breaks))
    for row in range(resamples):
        sample = fitted + generator.choice(ys - fitted, ys.size)
        dates[row] = xs[list(_search(segments, sample, breaks))]
    return BreakTest(
        segmentation=found,
        single=single,
        f=observed,
        p_value=(exceeding + 1) / (resamples + 1),
        break_intervals=tuple(interval(dates[:, column], level) for column in range(breaks)),
        level=level,
    )


class _Segments:
    """What depends on x alone, over all admissible places for a segment to begin or end (between different x).

    A segment is named by the numbers of its two places. Its line needs the mean of x and the sum of squares about it;
    these are kept for the segments that begin at the first place, end at the last, and for pairs of places in blocks.
    """

    def __init__(self, x: Floats, least: int) -> None:
        self.n, self.least = x.size, least
        self.x = (x - x.mean()) / float(x.std())
        inner = np.flatnonzero(x[1:] != x[:-1]) + 1
        self.places = np.concatenate(([0], inner, [x.size]))
        self.sum_x, self.sum_xx = _prefix(self.x)[self.places], _prefix(self.x * self.x)[self.places]

    def sums(self, y: Floats) -> tuple[Floats, Floats, Floats]:
        """Sums of y, x y and y y up to every place."""
        centred = y - y.mean()
        return tuple(_prefix(v)[self.places] for v in (centred, self.x * centred, centred * centred))  # type: ignore[return-value]

    def costs(self, begin: slice, end: slice, sums: tuple[Floats, Floats, Floats]) -> Floats:
        """Residual sums of squares of the lines from each place of `begin` (rows) to each of `end` (columns).

        Infinite where a segment holds too few points or one distinct x.
        """

        def between(prefix: Floats) -> Floats:
            return prefix[end] - prefix[begin, None]

        sum_y, sum_xy, sum_yy = map(between, sums)
        count = (self.places[end] - self.places[begin, None]).astype(np.float64)
        usable = count >= self.least
        np.maximum(count, 1, out=count)
        mean = between(self.sum_x) / count
        spread = between(self.sum_xx) - mean * mean * count
        usable &= spread > 1e-12
        sum_xy -= mean * sum_y
        sum_yy -= sum_y * sum_y / count
        np.copyto(spread, 1.0, where=~usable)
        sum_yy -= sum_xy * sum_xy / spread
        np.maximum(sum_yy, 0.0, out=sum_yy)
        np.copyto(sum_yy, np.inf, where=~usable)
        return sum_yy


def _search(segments: _Segments, y: Floats, breaks: int) -> tuple[int, ...]:
    """Positions at which the later segments of the best segmentation begin."""
    if breaks == 0:
        return ()
    sums, last = segments.sums(y), segments.places.size - 1
    head = segments.costs(slice(0, 1), slice(None), sums)[0]
    tail = segments.costs(slice(None), slice(last, None), sums)[:, 0]
    best, found = np.inf, (0,) * breaks
    if breaks == 1:
        total = head + tail
        found = (int(np.argmin(total)),)
        best = float(total[found[0]])
    else:
        rows = max(1, _CHUNK // (last + 1))
        for start in range(1, last, rows):
            # A second segment ends after it begins: columns up to the block's first place are never needed.
            block, later = slice(start, min(start + rows, last)), slice(start + 1, last)
            total = segments.costs(block, later, sums)
            total += head[block, None]
            total += tail[later]
            if total.size and (cost := float(total.min())) < best:
                row, column = divmod(int(np.argmin(total)), total.shape[1])
                best, found = cost, (start + row, start + 1 + column)
    if not math.isfinite(best):
        raise ComputeTrendsError(
            f"{count(segments.n, 'point')} cannot be parted into {breaks + 1} segments of at least {segments.least} "
            "points on two or more dates"
        )
    return tuple(int(segments.places[place]) for place in found)


def _segmentation(x: Floats, y: Floats, starts: tuple[int, ...]) -> Segmentation:
    parts = _bounds(starts, x.size)
    fits = tuple(linear_fit(x[a:b], y[a:b]) for a, b in parts)
    rest = sum(_residual_squares(x[a:b], y[a:b]) for a, b in parts)
    parameters = 2 * len(parts) + len(starts) + 1
    floor = 1e-30 * max(1.0, float(np.abs(y).max()) ** 2)  # a perfect fit has no logarithm
    bic = x.size * math.log(max(rest / x.size, floor)) + parameters * math.log(x.size)
    return Segmentation(tuple(float(x[start]) for start in starts), fits, rest, bic, x.size)


def _sorted(x: ArrayLike, y: ArrayLike, breaks: int, least: int) -> tuple[Floats, Floats]:
    if breaks not in (0, 1, 2):
        raise ComputeTrendsError(f"breaks are searched for 0, 1 or 2 of them, not {breaks}")
    if least < 3:
        raise ComputeTrendsError(f"a segment needs at least 3 points to leave a residual, not {least}")
    xs, ys = paired(x, y, max(3, least * (breaks + 1)))
    order = np.argsort(xs, kind="stable")
    return xs[order], ys[order]


def _bounds(starts: tuple[int, ...], n: int) -> list[tuple[int, int]]:
    return list(pairwise((0, *starts, n)))


def _starts(x: Floats, found: Segmentation) -> tuple[int, ...]:
    return tuple(int(np.searchsorted(x, place)) for place in found.breaks)


def _f(single: float, parted: float, n: int, breaks: int) -> float:
    extra, left = 3 * breaks, n - 2 - 3 * breaks
    if parted <= 0:
        return math.inf
    return ((single - parted) / extra) / (parted / max(1, left))


def _residual_squares(x: Floats, y: Floats) -> float:
    dx, dy = x - x.mean(), y - y.mean()
    gaps = dy - (dx @ dy) / (dx @ dx) * dx
    return float(gaps @ gaps)


def _prefix(values: Floats) -> Floats:
    return np.concatenate(([0.0], np.cumsum(values)))
