"""Prices at a fixed score: the published rates, lows of models, and what an answer costs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.methods.lowest import running_lowest, yearly_fall
from compute_trends.trends.points import Points
from compute_trends.trends.published.figures import figure
from compute_trends.trends.registry import module_trends
from compute_trends.trends.run import run_trend

TRENDS = module_trends("inference_prices")
PUBLISHED = [trend for trend in TRENDS if trend.comparisons]


def points(days: list[float], prices: list[float], models: list[str]) -> Points:
    table = pa.table({"day": days, "price": prices, "model": models, "name": models})
    return Points(table, "day", "price")


@pytest.mark.parametrize("trend", PUBLISHED, ids=lambda trend: trend.name)
def test_a_published_rate_comes_out_with_its_interval(trend: object) -> None:
    found = run_trend(trend.name).estimate  # type: ignore[attr-defined]
    printed = figure(trend.comparisons[0].figure)  # type: ignore[attr-defined]
    assert found.value == pytest.approx(printed.value, rel=1e-6)
    assert (found.low, found.high) == (pytest.approx(printed.low, rel=1e-6), pytest.approx(printed.high, rel=1e-6))
    assert found.n == printed.n


def test_all_fourteen_rates_are_recomputed() -> None:
    assert len(PUBLISHED) == 14


def test_only_values_below_all_earlier_ones_set_a_low() -> None:
    x, y = np.array([3.0, 1.0, 2.0, 2.0, 4.0]), np.array([2.0, 5.0, 6.0, 4.0, 2.0])
    assert running_lowest(x, y) == [1, 3, 0]


def test_a_known_fall_is_recovered_whatever_dearer_models_cost() -> None:
    days = [0.0, 365.0, 730.0, 1095.0, 1460.0]
    lows = [100.0, 10.0, 1.0, 0.1, 0.01]
    dear = points(days + days, lows + [price * 50 for price in lows], [f"m{i}" for i in range(10)])
    assert yearly_fall()(dear).value == pytest.approx(10)


def test_three_lows_make_no_rate() -> None:
    with pytest.raises(ComputeTrendsError, match="set 3 times; a fit needs at least 4"):
        yearly_fall()(points([0.0, 100.0, 200.0], [3.0, 2.0, 1.0], ["a", "b", "c"]))


def test_models_that_reason_count_per_answer_and_not_per_token() -> None:
    per_token = run_trend("inference-prices-gpqa-gpt-4-0314").points.texts("model")
    per_answer = run_trend("inference-prices-task-gpqa-gpt-4-0613").points.texts("model")
    assert "deepseek-r1" not in per_token
    assert {"deepseek-r1", "o1"} <= set(per_answer)


def test_an_answer_costs_its_tokens_at_the_price() -> None:
    rows = run_trend("inference-prices-task-math-5-gpt-4-0613").points.table.to_pylist()
    for row in rows:
        tokens = row["input_token_per_sample"] + row["output_token_per_sample"]
        assert row["cost_usd_per_answer"] == pytest.approx(row["price"] / 1e6 * tokens)


def test_the_size_of_a_model_is_known_by_its_name_alone() -> None:
    found = run_trend("inference-prices-flop-per-token").points
    sizes = dict(zip(found.texts("name"), found.numbers("flop_per_token"), strict=True))
    assert sizes["GPT-3 175B (davinci)"] == 3.5e11
    assert sizes["Llama-3.1-Instruct-8B"] == 1.6e10
    assert not {"Mistral-8x22", "GPT-4-0314"} & sizes.keys()


def test_a_model_without_a_score_is_no_level() -> None:
    with pytest.raises(ComputeTrendsError, match="has no score on"):
        run_trend("inference-prices-mmlu-gpt-3", settings={"benchmark": "MATH-500"})
