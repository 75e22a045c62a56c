"""Efficiency at fixed performance, on the table as published and as corrected."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from scipy.stats import linregress

from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.trends.estimators.selection import record_setters
from compute_trends.trends.methods.estimate import Estimate
from compute_trends.trends.published.figures import figures
from compute_trends.trends.run import Options, reproduce, run_trend
from compute_trends.trends.studies.hernandez_brown_2020 import TRENDS

LEVELS = ("alexnet", "resnet-50", "seq2seq", "gnmt")


def _value(name: str) -> float:
    found = run_trend(name).estimate.value
    assert isinstance(found, float)
    return found


def test_all_six_figures_are_answered_with_what_the_table_says() -> None:
    rows = {row.quantity + row.subset.partition(" ")[0]: row for row in reproduce("hernandez-brown-2020")}
    every = reproduce("hernandez-brown-2020")
    assert {row.figure for row in every if row.verdict != "agrees"} == {
        "hernandez-brown-resnet-50-reduction", "hernandez-brown-resnet-50-doubling",
    }  # fmt: skip
    assert {row.figure for row in every} == {
        item.id for item in figures().values() if item.study == "hernandez-brown-2020"
    }
    json.dumps([row.as_dict() for row in rows.values()], allow_nan=False)
    ours = {key: row.estimate for key, row in rows.items()}
    assert ours["reduction in training computeAlexNet"] == pytest.approx(3.1 / 0.069)
    assert ours["reduction in training computeResNet-50"] == pytest.approx(17 / 0.75)
    assert ours["reduction in training computeSeq2Seq"] == pytest.approx(465 / 8)
    assert ours["reduction in training computeGNMT"] == pytest.approx(1620 / 181)
    assert rows["efficiency doubling timeAlexNet"].note.startswith(
        "Equal to the published figure at its printed digits"
    )
    assert rows["Moore's law gain over the AlexNet period7"].note.startswith("Equal to the published figure")


def test_the_contradiction_of_the_published_table_is_said() -> None:
    found = [item for item in reproduce("hernandez-brown-2020") if item.subset.startswith("ResNet-50")]
    assert [item.verdict for item in found] == ["explained", "explained"]
    for row in found:
        assert "contradicts itself" in row.note
        assert "15.8 months" in row.note
        assert "may be the slip" in row.note
    months = run_trend("hernandez-resnet-50-doubling").estimate
    assert float(months.numbers["months_between_the_runs"] or 0) / np.log2(10) == pytest.approx(15.8, abs=0.05)
    assert months.value == pytest.approx(11.7, abs=0.05)
    assert run_trend("hernandez-resnet-50-reduction").estimate.numbers["reduction_factor_stated"] == 10
    assert run_trend("hernandez-resnet-50-reduction-2026").estimate.numbers["reduction_factor_stated"] == 22.7


@pytest.mark.parametrize("level", ["alexnet", "seq2seq", "gnmt"])
def test_the_printed_digits_allow_the_stated_factor_to_its_own_rounding(level: str) -> None:
    found = run_trend(f"hernandez-{level}-reduction").estimate
    assert found.low is not None
    assert found.high is not None
    assert found.low < float(found.value) < found.high
    stated = found.numbers["reduction_factor_stated"]
    assert isinstance(stated, float)
    assert found.low - 0.5 <= stated <= found.high + 0.5


def test_the_fitted_doubling_time_is_that_of_scipy() -> None:
    result = run_trend("hernandez-alexnet-doubling")
    fit = linregress(result.points.x, np.log2(result.points.y))
    assert result.estimate.value == pytest.approx(-1 / fit.slope / (365.25 / 12))
    assert result.estimate.r2 == pytest.approx(fit.rvalue**2)
    assert result.estimate.numbers["p_value"] == pytest.approx(fit.pvalue)
    assert result.estimate.low is not None
    assert result.estimate.high is not None
    assert result.estimate.low < 16 < result.estimate.high


def test_two_runs_double_over_the_time_between_them() -> None:
    found = run_trend("hernandez-seq2seq-doubling").estimate
    months = (date(2017, 1, 12) - date(2014, 1, 10)).days / (365.25 / 12)
    assert found.value == pytest.approx(months / np.log2(465 / 8))
    assert found.level is None
    assert found.low is not None
    assert found.high is not None
    assert found.low < float(found.value) < found.high


def test_corrected_dates_shorten_three_levels_and_hardly_move_the_first() -> None:
    assert _value("hernandez-alexnet-doubling-2026") == pytest.approx(_value("hernandez-alexnet-doubling"), rel=0.01)
    for level in LEVELS[1:]:
        assert _value(f"hernandez-{level}-doubling-2026") < 0.93 * _value(f"hernandez-{level}-doubling")
    for level in LEVELS:
        assert _value(f"hernandez-{level}-reduction-2026") == _value(f"hernandez-{level}-reduction")


def test_moores_law_is_a_setting() -> None:
    plain = run_trend("hernandez-moore").estimate
    slow = run_trend("hernandez-moore", settings={"moore_doubling_year": 4}).estimate
    assert slow.value == pytest.approx(float(plain.value) ** 0.5)
    with pytest.raises(ComputeTrendsError, match="must be positive"):
        run_trend("hernandez-moore", settings={"moore_doubling_year": 0})


def test_effective_compute_is_the_product_of_both_gains() -> None:
    result = run_trend("hernandez-effective-compute")
    numbers = result.estimate.numbers
    physical, gain = (numbers[f"{part}_factor_first_to_last"] for part in ("training_compute", "efficiency_gain"))
    assert isinstance(physical, float)
    assert isinstance(gain, float)
    assert numbers["effective_compute_factor_first_to_last"] == pytest.approx(physical * gain)
    assert numbers["first"] == "AlexNet"
    assert gain == pytest.approx(3.1 / 0.15)  # ShuffleNet, the cheapest when AlphaGo Zero appeared
    assert _growth(result.estimate) > _growth(run_trend("hernandez-physical-compute").estimate)


def test_the_systems_in_the_account_are_the_record_setters_of_the_table() -> None:
    systems = [
        (row["publication_date"], row["training_compute_flop"], row["record_id"])
        for row in load("milestone_systems", "2022.2.0").to_pylist()
        if row["training_compute_flop"]
    ]
    days = [(day - date(1970, 1, 1)).days for day, _, _ in systems]
    records = record_setters(days, [compute for _, compute, _ in systems])
    expected = {
        record
        for (day, _, record), is_record in zip(systems, records, strict=True)
        if is_record and date(2012, 6, 1) <= day <= date(2018, 12, 31)
    }
    assert set(run_trend("hernandez-effective-compute").points.texts("record_id")) == expected


def test_too_few_runs_are_named_with_the_option_that_left_them() -> None:
    with pytest.raises(ComputeTrendsError, match=r"at least two dates.*--as-of 2012-12-31"):
        run_trend("hernandez-alexnet-reduction", Options(as_of=date(2012, 12, 31)))
    with pytest.raises(ComputeTrendsError, match="--until 2010-01-01"):
        run_trend("hernandez-gnmt-doubling", Options(until=date(2010, 1, 1)))
    with pytest.raises(UsageError, match="--domain"):
        run_trend("hernandez-gnmt-doubling", Options(domain="Vision"))


def test_as_of_takes_the_cheapest_run_of_its_day() -> None:
    found = run_trend("hernandez-alexnet-reduction", Options(as_of=date(2017, 12, 31))).estimate
    assert found.value == pytest.approx(3.1 / 0.15)
    assert found.numbers["cheapest_run"] == "ShuffleNet (1x)"


def test_every_level_stands_beside_its_corrected_twin() -> None:
    names = {trend.name for trend in TRENDS}
    for level in LEVELS:
        for kind in ("reduction", "doubling"):
            assert {f"hernandez-{level}-{kind}", f"hernandez-{level}-{kind}-2026"} <= names


def _growth(estimate: Estimate) -> float:
    assert isinstance(estimate.value, float)
    return estimate.value


def test_table_3_is_the_papers_own_selection_dated_where_the_records_have_it() -> None:
    found = run_trend("hernandez-table-3")
    assert found.estimate.n == 6
    assert found.left_out == {"algorithmic_efficiency has no date of it": 10}
    assert found.estimate.numbers["reduction_factor"] == pytest.approx(266.1 / 6)
    assert found.estimate.low is not None
    assert found.estimate.high is not None
    assert found.estimate.low < 16 < found.estimate.high


def test_the_computes_of_table_3_follow_from_epochs_and_flop_per_image() -> None:
    found = run_trend("hernandez-table-3-formula").estimate
    assert found.n == 7
    for name in ("least", "most"):
        assert found.numbers[name] == pytest.approx(1, abs=0.005)
