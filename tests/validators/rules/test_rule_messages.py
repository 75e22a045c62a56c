"""What rules say: of values that are wrong already, of their own bounds, and never a number that is none."""

from __future__ import annotations

import datetime as dt
import random
import re
from functools import cache
from typing import Any

import pytest

import compute_trends as ct
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import all_rules, rules_for
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
    found = duckdb.connect().execute(f"select {cell.typed} from (select ? as cell)", [text]).fetchall()
    assert found == [(typed,)]


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


def records_with_cells_left_out(dataset: str, number: int, seed: int = 20261126) -> list[dict[str, Any]]:
    """Shipped records, cells of which are left out, taken from others, or larger by a factor."""
    chosen = random.Random(seed)
    shipped = ct.load(dataset, as_="pyarrow").sort_by("record_id").to_pylist()
    made = []
    for at in range(number):
        record, other = dict(chosen.choice(shipped)), chosen.choice(shipped)
        share = chosen.choice([0, 0.1, 0.3, 0.6])
        for column in load_schema(dataset).columns:
            name, luck = column.name, chosen.random()
            if luck < share:
                record[name] = None
            elif luck < share + 0.1:
                record[name] = other.get(name)
            elif luck < share + 0.15 and column.type in ("number", "integer") and record.get(name):
                record[name] = int(record[name] * 1000) if column.type == "integer" else record[name] * 1e3
            elif luck < share + 0.2 and column.type == "string" and not column.enum:
                record[name] = chosen.choice(["zork", " x", "https://arxiv.org/abs/2001.00001"])
        is_closed = bool(load_schema(dataset).closed)
        record["admission"] = "upstream" if is_closed else chosen.choice(["submitted", "submitted", "upstream", None])
        if record.get("record_id") and at % 2:
            record["record_id"] = f"r-{at}"
        cells = {name: cell for name, cell in record.items() if cell is not None}
        made.append({name: str(cell) if isinstance(cell, dt.date) else cell for name, cell in cells.items()})
    return made


def records_at_the_ends(dataset: str) -> list[dict[str, Any]]:
    """Every number at the ends of what a double holds, beside the others at theirs."""
    schema = load_schema(dataset)
    numbers = [column for column in schema.columns if column.type == "number" and column.maximum is None]
    example = {column.name: column.example for column in schema.columns if column.example is not None}
    return [
        example | {"record_id": f"zorg-{number}-{at}"} | {column.name: value} | rest
        for at, (value, rest) in enumerate(
            [(1e-300, {}), (1e300, {})]
            + [(1e-300, {other.name: 1e300}) for other in numbers]
        )
        for number, column in enumerate(numbers)
        if column.name not in rest
    ]  # fmt: skip


LEFT_OUT = 400

#: The tests of one dataset run one after the other, so that one process judges it.
BY_DATASET = pytest.mark.parametrize("dataset", dataset_names(), scope="module")


@cache
def judged(dataset: str) -> tuple[list[Finding], list[str]]:
    """The findings on records with cells left out and, below these, at the ends; the rules that say nothing of one."""
    report = validate(records_with_cells_left_out(dataset, LEFT_OUT) + records_at_the_ends(dataset), dataset)
    mute = (
        "select distinct rule from findings "
        "where not starts_with(rule, 'structure-') and coalesce(trim(message), '') = ''"
    )
    return report.findings, [rule for (rule,) in report.connection.execute(mute).fetchall()]


@BY_DATASET
def test_no_finding_prints_a_number_that_is_none(dataset: str) -> None:
    found, records = judged(dataset)[0], len(records_at_the_ends(dataset))
    texts = [(item.line or 0, f"{item.rule}: {item.message} {item.evidence}") for item in found]
    assert [text for _, text in texts if re.search(r"(?<![\w-])-?(inf|nan)(?![\w-])", text)][:10] == []
    has_own = any(rule.datasets == (dataset,) for rule in rules_for(dataset))  # beside that no version holds them
    assert sum(line > LEFT_OUT for line, _ in texts) >= records + has_own or not records


@BY_DATASET
def test_no_rule_is_without_words(dataset: str) -> None:
    findings, mute = judged(dataset)
    assert mute == []
    assert all(finding.message.strip() and finding.fix.strip() for finding in findings)
    found = {item.rule for item in findings if (item.line or 0) <= LEFT_OUT and item.layer != "structure"}
    rules = [rule for rule in rules_for(dataset) if rule.sql is not None]
    able = [rule for rule in rules if rule.binds == "all" or not load_schema(dataset).closed]
    assert len(found) > len(able) / 4


def test_a_rule_of_the_structure_layer_has_words_of_its_own_for_a_cell() -> None:
    from compute_trends.validators.structure.messages import violation

    schema = load_schema("milestone_systems")
    said = [violation(schema, f"structure-{name}", "domains", "x") for name in ("list-form", "list-item", "unique")]
    assert len(set(said)) == 3
    with pytest.raises(ValueError, match="says nothing of a cell"):
        violation(schema, "record-id-unlike-name", "record_id", None)
