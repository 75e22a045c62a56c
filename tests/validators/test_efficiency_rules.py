"""Rules on algorithmic_efficiency: the corrected table passes, the published one and single wrong figures do not."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.api import validate
from compute_trends.validators.registry import rules_for

IDS = [rule.id for rule in rules_for("algorithmic_efficiency") if rule.id.startswith("efficiency-")]


def shipped() -> dict[str, dict[str, Any]]:
    """The records as text, by record_id, without empty cells."""
    path = PACKAGE_ROOT / "datasets" / "algorithmic_efficiency" / "records.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["record_id"]: {name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)}


def evidenced(row: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The row as a new record with the evidence that a submission needs, and some cells changed."""
    evidence = {
        "achieved_score_fraction": float(row["target_score_fraction"]) + 0.001,
        "training_dataset": "ImageNet" if row["benchmark"] == "imagenet" else "WMT 2014",
        "compute_calculation": "3 x 7.8e8 FLOP/image x 1.28e6 images x 90 epochs",
        "is_baseline": "false",
    }
    return {**row, **evidence, "record_id": "new-run", "admission": "submitted", **changed}


def found(row: dict[str, Any], **changed: Any) -> set[str]:
    """Ids of the rules that fire on the row as an evidenced new record."""
    return {f.rule for f in validate([evidenced(row, **changed)], "algorithmic_efficiency", select=IDS).findings}


@pytest.mark.parametrize("record", sorted(shipped()))
def test_the_corrected_runs_pass_as_new_records(record: str) -> None:
    assert found(shipped()[record]) == set()


@pytest.mark.parametrize("record", sorted(shipped()))
@pytest.mark.parametrize("column", ["training_compute_flop", "reduction_factor"])
def test_a_unit_slip_is_found(record: str, column: str) -> None:
    row = shipped()[record]
    for factor in (1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9):
        assert "efficiency-reduction-factor" in found(row, **{column: float(row[column]) * factor})


@pytest.mark.parametrize("record", sorted(shipped()))
def test_a_unit_slip_that_the_factor_follows_is_found(record: str) -> None:
    row = shipped()[record]
    for factor in (1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9):
        compute, gain = float(row["training_compute_flop"]) * factor, float(row["reduction_factor"]) / factor
        rules = found(row, training_compute_flop=compute, reduction_factor=gain)
        assert rules == {"efficiency-gain-implausible"}


def test_the_slip_of_the_published_table_is_found() -> None:
    row = shipped()["resnet-50-level-efficientnet-b1"]
    assert found(row, reduction_factor=10) == {"efficiency-reduction-factor"}


def test_teraflops_days_for_flop_are_found() -> None:
    row = shipped()["alexnet-level-mobilenet"]
    assert "efficiency-reduction-factor" in found(row, training_compute_flop=0.28)


def test_the_levels_of_two_runs_interchanged_are_found() -> None:
    rows = shipped()
    vision, text = rows["alexnet-level-mobilenet"], rows["seq2seq-level-transformer-base"]
    assert "efficiency-level-redefined" in found(vision, performance_level="resnet_50")
    assert "efficiency-level-redefined" in found(text, performance_level="gnmt")


@pytest.mark.parametrize("record", sorted(shipped()))
def test_percent_for_a_fraction_is_found(record: str) -> None:
    row = shipped()[record]
    target = float(row["target_score_fraction"])
    assert "efficiency-level-redefined" in found(row, target_score_fraction=target / 100)
    assert "efficiency-level-not-reached" in found(row, achieved_score_fraction=target / 100)


def test_a_run_dated_before_its_level_existed_is_found() -> None:
    row = shipped()["gnmt-level-transformer-big"]
    assert found(row, publication_date="2016-06-12") == {"efficiency-before-baseline"}


def test_a_second_baseline_is_found_and_the_first_is_not() -> None:
    baseline = shipped()["gnmt-level-gnmt"]
    assert found(baseline, is_baseline="true") == {"efficiency-second-baseline"}
    assert validate([baseline], "algorithmic_efficiency", select=IDS).findings == []


def test_more_data_than_imagenet_is_found_in_vision_runs_only() -> None:
    rows = shipped()
    vision, text = rows["alexnet-level-mobilenet"], rows["seq2seq-level-transformer-base"]
    assert found(vision, training_dataset="ImageNet;JFT-300M") == {"efficiency-vision-data"}
    assert found(text, training_dataset="WMT 2014;News Crawl") == set()
