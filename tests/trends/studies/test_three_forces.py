"""The three-forces account and the energy of measured runs, on the shipped rows."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.trends.methods.forces import COMPUTE, PER_JOULE, account
from compute_trends.trends.points import Points
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import Options, reproduce, run_trend
from compute_trends.trends.studies.three_forces import TRENDS


def synthetic(growth: dict[str, float], n: int = 40) -> Points:
    rng = np.random.default_rng(7)
    rows = [
        {"force": force, "day": date(2012, 1, 1) + timedelta(days=int(day)), "relative_value": value}
        for force, factor in growth.items()
        for day in np.linspace(0, 2920, n)
        for value in [factor ** (day / 365) * 10 ** rng.normal(0, 0.05)]
    ]
    return Points(pa.Table.from_pylist(rows), "day", "relative_value")


def test_a_known_quotient_of_growths_is_found() -> None:
    found = account({COMPUTE: 1, PER_JOULE: -1})(synthetic({COMPUTE: 4.0, PER_JOULE: 1.5}))
    assert found.low is not None
    assert found.high is not None
    assert found.low < 4 / 1.5 < found.high
    assert found.value == pytest.approx(4 / 1.5, rel=0.03)
    assert found.n == 80


def test_the_interval_of_a_quotient_is_wider_than_that_of_its_parts() -> None:
    points = synthetic({COMPUTE: 4.0, PER_JOULE: 1.5})
    widths = [
        math.log(float(found.high or 0) / float(found.low or 1))
        for found in (account(signs)(points) for signs in ({COMPUTE: 1}, {PER_JOULE: 1}, {COMPUTE: 1, PER_JOULE: -1}))
    ]
    assert widths[2] > max(widths[:2])


def test_energy_and_cost_are_compute_over_hardware_efficiency() -> None:
    compute, joule, usd, algorithms = (
        float(run_trend(f"three-forces-{name}").estimate.value)
        for name in ("training-compute", "flop-per-joule", "flop-per-usd", "algorithmic-efficiency")
    )
    for name, expected in {
        "energy-per-frontier-model": compute / joule,
        "cost-per-frontier-model": compute / usd,
        "energy-per-performance": 1 / algorithms / joule,
        "cost-per-performance": 1 / algorithms / usd,
        "effective-compute": compute * algorithms,
    }.items():
        assert run_trend(f"three-forces-{name}").estimate.value == pytest.approx(expected, rel=1e-9)


def test_one_force_has_one_interval_in_every_combination() -> None:
    alone = run_trend("three-forces-training-compute").estimate
    for name in ("energy-per-frontier-model", "cost-per-frontier-model", "effective-compute"):
        numbers = run_trend(f"three-forces-{name}").estimate.numbers
        assert (numbers["training_compute_growth_low"], numbers["training_compute_growth_high"]) == (
            alone.low,
            alone.high,
        )


def test_all_forces_of_the_period_have_points_of_that_period() -> None:
    found = run_trend("three-forces-energy-per-performance")
    days = found.points.texts("day")
    assert date(2012, 6, 1) == min(days)
    assert max(days) <= date(2019, 5, 31)
    assert set(found.points.texts("force")) == {"algorithmic efficiency", "FLOP per joule"}


def test_hardware_efficiency_did_not_keep_up_with_compute() -> None:
    for name in ("energy-per-frontier-model", "cost-per-frontier-model"):
        for suffix in ("", "-since-2010"):
            assert float(run_trend(f"three-forces-{name}{suffix}").estimate.low or 0) > 1
    assert float(run_trend("three-forces-energy-per-performance").estimate.high or 9) < 1


def test_every_trend_has_an_interval_and_plain_json(result_of: Callable[[str], TrendResult]) -> None:
    for trend in TRENDS:
        found = result_of(trend.name)
        assert found.estimate.low is not None
        assert found.estimate.high is not None
        assert found.estimate.low < float(found.estimate.value) < found.estimate.high, trend.name
        json.dumps(found.as_dict(), allow_nan=False)


def test_inference_energy_follows_the_assumed_share() -> None:
    found = run_trend("three-forces-inference-energy").estimate
    training = float(found.numbers["training_energy_mwh"] or 0)
    assert training == pytest.approx(7.5 + 85.7 + 232 + 24.1 + 179 + 1287)
    assert (found.value, found.low, found.high) == pytest.approx((4 * training, training * 7 / 3, 9 * training))
    assert found.level is None
    half = run_trend("three-forces-inference-energy", settings={"training_share": 0.25}).estimate
    assert half.value == pytest.approx(3 * training)


def test_an_uncertain_share_widens_the_growth_of_the_energy_over_life() -> None:
    fixed = {"training_share_low": 0.2, "training_share_high": 0.2}
    narrow = run_trend("three-forces-life-energy", settings=fixed).estimate
    wide = run_trend(
        "three-forces-life-energy", settings={"training_share_low": 0.02, "training_share_high": 0.9}
    ).estimate
    training = run_trend("three-forces-energy-per-frontier-model").estimate
    assert (narrow.value, narrow.low, narrow.high) == pytest.approx((training.value, training.low, training.high))
    assert wide.value == narrow.value
    assert float(wide.low or 0) < float(narrow.low or 0)
    assert float(wide.high or 0) > float(narrow.high or 0)


@pytest.mark.parametrize(
    "settings", [{"training_share_low": 0.4}, {"training_share_high": 1.0}, {"training_share_low": 0}]
)
def test_a_share_out_of_order_is_refused(settings: dict[str, float]) -> None:
    for name in ("three-forces-inference-energy", "three-forces-life-energy"):
        with pytest.raises(ComputeTrendsError, match="training share lies between"):
            run_trend(name, settings=dict(settings))


def test_an_unknown_choice_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"setting systems 'some'; there is all, frontier"):
        run_trend("three-forces-training-compute", settings={"systems": "some"})
    with pytest.raises(UnknownNameError, match=r"setting rate 'int8'; there is fastest, fp32"):
        run_trend("three-forces-flop-per-joule", settings={"rate": "int8"})


def test_a_period_without_a_force_names_it() -> None:
    with pytest.raises(ComputeTrendsError, match=r"algorithmic efficiency: .*--since 2020-01-01"):
        run_trend("three-forces-energy-per-performance", Options(since=date(2020, 1, 1), until=date(2021, 1, 1)))


def test_the_measured_runs_agree_with_the_printed_energies() -> None:
    rows = reproduce("patterson-2021")
    assert [row.verdict for row in rows] == ["agrees"] * 6
    for row in rows:
        assert row.estimate == pytest.approx(row.published, rel=0.009)
        assert row.low is not None
        assert row.high is not None
        assert row.low < float(row.published) < row.high  # what the printed digits of the factors leave open
        assert "Holds by construction" in row.note


def test_time_is_compute_over_rate_so_both_ways_give_one_energy() -> None:
    for name in ("evolved-transformer", "t5", "meena", "gshard", "switch-transformer", "gpt-3"):
        found = run_trend(f"patterson-{name}").estimate
        assert found.numbers["from_compute_mwh"] == pytest.approx(found.value, rel=0.011)


def test_the_prediction_is_compute_over_rate_times_power_times_pue() -> None:
    run = run_trend("patterson-gpt-3", settings={"utilisation_fraction": 0.25}).estimate
    seconds = 3.14e23 / (125e12 * 0.25)
    assert run.numbers["predicted_mwh"] == pytest.approx(seconds * 300 * 1.10 / 3.6e9)


def test_the_prediction_scales_with_the_assumed_power_and_utilisation() -> None:
    plain = run_trend("patterson-predicted-energy").estimate
    assert plain.n == 6
    assert plain.low is not None
    assert plain.high is not None
    assert plain.low < 1 < plain.high
    less = run_trend("patterson-predicted-energy", settings={"power_fraction": 0.5}).estimate
    assert less.value == pytest.approx(float(plain.value) / 2)


def test_power_and_utilisation_together_explain_the_gap() -> None:
    predicted, utilisation, power = (
        run_trend(f"patterson-{name}") for name in ("predicted-energy", "utilisation", "power")
    )
    assumed = predicted.points.numbers("utilisation_fraction")[0]
    expected = float(utilisation.estimate.value) / assumed / float(power.estimate.value)
    assert predicted.estimate.value == pytest.approx(expected, rel=0.01)  # the printed energies are rounded
