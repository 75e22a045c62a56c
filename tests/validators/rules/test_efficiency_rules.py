"""Rules on algorithmic_efficiency: the corrected table passes, the published one and single wrong figures do not."""

from __future__ import annotations

import csv
import itertools
from functools import cache
from typing import Any

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.api import validate
from compute_trends.validators.registry import rules_for

IDS = [rule.id for rule in rules_for("algorithmic_efficiency") if rule.id.startswith("efficiency-")]


Row = dict[str, Any]
FACTORS = (1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9)


@cache
def shipped() -> dict[str, Row]:
    """The records as text, by record_id, without empty cells."""
    path = PACKAGE_ROOT / "datasets" / "algorithmic_efficiency" / "records.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["record_id"]: {name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)}


def evidenced(row: Row, **changed: Any) -> Row:
    """The row as a new record with the evidence that a submission needs, and some cells changed."""
    evidence = {
        "achieved_score_fraction": float(row["target_score_fraction"]) + 0.001,
        "training_dataset": "ImageNet" if row["benchmark"] == "imagenet" else "WMT 2014",
        "compute_calculation": "3 x 7.8e8 FLOP/image x 1.28e6 images x 90 epochs",
        "is_baseline": "false",
    }
    return {**row, **evidence, "record_id": "new-run", "admission": "submitted", **changed}


def found_in(rows: list[Row]) -> list[set[str]]:
    """Ids of the rules that fire on each of the rows, as new records side by side."""
    new = [{**row, "record_id": f"new-run-{number}"} for number, row in enumerate(rows)]
    rules: dict[str | None, set[str]] = {row["record_id"]: set() for row in new}
    for finding in validate(new, "algorithmic_efficiency", select=IDS).findings:
        rules[finding.record].add(finding.rule)
    return list(rules.values())


def found(row: Row, **changed: Any) -> set[str]:
    """Ids of the rules that fire on the row as an evidenced new record."""
    return found_in([evidenced(row, **changed)])[0]


def test_the_corrected_runs_pass_as_new_records() -> None:
    rules = dict(zip(shipped(), found_in([evidenced(row) for row in shipped().values()]), strict=True))
    assert rules == {record: set() for record in shipped()}


@pytest.mark.parametrize("column", ["training_compute_flop", "reduction_factor"])
def test_a_unit_slip_is_found(column: str) -> None:
    cases = list(itertools.product(shipped(), FACTORS))
    rows = [evidenced(row, **{column: float(row[column]) * factor}) for row in shipped().values() for factor in FACTORS]
    said = zip(cases, found_in(rows), strict=True)
    assert [case for case, rules in said if "efficiency-reduction-factor" not in rules] == []


def test_a_unit_slip_that_the_factor_follows_is_found() -> None:
    cases = list(itertools.product(shipped(), FACTORS))
    rows = [
        evidenced(
            row,
            training_compute_flop=float(row["training_compute_flop"]) * factor,
            reduction_factor=float(row["reduction_factor"]) / factor,
        )
        for row in shipped().values()
        for factor in FACTORS
    ]
    said = zip(cases, found_in(rows), strict=True)
    assert [(case, rules) for case, rules in said if rules != {"efficiency-gain-implausible"}] == []


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


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("target_score_fraction", "efficiency-level-redefined"),
        ("achieved_score_fraction", "efficiency-level-not-reached"),
    ],
)
def test_percent_for_a_fraction_is_found(column: str, rule: str) -> None:
    rows = [evidenced(row, **{column: float(row["target_score_fraction"]) / 100}) for row in shipped().values()]
    assert [record for record, rules in zip(shipped(), found_in(rows), strict=True) if rule not in rules] == []


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
