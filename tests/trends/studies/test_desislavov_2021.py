"""The analogue of the inference study, on the shipped networks, chips and language models."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import linregress

from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.calendar import to_days
from compute_trends.trends.estimators.selection import record_setters
from compute_trends.trends.methods.directions import energy_direction, frontier_direction, median_share
from compute_trends.trends.points import Points
from compute_trends.trends.run import Options, reproduce, run_trend
from compute_trends.trends.studies.desislavov_2021 import STUDY, TRENDS

NETWORKS = [row for row in load("inference_models", "2026.8.0").to_pylist() if row["effective_date"]]
CHIPS = [
    row
    for row in load("accelerators").to_pylist()
    if row["is_machine_learning_hardware"] and row["release_date"] and row["tdp_w"] and row["fp32_vector_flop_per_s"]
]


def _value(name: str, options: Options | None = None) -> float:
    found = run_trend(name, options).estimate.value
    assert isinstance(found, float)
    return found


def test_both_directions_hold_and_are_called_an_analogue() -> None:
    rows = reproduce("desislavov-2021")
    assert [row.verdict for row in rows] == ["agrees"] * 2
    for row in rows:
        assert row.estimate == row.published
        assert "analogue" in row.note
    json.dumps([row.as_dict() for row in rows], allow_nan=False)


def test_every_trend_is_called_an_analogue_wherever_it_is_shown() -> None:
    assert "analogue" in STUDY.title
    for trend in TRENDS:
        assert "analogue" in trend.subset
        assert "analogue" in trend.note


def test_the_frontier_are_the_networks_more_accurate_than_all_before() -> None:
    days = [to_days(row["effective_date"]) for row in NETWORKS]
    records = record_setters(days, [row["top1_accuracy_fraction"] for row in NETWORKS])
    expected = {row["record_id"] for row, is_record in zip(NETWORKS, records, strict=True) if is_record}
    found = run_trend("desislavov-flop-frontier").points
    assert set(found.texts("record_id")) == expected
    assert np.all(np.diff(found.numbers("top1_accuracy_fraction")) > 0)
    assert _value("desislavov-flop-all", Options(frontier=True)) == _value("desislavov-flop-frontier")


def test_growth_is_that_of_scipy() -> None:
    result = run_trend("desislavov-flop-all")
    fit = linregress(result.points.x, np.log10(result.points.y))
    assert result.estimate.value == pytest.approx(10 ** (fit.slope * 365))
    assert result.estimate.n == len(NETWORKS)
    assert result.left_out == {"effective date is not known": 20}


def test_error_against_flop_is_a_power_law_of_all_networks() -> None:
    result = run_trend("desislavov-error-against-flop")
    fit = linregress(np.log10(result.points.x), np.log10(1 - result.points.numbers("top1_accuracy_fraction")))
    assert result.estimate.value == pytest.approx(fit.slope)
    assert result.estimate.n == 1430


def test_networks_with_extra_data_can_be_left_out() -> None:
    plain = run_trend("desislavov-flop-all", settings={"with_extra_data": False})
    extra = {row["record_id"] for row in NETWORKS if row["uses_extra_training_data"]}
    assert extra
    assert not extra & set(plain.points.texts("record_id"))


def test_the_least_flop_at_an_accuracy_only_falls() -> None:
    result = run_trend("desislavov-flop-at-accuracy")
    assert np.all(np.diff(result.points.y) < 0)
    assert min(result.points.numbers("top1_accuracy_fraction")) >= 0.76
    assert _value("desislavov-flop-at-accuracy") < 1
    harder = run_trend("desislavov-flop-at-accuracy", settings={"target_accuracy": 0.82}).points
    assert min(harder.numbers("top1_accuracy_fraction")) >= 0.82


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("fp32-vector", "fp32_vector_flop_per_s"),
        ("fp16-vector", "fp16_vector_flop_per_s"),
        ("tf32-tensor", "tf32_tensor_flop_per_s"),
        ("fp16-tensor", "fp16_tensor_flop_per_s"),
        ("fp8-tensor", "fp8_tensor_flop_per_s"),
        ("int8", "int8_op_per_s"),
    ],
)
def test_operations_per_joule_are_peak_rate_over_design_power(name: str, column: str) -> None:
    chips = {row["record_id"]: row for row in load("accelerators").to_pylist()}
    points = run_trend(f"desislavov-operations-per-joule-{name}").points
    assert len(points) > 10
    for record, value in zip(points.texts("record_id"), points.y, strict=True):
        assert value == pytest.approx(chips[record][column] / chips[record]["tdp_w"])
        assert chips[record]["release_date"] >= date(2010, 1, 1)


def test_joules_use_the_best_chip_that_was_out_on_the_day() -> None:
    points = run_trend("desislavov-energy-frontier", settings={"with_assumed_rates": True}).points
    columns = ("effective_date", "forward_flop", "own_year_energy_j", "today_energy_j")
    today = max(row["fp32_vector_flop_per_s"] / row["tdp_w"] for row in CHIPS)
    for day, flop, own, now in zip(*(points.texts(column) for column in columns), strict=True):
        best = max(row["fp32_vector_flop_per_s"] / row["tdp_w"] for row in CHIPS if row["release_date"] <= day)
        assert own == pytest.approx(flop / best)
        assert now == pytest.approx(flop / today)


def test_energy_grows_slower_than_flop_by_the_growth_of_hardware() -> None:
    numbers = run_trend("desislavov-energy-direction").estimate.numbers
    for label in ("frontier", "all"):
        flop, energy, hardware = (numbers[f"growth_{name}_{label}_per_year"] for name in ("flop", "energy", "hardware"))
        assert isinstance(energy, float)
        assert isinstance(hardware, float)
        assert flop == pytest.approx(energy * hardware)
        assert hardware > 1
    assert numbers["growth_energy_frontier_per_year"] == pytest.approx(_value("desislavov-energy-frontier"))


def test_a_faster_format_takes_fewer_joules() -> None:
    fp32 = run_trend("desislavov-energy-frontier").points.numbers("own_year_energy_j")
    fastest = run_trend("desislavov-energy-frontier-fastest-float").points.numbers("own_year_energy_j")
    assert np.all(fastest <= fp32)


def test_todays_hardware_saves() -> None:
    found = run_trend("desislavov-energy-today").estimate
    assert found.low is not None
    assert 1 < found.low < float(found.value)


def test_measured_rates_stay_below_the_peak() -> None:
    result = run_trend("desislavov-throughput-share")
    points = result.points
    assert np.allclose(points.y, points.numbers("throughput_image_per_s") * points.numbers("forward_flop") / 330e12)
    assert points.y.max() < 1
    assert result.estimate.value == pytest.approx(np.median(points.y))
    assert -1 < _value("desislavov-throughput-against-flop") < 0


def test_language_models_cost_two_flop_per_active_parameter_and_token() -> None:
    rows = load("milestone_systems").to_pylist()
    parameters = {row["record_id"]: row["active_parameters"] or row["parameters"] for row in rows}
    every = run_trend("desislavov-language-flop-per-token").points
    frontier = run_trend("desislavov-language-flop-per-token-frontier").points
    for record, flop in zip(every.texts("record_id"), every.y, strict=True):
        assert flop == 2 * parameters[record]
    assert set(frontier.texts("record_id")) < set(every.texts("record_id"))


def test_per_token_all_experts_grow_since_2022_where_computation_over_tokens_is_flat() -> None:
    since = Options(since=date(2022, 1, 1))
    found = {
        name: run_trend(f"desislavov-language-flop-per-token{name}", since)
        for name in ("", "-all-experts", "-by-computation")
    }
    assert found["-all-experts"].estimate.value == pytest.approx(2.4, abs=0.05)
    flat = found["-by-computation"].estimate
    assert flat.low is not None
    assert flat.high is not None
    assert flat.low < 1 < flat.high
    left_out = found[""].left_out["the active parameters of a mixture of experts are not known"]
    assert 5 <= left_out < 15
    every = set(found["-all-experts"].points.texts("record_id"))
    assert len(every - set(found[""].points.texts("record_id"))) == left_out
    by_setting = run_trend("desislavov-language-flop-per-token", since, {"flop_per_token": "all"})
    assert by_setting.estimate == found["-all-experts"].estimate


def test_as_of_hides_later_networks_and_chips() -> None:
    day = date(2018, 6, 30)
    energy = run_trend("desislavov-energy-today", Options(as_of=day)).points
    assert max(energy.texts("effective_date")) <= day
    best = max(row["fp32_vector_flop_per_s"] / row["tdp_w"] for row in CHIPS if row["release_date"] <= day)
    assert energy.numbers("today_energy_j")[0] == pytest.approx(energy.numbers("forward_flop")[0] / best)


def test_empty_selections_are_named() -> None:
    early = Options(until=date(2000, 1, 1))
    for trend in TRENDS:
        if trend.x and trend.x.column == "release_date":
            continue
        with pytest.raises(ComputeTrendsError, match="--until 2000-01-01"):
            run_trend(trend, early)
    with pytest.raises(ComputeTrendsError, match="--until 2011-01-01"):
        run_trend("desislavov-operations-per-joule-fp8-tensor", Options(until=date(2011, 1, 1)))


def _networks(frontier_growth: float, all_growth: float, hardware_growth: float) -> Points:
    """Two series over ten years with known growth per year; the hardware's joules follow from it."""
    years = np.tile(np.linspace(0, 10, 40), 2)
    is_record = np.repeat([True, False], 40)
    # Networks off the frontier fall so much that all of them together grow as asked.
    flop = np.where(is_record, frontier_growth**years, all_growth ** (2 * years) / frontier_growth**years)
    flop *= np.exp(np.random.default_rng(1).normal(0, 0.1, years.size))
    table = pa.table(
        {
            "effective_date": years * 365,
            "forward_flop": flop,
            "own_year_energy_j": flop / hardware_growth**years,
            "is_record_setter": is_record,
        }
    )
    return Points(table, "effective_date", "forward_flop")


def test_directions_recover_known_growth() -> None:
    found = frontier_direction(_networks(2.0, 1.2, 1.3))
    assert found.value == "faster for the frontier"
    assert found.numbers["growth_frontier_per_year"] == pytest.approx(2.0, rel=0.02)
    assert found.numbers["growth_all_per_year"] == pytest.approx(1.2, rel=0.02)
    assert frontier_direction(_networks(1.2, 1.6, 1.3)).value == "slower for the frontier"
    assert (
        frontier_direction(_networks(1.5, 1.5, 1.3)).value == "no faster for the frontier that the interval could tell"
    )


def test_energy_follows_hardware_that_improves_and_only_that() -> None:
    better = energy_direction(_networks(2.0, 1.2, 1.3))
    assert better.value == "slower than in FLOP, because hardware efficiency grew"
    assert better.numbers["growth_hardware_all_per_year"] == pytest.approx(1.3)
    worse = energy_direction(_networks(2.0, 1.2, 0.9))
    assert worse.value == "no slower than in FLOP that the intervals could tell"


def test_the_median_has_an_interval_around_it() -> None:
    shares = np.random.default_rng(3).uniform(0.1, 0.3, 500)
    table = pa.table({"share_of_peak": shares, "energy_at_tdp_j": np.ones(500)})
    found = median_share(Points(table, None, "share_of_peak"))
    assert found.low is not None
    assert found.high is not None
    assert found.low < float(found.value) < found.high
    assert found.high - found.low < 0.05


def test_no_chip_whose_vector_rate_is_assumed_decides_the_energy() -> None:
    found = run_trend("desislavov-energy-frontier")
    assert "Biren BR100" not in found.points.texts("own_year_chip")
    assert found.estimate.numbers["weightiest_chip"] in found.points.texts("own_year_chip")
    assert f"Without {found.estimate.numbers['weightiest_chip']}" in found.note
    assumed = run_trend("desislavov-energy-frontier", settings={"with_assumed_rates": True})
    assert assumed.estimate.numbers["weightiest_chip"] == "Biren BR100"
    assert assumed.estimate.numbers["growth_without_it"] == pytest.approx(float(found.estimate.value))
    rates = run_trend("desislavov-operations-per-joule-fp32-vector")
    assert rates.left_out["the FP32 rate of the vector units is assumed"] == 6


def test_the_chip_of_every_year_is_named() -> None:
    numbers = run_trend("desislavov-energy-frontier").estimate.numbers
    assert numbers["chip_2012"] == "NVIDIA GeForce GTX 580"
    assert numbers["chip_2023"] == "NVIDIA RTX 6000 Ada Generation"  # its power is known since 2026.8.0
