"""The hardware studies on the shipped rows: published figures, price classes, kinds of chips, what is unknown."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import Options, reproduce, run_trend
from compute_trends.trends.studies.hardware import TRENDS

GPUS = "hobbhahn-besiroglu-gpus"
ML_GPUS = "hobbhahn-besiroglu-machine-learning-gpus"


def test_all_published_figures_are_answered_with_their_causes() -> None:
    rows = [*reproduce("hobbhahn-besiroglu-2022"), *reproduce("epoch-hardware-2023")]
    assert [row.verdict for row in rows] == [
        "explained", "explained", "agrees", "outside",
        "explained", "agrees", "agrees", "explained", "explained", "agrees",
    ]  # fmt: skip
    ours = [3.66, 3.58, 2.33, 1.29, 2.76, 8.62, 4.09, 3.03, 3.31, 3.23]
    assert [row.estimate for row in rows] == pytest.approx(ours, abs=0.005)
    assert [row.n for row in rows] == [254, 41, 2028, 82, 109, 48, 119, 126, 48, 104]
    assert len(json.dumps([row.as_dict() for row in rows], allow_nan=False)) > 1000


def test_the_causes_of_the_slower_growth_per_dollar_hold_in_the_rows() -> None:
    points = run_trend(GPUS).points
    dear = [
        day
        for day, price in zip(points.texts("release_date"), points.texts("release_price_usd"), strict=True)
        if price > 2000
    ]
    assert (len(dear), min(dear)) == (26, date(2012, 11, 12))
    cheap = run_trend(GPUS, settings={"highest_price_usd": 2000}).estimate
    assert (cheap.value, cheap.low, cheap.high) == pytest.approx((2.97, 2.66, 3.37), abs=0.006)
    assert run_trend(ML_GPUS, settings={"lowest_price_usd": 2000}).estimate.value == pytest.approx(2.74, abs=0.006)
    assert run_trend(ML_GPUS, settings={"highest_price_usd": 1999}).estimate.value == pytest.approx(2.88, abs=0.006)


def test_six_of_the_cards_with_a_slow_16_bit_rate_give_the_published_doubling_time() -> None:
    points = run_trend("hobbhahn-besiroglu-fp16").points
    days, rates = points.x / 365, np.log2(points.y)
    slow = points.y / points.numbers("flop_per_s_per_usd") < 0.1
    generator = np.random.default_rng(1)

    def doubling(kept: int) -> float:
        drawn = []
        for _ in range(100):
            wanted = ~slow
            wanted[generator.choice(np.flatnonzero(slow), kept, replace=False)] = True
            drawn.append(np.polyfit(days[wanted], rates[wanted], 1)[0])
        return 1 / float(np.median(drawn))

    assert (slow.sum(), doubling(0)) == (20, pytest.approx(5.28, abs=0.01))
    assert doubling(6) == pytest.approx(2.3, abs=0.1)
    assert doubling(20) == pytest.approx(1.29, abs=0.01)


def test_inflation_makes_the_growth_per_real_dollar_faster_by_that_much() -> None:
    plain = run_trend(GPUS).estimate.numbers["growth_factor_per_year"]
    real = run_trend(GPUS, settings={"inflation_fraction_per_year": 0.02}).estimate
    assert real.value == pytest.approx(3.32, abs=0.005)
    assert real.numbers["growth_factor_per_year"] == pytest.approx(float(plain or 0) * 1.02, rel=1e-6)


def test_every_hardware_trend_has_an_estimate_within_its_interval(result_of: Callable[[str], TrendResult]) -> None:
    for trend in TRENDS:
        found = result_of(trend.name).estimate
        assert found.low is not None, trend.name
        assert found.high is not None, trend.name
        assert 0 < found.low < float(found.value) < found.high, trend.name


def test_the_doubling_time_is_that_of_numpy() -> None:
    rows = (
        connect()
        .sql(
            "select release_date - date '1970-01-01', log10(fp16_tensor_flop_per_s) from accelerators "
            "where is_machine_learning_hardware and release_date is not null and fp16_tensor_flop_per_s > 0"
        )
        .fetchall()
    )
    x, y = np.array(rows, dtype=float).T
    slope = np.polyfit(x, y, 1)[0]
    found = run_trend("hardware-fp16-tensor-rate").estimate
    assert found.value == pytest.approx(np.log10(2) / slope / 365, rel=1e-6)
    assert found.n == len(rows)


def test_unknown_rates_and_power_stay_unknown_and_are_named() -> None:
    rate = run_trend("hardware-wafer-scale-rate").estimate
    power = run_trend("hardware-wafer-scale-flop-per-joule").estimate
    assert "Compared: Cerebras WSE-2, Cerebras WSE-3. Unknown and left out: Cerebras WSE-1." in rate.note
    assert "Compared: Cerebras CS-2. Unknown and left out: Cerebras CS-1, Cerebras CS-3." in power.note
    assert power.numbers["power_basis"] == "maximum"
    assert "Google TPU v1" in run_trend("hardware-tpu-rate").estimate.note


def test_a_kind_without_any_known_value_is_a_sentence_not_a_number() -> None:
    with pytest.raises(ComputeTrendsError, match=r"no system of type wafer_scale .* --until 2021-01-01"):
        run_trend("hardware-wafer-scale-flop-per-joule", Options(until=date(2021, 1, 1)))


def test_one_chip_has_no_interval() -> None:
    found = run_trend("hardware-wafer-scale-flop-per-joule").estimate
    assert (found.n, found.low, found.high, found.level) == (1, None, None, None)
    assert "One system has no interval" in found.note
    two = run_trend("hardware-ipu-flop-per-joule").estimate
    assert two.n == 2
    assert two.low is not None
    assert "Few systems" in two.note


def test_a_remark_on_wafers_is_answered_system_with_system() -> None:
    found = run_trend("hardware-wafer-watts-per-flop-against-a100").estimate
    assert found.value == pytest.approx((23_000 / 7.5e15) / (6_500 / (8 * 312e12)))
    assert found.numbers["against_one_chip"] == pytest.approx((23_000 / 7.5e15) / (400 / 312e12))
    assert (found.low, found.high) == (None, None)
    assert "about 0.5, which is not so here" in found.note


def test_no_chips_in_the_period_is_a_sentence() -> None:
    with pytest.raises(ComputeTrendsError, match=r"hardware-memory: .*--until 1990-01-01"):
        run_trend("hardware-memory", Options(until=date(1990, 1, 1)))


def test_a_market_price_is_one_point_per_chip_and_year() -> None:
    points = run_trend("hardware-rental-flop-per-usd").points
    keys = points.texts("record_id")
    assert len(keys) == len(set(keys))
    assert max(points.texts("prices")) > 1


def test_since_and_as_of_bound_the_release_dates() -> None:
    days = run_trend("hardware-fp32-rate", Options(since=date(2015, 1, 1), as_of=date(2020, 1, 1))).points.texts(
        "release_date"
    )
    assert date(2015, 1, 1) <= min(days)
    assert max(days) <= date(2020, 1, 1)
