"""The line that a value stands for, as each estimator gives it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from compute_trends.trends.methods.estimate import Curve
from compute_trends.trends.pictures.lines import our_lines, published_lines
from compute_trends.trends.published.figures import figure
from compute_trends.trends.results import TrendResult

#: A trend of each way in which a value follows from a line.
KINDS = (
    "sevilla-deep-learning-era",  # doubling time in months of 30 days
    "amodei-largest-runs",  # in months of the Julian year
    "hardware-memory",  # in years
    "epoch-training-compute",  # growth a year
    "thompson-imagenet-hardware-burden",  # slope of a power law
    "thompson-imagenet-exponential",  # slope on a linear axis
    "thompson-imagenet-exponent",  # one over a slope
    "thompson-imagenet-best-results",  # slope of a quantile
    "thompson-squad-fixed-year",  # slope with something else held fixed
    "hernandez-alexnet-doubling",  # halving time of a fit
    "hernandez-gnmt-doubling",  # and between two runs
    "hernandez-alexnet-reduction",  # factor from the first run to the cheapest
    "hernandez-moore",
    "patterson-power",  # geometric mean
    "desislavov-throughput-share",  # median
    "hardware-tpu-rate",  # multiple of another trend
    "sevilla-further-academia-against-industry",
    "three-forces-training-compute",  # growth of one force
    "three-forces-energy-per-frontier-model",  # and of two together
)


def on_line(curve: Curve, x: float, y: float, result: TrendResult) -> bool:
    """Whether a curve runs through a point, on the axes as they are drawn."""
    trend = result.trend
    assert trend.x is not None
    assert trend.y is not None
    xs, ys = np.array(curve.x), np.array(curve.y)
    if trend.x.scale == "log":
        xs, x = np.log10(xs), math.log10(x)
    if trend.y.scale == "log":
        ys, y = np.log10(ys), math.log10(y)
    return bool(abs(np.interp(x, xs, ys) - y) < 1e-6 * max(1, float(np.ptp(ys))))


@pytest.mark.parametrize("name", KINDS)
def test_the_estimate_stands_for_one_of_the_lines_that_are_drawn(
    name: str, result_of: Callable[[str], TrendResult]
) -> None:
    result = result_of(name)
    assert result.estimate.line_of is not None
    line = result.estimate.line_of(float(result.estimate.value))
    assert any(
        all(on_line(curve, x, y, result) for x, y in zip(line.x, line.y, strict=True))
        for curve in result.estimate.curves
    )
    another = result.estimate.line_of(1.3 * float(result.estimate.value))
    assert not any(
        all(on_line(curve, x, y, result) for x, y in zip(another.x, another.y, strict=True))
        for curve in result.estimate.curves
    )


def test_a_published_line_is_that_of_the_published_value_and_no_answer_in_words_has_one(
    result_of: Callable[[str], TrendResult],
) -> None:
    result = result_of("amodei-largest-runs")
    [line] = published_lines(result)
    assert line.label == "published: 3.4 months (its slope, laid on our points)"
    days = (line.x[-1] - line.x[0]) / math.log2(line.y[-1] / line.y[0])
    assert days / (365.25 / 12) == pytest.approx(float(figure("amodei-hernandez-largest-runs").value))
    assert published_lines(result_of("desislavov-flop-direction")) == []


@pytest.mark.parametrize("name", ["thompson-imagenet-projection", "sevilla-further-eras", "thompson-continued-mmlu"])
def test_a_value_that_is_no_line_has_none(name: str, result_of: Callable[[str], TrendResult]) -> None:
    assert result_of(name).estimate.line_of is None
    assert our_lines(result_of(name))
