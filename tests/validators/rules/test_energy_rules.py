"""Rules on training_energy: real runs pass, one wrong figure in them is found."""

from __future__ import annotations

import csv
import itertools
from functools import cache
from typing import Any

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.api import validate
from compute_trends.validators.estimates.chip_rates import MATRIX_TO_VECTOR, VECTOR_BASIS, VECTOR_BOUND
from compute_trends.validators.registry import rules_for
from tests.chips import lacking

PEAKS = ["energy-rate-implausible", "energy-rate-above-peak"]
IDS = [rule.id for rule in rules_for("training_energy") if "energy" in rule.id or rule.id.startswith(("emi", "car"))]


Row = dict[str, Any]


@cache
def shipped() -> dict[str, Row]:
    """The records as text, by record_id, without empty cells."""
    path = PACKAGE_ROOT / "datasets" / "training_energy" / "records.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["record_id"]: {name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)}


def found_in(rows: list[Row]) -> list[set[str]]:
    """Ids of the rules that fire on each of the rows, as new records side by side."""
    new = [{**row, "record_id": f"new-run-{number}", "admission": "submitted"} for number, row in enumerate(rows)]
    rules: dict[str | None, set[str]] = {row["record_id"]: set() for row in new}
    for finding in validate(new, "training_energy", select=IDS).findings:
        rules[finding.record].add(finding.rule)
    return list(rules.values())


def found(row: Row, **changed: Any) -> set[str]:
    """Ids of the rules that fire on the row, as a new record, with some cells changed."""
    return found_in([{**row, **changed}])[0]


def test_the_published_runs_pass_as_new_records() -> None:
    rules = dict(zip(shipped(), found_in(list(shipped().values())), strict=True))
    assert rules == {record: set() for record in shipped()}


#: Columns whose every slip a second quantity of the record contradicts.
HELD = (
    "energy_mwh", "average_power_w", "accelerator_count", "training_time_hour", "training_compute_flop",
    "measured_flop_per_s", "gross_co2e_t", "net_co2e_t", "gross_carbon_intensity_kg_per_kwh",
)  # fmt: skip
FACTORS = (1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9)


def test_a_unit_slip_is_found() -> None:
    cases, rows = [], []
    for (record, row), column, factor in itertools.product(shipped().items(), HELD, FACTORS):
        slipped = float(row[column]) * factor
        if column == "accelerator_count":
            if factor < 1:
                continue
            slipped = int(slipped)
        cases.append((record, column, factor))
        rows.append({**row, column: slipped})
    assert len(cases) == 6 * (8 * 6 + 3)
    missed = [case for case, rules in zip(cases, found_in(rows), strict=True) if not rules]
    assert missed == []


def test_a_unit_slip_of_the_parameters_is_found_where_a_milestone_system_holds_them() -> None:
    # GShard-600B is in the first version of milestone_systems only, the search in none.
    held = [row for row in shipped().values() if row["record_id"] not in ("gshard-600b", "evolved-transformer-search")]
    cases = list(itertools.product(held, FACTORS))
    assert len(cases) == 4 * 6
    said = found_in([{**row, "parameters": float(row["parameters"]) * factor} for row, factor in cases])
    missed = [
        (row["record_id"], factor)
        for (row, factor), rules in zip(cases, said, strict=True)
        if "energy-differs-from-system" not in rules
    ]
    assert missed == []


def test_days_for_hours_contradict_energy_and_compute() -> None:
    gpt_3 = shipped()["gpt-3"]
    days = found(gpt_3, training_time_hour=float(gpt_3["training_time_hour"]) / 24)
    assert {"energy-recomputed", "energy-compute-recomputed"} <= days


def test_interchanged_intensities_are_found() -> None:
    gshard = shipped()["gshard-600b"]
    swapped = found(
        gshard,
        gross_carbon_intensity_kg_per_kwh=gshard["net_carbon_intensity_kg_per_kwh"],
        net_carbon_intensity_kg_per_kwh=gshard["gross_carbon_intensity_kg_per_kwh"],
    )
    assert {"emissions-recomputed", "carbon-intensity-implausible"} <= swapped


def test_the_peak_rate_in_the_place_of_the_measured_one_is_found() -> None:
    assert "energy-compute-recomputed" in found(shipped()["gpt-3"], measured_flop_per_s=1.25e14)


def test_a_run_without_a_measured_rate_is_held_against_the_chip_by_its_compute() -> None:
    run = {name: cell for name, cell in shipped()["t5"].items() if name != "measured_flop_per_s"}
    assert found(run) == set()
    assert "energy-rate-above-peak" in found(run, training_compute_flop=4.05e23)
    assert "energy-rate-implausible" in found(run, training_compute_flop=4.05e19)


def test_a_chip_whose_matrix_engines_have_no_known_rate_is_judged_by_what_surely_holds() -> None:
    chip = lacking("16")
    of_vector = chip.vector_flop_per_s
    run = {"record_id": "new-run", "accelerator": chip.name}
    rates = (0.01 * of_vector, 4 * of_vector, 0.99 * MATRIX_TO_VECTOR * of_vector, 1.01 * MATRIX_TO_VECTOR * of_vector)
    said = [
        [(f.rule, f.message) for f in validate([{**run, "measured_flop_per_s": rate}], "training_energy", select=PEAKS)]
        for rate in rates
    ]
    assert [[rule for rule, _ in found] for found in said] == [
        ["energy-rate-implausible"], [], [], ["energy-rate-above-peak"]
    ]  # fmt: skip
    assert f"0.01 times {VECTOR_BASIS} of {chip.name}" in said[0][0][1]
    assert f"1.01 times {VECTOR_BOUND} of {chip.name}" in said[3][0][1]


def test_emissions_need_their_intensity_in_new_records_only() -> None:
    run = {name: cell for name, cell in shipped()["t5"].items() if name != "net_carbon_intensity_kg_per_kwh"}
    assert found(run) == {"emissions-without-intensity"}
    upstream = validate([run], "training_energy", select=["emissions-without-intensity"])
    assert upstream.errors == 0
