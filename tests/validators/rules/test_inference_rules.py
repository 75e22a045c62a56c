"""Rules on inference_models: real networks pass, one wrong figure in them is found."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.api import validate
from compute_trends.validators.estimates.chip_rates import MATRIX_TO_VECTOR, VECTOR_BASIS, VECTOR_BOUND
from compute_trends.validators.registry import rules_for
from tests.chips import lacking

Row = dict[str, Any]
IDS = [rule.id for rule in rules_for("inference_models") if len(rule.datasets) == 1]


@cache
def networks() -> list[Row]:
    """Every fifteenth network with all its evidence, as a new record of an architecture that we do not hold."""
    path = PACKAGE_ROOT / "datasets" / "inference_models" / "records.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)]
    rows = [row for row in rows if "image_size_pixel" in row and "effective_date" in row]
    new = {"architecture": "new-network", "admission": "submitted"}
    return [{**row, **new, "record_id": f"new-{n}", "held": row["architecture"]} for n, row in enumerate(rows[::15])]


def found(rows: list[Row]) -> dict[str, set[str]]:
    """The ids of the rules that fire on each record."""
    plain = [{name: cell for name, cell in row.items() if name != "held"} for row in rows]
    rules: dict[str, set[str]] = {row["record_id"]: set() for row in rows}
    for finding in validate(plain, "inference_models", select=IDS).findings:
        rules[str(finding.record)].add(finding.rule)
    return rules


def shares_found(changes: Mapping[Any, tuple[str, Callable[[Row], Row]]]) -> dict[Any, float]:
    """By name of the change: share of the networks that have its column in which some rule finds it."""
    ids: dict[Any, list[str]] = {}
    rows = []
    for at, (case, (column, change)) in enumerate(changes.items()):
        own = [row for row in networks() if column in row]
        assert len(own) > 80
        ids[case] = [f"{row['record_id']}-{at}" for row in own]
        rows += [{**row, **change(row), "record_id": new} for row, new in zip(own, ids[case], strict=True)]
    rules = found(rows)
    return {case: sum(bool(rules[record]) for record in own) / len(own) for case, own in ids.items()}


def share_found(change: Callable[[Row], Row], column: str) -> float:
    """Share of the networks that have the column in which some rule finds the change."""
    return shares_found({column: (column, change)})[column]


def test_every_rule_of_the_family_is_selected() -> None:
    assert set(IDS) <= {rule.id for rule in rules_for("inference_models")}


def test_evidenced_networks_pass_as_new_records() -> None:
    assert set().union(*found(networks()).values()) == set()


def slip(factor: float, *columns: str) -> Callable[[Row], Row]:
    """A slip of the unit: `columns` off by `factor`."""
    return lambda row: {column: float(row[column]) * factor for column in columns}


FACTORS = (1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9)


@pytest.mark.parametrize(
    "column",
    ["parameters", "forward_mac", "forward_flop", "activations", "throughput_image_per_s", "top1_accuracy_fraction"],
)
def test_a_unit_slip_is_found(column: str) -> None:
    # A fraction above 1 is outside its declared range, which the structure layer tells.
    factors = [factor for factor in FACTORS if factor < 1 or not column.endswith("_fraction")]
    shares = shares_found({factor: (column, slip(factor, column)) for factor in factors})
    assert shares == dict.fromkeys(factors, 1)


#: aimv2_1b_patch14_448 as timm measured it: 177 TFLOP/s, 1.7 times the rate of the vector units of an RTX 5090.
FASTER_THAN_VECTOR_UNITS: Row = {
    "record_id": "aimv2",
    "throughput_accelerator": "NVIDIA GeForce RTX 5090",
    "throughput_number_format": "amp_float16",
    "throughput_batch_size": 192,
    "throughput_image_per_s": 64.63,
    "forward_flop": 2734.06e9,
}


def peak_findings(**changed: Any) -> list[tuple[str, str]]:
    """(rule, message) of what is said of the measurement, as changed, against the rates of its accelerator."""
    ids = ["throughput-above-peak", "throughput-implausibly-low"]
    return [(f.rule, f.message) for f in validate([FASTER_THAN_VECTOR_UNITS | changed], "inference_models", select=ids)]


def test_matrix_engines_may_be_faster_than_the_vector_units_whose_rate_is_known() -> None:
    assert peak_findings() == []
    assert [rule for rule, _ in peak_findings(throughput_image_per_s=64.63e3)] == ["throughput-above-peak"]


@pytest.mark.parametrize("number_format", ["amp_float16", "bfloat16", "float32"])
def test_a_rate_of_matrix_engines_that_is_not_known_is_bounded_and_said(number_format: str) -> None:
    chip = lacking("tf32" if number_format == "float32" else "16")
    vector = {"throughput_accelerator": chip.name, "throughput_number_format": number_format, "forward_flop": 1e9}
    image_per_s = chip.vector_flop_per_s / 1e9
    assert peak_findings(**vector, throughput_image_per_s=0.99 * MATRIX_TO_VECTOR * image_per_s) == []
    ((above, why),) = peak_findings(**vector, throughput_image_per_s=1.01 * MATRIX_TO_VECTOR * image_per_s)
    assert above == "throughput-above-peak"
    assert f"1.01 times {VECTOR_BOUND} of {chip.name}" in why
    ((low, why),) = peak_findings(**vector, throughput_image_per_s=0.001 * image_per_s)
    assert low == "throughput-implausibly-low"
    assert f"0.001 times {VECTOR_BASIS} of {chip.name}" in why


def test_a_unit_slip_of_all_operations_is_found() -> None:
    shares = shares_found({f: ("forward_mac", slip(f, "forward_mac", "forward_flop")) for f in FACTORS})
    assert shares == dict.fromkeys(FACTORS, 1)


def test_multiply_accumulates_in_the_place_of_operations_are_found() -> None:
    assert share_found(lambda row: {"forward_flop": row["forward_mac"]}, "forward_flop") == 1


def test_operations_in_the_place_of_multiply_accumulates_are_found_where_the_architecture_is_held() -> None:
    def doubled(row: Row) -> Row:
        flop = float(row["forward_flop"])
        return {"architecture": row["held"], "forward_mac": flop, "forward_flop": 2 * flop}

    assert share_found(doubled, "forward_mac") >= 0.95


def test_interchanged_accuracies_are_found() -> None:
    def swapped(row: Row) -> Row:
        return {
            "top1_accuracy_fraction": row["top5_accuracy_fraction"],
            "top5_accuracy_fraction": row["top1_accuracy_fraction"],
        }

    assert share_found(swapped, "top5_accuracy_fraction") == 1


@pytest.mark.parametrize("column", ["top1_accuracy_fraction", "top5_accuracy_fraction"])
def test_errors_and_per_cents_divided_twice_in_the_place_of_accuracies_are_found(column: str) -> None:
    wrong: dict[str, tuple[str, Callable[[Row], Row]]] = {
        "error": (column, lambda row: {column: 1 - float(row[column])}),
        "divided twice": (column, slip(0.01, column)),
    }
    assert shares_found(wrong) == {"error": 1, "divided twice": 1}


def test_an_old_architecture_dated_by_its_paper_cannot_have_new_weights() -> None:
    row = next(row for row in networks() if float(row["top1_accuracy_fraction"]) > 0.86)
    old = {**row, "publication_date": "2016-01-01", "effective_date": "2016-01-01", "effective_date_basis": "paper"}
    assert found([old])[old["record_id"]] == {"imagenet-accuracy-ahead-of-time"}


def test_the_dates_must_be_those_that_the_basis_names() -> None:
    row = next(row for row in networks() if row["effective_date_basis"] == "paper")
    assert found([{**row, "effective_date": "2030-01-01"}])[row["record_id"]] == {"effective-date-basis"}


def test_missing_evidence_is_an_error_of_new_records() -> None:
    row, columns = networks()[0], ("image_size_pixel", "mac_basis", "effective_date", "source_url")
    rules = found([{**row, "record_id": column, column: None} for column in columns])
    assert [column for column in columns if "inference-evidence-missing" not in rules[column]] == []
