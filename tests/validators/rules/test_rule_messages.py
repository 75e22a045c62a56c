"""What rules say: of values that are wrong already, of their own bounds, and never a number that is none."""

from __future__ import annotations

import re
from typing import Any

import pytest

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import all_rules
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.structure.verdicts import CellSql

NUMBERS = {
    "parameters": 1e9,
    "training_compute_flop": 1e20,
    "training_cost_2023_usd": 1e5,
    "training_dataset_size_datapoint": 1e9,
    "hardware_quantity": 100_000_000,
}


def said(record: dict[str, Any], *layers: str) -> dict[str, Finding]:
    report = validate({"record_id": "zorg-5", "name": "Zorg 5"} | record, "milestone_systems", select=layers)
    return {finding.rule: finding for finding in report if finding.rule != "structure-required"}


@pytest.mark.parametrize(
    ("date", "rule"), [("0001-01-01", "date-before-field"), ("9999-12-31", "date-in-future"), ("1939-12-31", None)]
)
def test_no_trend_is_asked_about_a_year_in_which_the_field_was_not(date: str, rule: str | None) -> None:
    assert set(said(NUMBERS | {"publication_date": date}, "plausibility")) == {rule or "date-before-field"}


def test_trends_hold_from_the_first_year_on() -> None:
    found = said(NUMBERS | {"publication_date": "1950-01-01"}, "plausibility")
    assert {"parameters-off-trend", "dataset-size-off-trend", "hardware-quantity-implausible"} <= set(found)


@pytest.mark.parametrize("wrong", [{"citations": -1}, {"parameters": 0}, {"mfu_fraction": 42, "hfu_fraction": 0.5}])
def test_a_value_outside_its_range_is_found_once(wrong: dict[str, float]) -> None:
    record = {"publication_date": "2020-01-01", "training_dataset_size_datapoint": 1e9} | wrong
    assert set(said(record, "structure", "plausibility")) == {"structure-range"}


@pytest.mark.parametrize(
    ("text", "typed"), [("1", 1.0), ("0", None), ("-3", None), ("x", None), ("", None), ("1e999", None)]
)
def test_the_layers_above_see_only_values_in_their_range(text: str, typed: float | None) -> None:
    import duckdb

    cell = CellSql(load_schema("milestone_systems")["parameters"], "cell", "VARCHAR")
    assert duckdb.execute(f"select {cell.typed} from (select ? as cell)", [text]).fetchone() == (typed,)


@pytest.mark.parametrize("dataset", dataset_names())
def test_no_finding_prints_a_number_that_is_none(dataset: str) -> None:
    """Every number at the ends of what a double holds, beside the others at theirs."""
    schema = load_schema(dataset)
    numbers = [column for column in schema.columns if column.type == "number" and column.maximum is None]
    example = {column.name: column.example for column in schema.columns if column.example is not None}
    records = [
        example | {"record_id": f"zorg-{number}-{at}"} | {column.name: value} | rest
        for at, (value, rest) in enumerate(
            [(1e-300, {}), (1e300, {})]
            + [(1e-300, {other.name: 1e300}) for other in numbers]
        )
        for number, column in enumerate(numbers)
        if column.name not in rest
    ]  # fmt: skip
    texts = [f"{found.rule}: {found.message} {found.evidence}" for found in validate(records, dataset)]
    assert [text for text in texts if re.search(r"(?<![\w-])-?(inf|nan)(?![\w-])", text)][:10] == []
    assert len(texts) > len(records) or not records


def test_bounds_of_rules_are_not_called_what_systems_have() -> None:
    dated = {"publication_date": "2012-05-28"}
    found = said(
        dated | {"training_time_hour": 0.01, "hardware_quantity": 30_000, "parameters": 1, "batch_size": 1},
        "plausibility",
    )
    assert "expected between 0.05 and 5000 hours" in str(found["training-time-implausible"].message)
    assert "more than expected in 2012: the rule's bound is" in str(found["hardware-quantity-implausible"].message)
    assert "expected of 2012: the rule's bounds are" in str(found["parameters-off-trend"].message)
    assert "expected between 4 and 5e+08" in str(found["batch-size-implausible"].message)


@pytest.mark.parametrize(
    ("rule", "threshold", "record"),
    [
        ("chip-hours-implausible", "most_chip_hour", {"hardware_quantity": 100_000, "training_time_hour": 100_000}),
        ("utilisation-stated-too-low", "least_fraction", {"mfu_fraction": 0.004}),
        ("citations-implausible", "most_per_month", {"citations": 10**9, "publication_date": "2015-12-10"}),
    ],
)
def test_messages_print_the_threshold_itself(rule: str, threshold: str, record: dict[str, Any]) -> None:
    value = all_rules()[rule].threshold(threshold)
    found = said(record, "plausibility")[rule]
    printed = re.findall(r"[0-9][0-9.e+]*", f"{found.message} {found.evidence}")
    assert any(float(number) in (value, value * 100) for number in printed)
