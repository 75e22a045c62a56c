"""Rules on benchmark_results: real rows pass, one wrong figure in them is found."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.api import validate
from compute_trends.validators.registry import rules_for

Row = dict[str, Any]
#: All but the one on dates of which the shipped rows break many.
RULES = [rule for rule in rules_for("benchmark_results") if rule.datasets == ("benchmark_results",)
         and rule.id not in ("score-older-than-model", "accelerator-unmatched")]  # fmt: skip
IDS = [rule.id for rule in RULES]
PLAUSIBLE = [rule.id for rule in RULES if rule.binds == "all"]
#: Shipped rows whose own figures contradict each other; the first two are waived.
KNOWN = {
    "imagenet-cswin-l-384-res-imagenet-22k-pretrain-top-1-accuracy": "network-operations-recomputed",
    "wmt2014-en-de-depth-growing-bleu": "training-time-as-reported-differs",
    "boolq-unnamed-crfm-stanford-edu-0": "benchmark-score-implausibly-low",
    "bbh-unnamed-0-shot-arxiv-2403-04652": "benchmark-score-implausibly-low",
    "imagenet-vit-moe-15b-every-2-top-1-accuracy": "benchmark-quantity-implausible",
}


@cache
def shipped() -> tuple[Row, ...]:
    path = PACKAGE_ROOT / "datasets" / "benchmark_results" / "records.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple({name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file))


def as_new(row: Row, **changed: Any) -> Row:
    """The row as a new record of a run of its own, with some cells changed."""
    own = {"record_id": f"new-{row['record_id']}", "run_id": f"new-{row['record_id']}", "admission": "submitted"}
    return {**row, **own, **changed}


def found(rows: list[Row], ids: list[str] = PLAUSIBLE) -> dict[str, set[str]]:
    """The ids of the rules that fire on each record."""
    rules: dict[str, set[str]] = {row["record_id"]: set() for row in rows}
    for finding in validate(rows, "benchmark_results", select=ids).findings:
        rules[str(finding.record)].add(finding.rule)
    return rules


def shares_found(changes: Mapping[Any, tuple[Callable[[Row], Row], Sequence[str]]]) -> dict[Any, float]:
    """By name of the change: share of the shipped rows that have all its columns in which some rule finds it."""
    copies: dict[Any, list[Row]] = {}
    for at, (case, (change, columns)) in enumerate(changes.items()):
        rows = [row for row in shipped() if all(column in row for column in columns)]
        assert len(rows) > 20
        # No two copies are of one run, so that none is held against another.
        ids = [dict.fromkeys(("record_id", "run_id"), f"{at}-{row['record_id']}") for row in rows]
        copies[case] = [as_new(row, **change(row), **own) for row, own in zip(rows, ids, strict=True)]
    fired = found([row for rows in copies.values() for row in rows])
    assert len(fired) == sum(map(len, copies.values()))
    return {case: sum(bool(fired[row["record_id"]]) for row in rows) / len(rows) for case, rows in copies.items()}


def share_found(change: Callable[[Row], Row], *columns: str) -> float:
    """Share of the shipped rows that have all these columns in which some rule finds the change."""
    return shares_found({"new": (change, columns)})["new"]


def slip(column: str, factor: float) -> Callable[[Row], Row]:
    """A slip of the unit: `column` off by `factor`."""
    return lambda row: {column: float(row[column]) * factor}


def test_shipped_rows_pass_as_new_records_but_for_the_known_few() -> None:
    fired = {record_id: rules for record_id, rules in found([as_new(row) for row in shipped()]).items() if rules}
    assert fired == {f"new-{record_id}": {rule} for record_id, rule in KNOWN.items()}


def test_the_contradictions_of_the_source_are_waived() -> None:
    report = validate([row for row in shipped() if row["record_id"] in KNOWN], "benchmark_results", select=PLAUSIBLE)
    assert (report.errors, report.waived) == (0, 2)


#: Quantities that another one holds.
HELD = [
    ("training_compute_flop", "parameters"),
    ("forward_flop", "network_operations_flop"),
    ("training_epochs", "network_operations_flop"),
    ("training_dataset_size_datapoint", "network_operations_flop"),
    ("network_operations_flop", "log10_network_operations"),
    ("training_time_hour", "hardware_burden_flop"),
    ("training_gpu_peak_flop_per_s", "hardware_burden_flop"),
    ("training_gpu_count", "hardware_burden_flop"),
    ("hardware_burden_flop", "training_time_hour"),
    ("parameters", "milestone_system"),
]


@pytest.fixture(scope="module")
def slips() -> dict[tuple[str, float], float]:
    """By column and factor: the share of the slips that are found."""
    factors = (1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9)
    return shares_found({(held[0], factor): (slip(held[0], factor), held) for held in HELD for factor in factors})


@pytest.mark.parametrize(("column", "beside"), HELD)
def test_a_unit_slip_is_found_where_another_quantity_holds_it(
    column: str, beside: str, slips: dict[tuple[str, float], float]
) -> None:
    shares = {factor: share for (slipped, factor), share in slips.items() if slipped == column}
    assert len(shares) == 6
    assert {factor: share for factor, share in shares.items() if share < 0.97} == {}


def test_days_for_hours_are_found() -> None:
    assert share_found(slip("training_time_hour", 1 / 24), "training_time_hour") == 1


def test_multiply_adds_counted_as_operations_are_found() -> None:
    assert share_found(slip("forward_flop", 0.5), "forward_flop", "network_operations_flop") == 1


def test_per_cent_divided_twice_is_found_but_in_gsm8k_which_starts_at_zero() -> None:
    scored = [row for row in shipped() if "score_fraction" in row]
    rows = [as_new(row, score_fraction=float(row["score_fraction"]) / 100) for row in scored]
    rules = found(rows)
    missed = {row["benchmark"] for row in rows if "benchmark-score-implausibly-low" not in rules[row["record_id"]]}
    guessed = connect().execute("select benchmark from benchmarks where chance_score_fraction > 0.002").fetchall()
    assert missed.isdisjoint({benchmark for (benchmark,) in guessed})
    of_old = {row["benchmark"] for row in scored if not row["source"].startswith("epoch-index")}
    assert missed & of_old == {"gsm8k"}


def test_a_score_above_every_later_one_is_found() -> None:
    early = []
    for benchmark in ("imagenet", "ms_coco", "squad_1_1", "wmt2014_en_fr", "conll_2003"):
        rows = [row for row in shipped() if row["benchmark"] == benchmark and row["is_primary_metric"] == "true"]
        best = max(float(row["score_fraction"]) for row in rows)
        early.append(as_new(min(rows, key=lambda row: int(row["year"])), score_fraction=min(best + 0.06, 1)))
    assert found(early) == {row["record_id"]: {"benchmark-score-ahead-of-time"} for row in early}


def test_a_metric_of_another_benchmark_is_found_in_every_row() -> None:
    def other(row: Row) -> Row:
        return {"metric": "bleu" if row["benchmark"] != "wmt2014_en_fr" and "de" not in row["benchmark"] else "f1"}

    assert share_found(other, "metric") == 1


def test_the_primary_metric_is_known_of_every_row() -> None:
    assert share_found(lambda row: {"is_primary_metric": row["is_primary_metric"] != "true"}, "metric") == 1


@pytest.mark.parametrize("record_id", ["0-new-score", "zz-new-score"])
def test_burden_copied_to_a_score_of_another_run_is_found(record_id: str) -> None:
    """Whether the new id comes before or after those of the run that we ship."""
    row = next(row for row in shipped() if "hardware_burden_flop" in row and row["metric"] == "box_ap")
    copy = {**row, "record_id": record_id, "admission": "submitted", "hardware_burden_flop": 5e21}
    assert "run-computation-differs" in found([copy])[record_id]


def test_the_other_score_of_a_run_is_called_shipped_or_submitted_beside_it() -> None:
    row = next(row for row in shipped() if "hardware_burden_flop" in row and row["metric"] == "box_ap")
    first_of_run = min(other["record_id"] for other in shipped() if other["run_id"] == row["run_id"])
    copies = [row | {"record_id": "0-new", "hardware_burden_flop": 5e21}]
    copies += [
        as_new(row, record_id=f"0-new-{burden}", run_id="0-new", hardware_burden_flop=burden) for burden in (1, 2)
    ]
    findings = validate(copies, "benchmark_results", select=["run-computation-differs"])
    said = [(finding.record, finding.evidence) for finding in findings]
    assert said == [
        ("0-new", f"benchmark_results/{first_of_run}"),
        ("0-new-2", "submitted beside it: 0-new-1"),
    ]


def test_an_implausible_computing_power_is_told_of_the_column_that_holds_it() -> None:
    power = {"record_id": "a", "network_operations_flop": 2.83e18, "computing_power_flop": 1.95e22}
    burden = power | {"record_id": "b", "hardware_burden_flop": 1.96e22}
    findings = validate([power, burden], "benchmark_results", select=["computing-power-implausible"])
    said = [(found.column, found.value) for found in findings if found.rule == "computing-power-implausible"]
    assert said == [("computing_power_flop", "1.95e+22"), ("hardware_burden_flop", "1.96e+22")]


def test_evidence_is_asked_of_new_records() -> None:
    vision = next(row for row in shipped() if "includes_architecture_search" in row and "training_time_hour" in row)
    text = next(row for row in shipped() if {"milestone_system", "training_compute_flop", "shots"} <= set(row))
    lacking = (
        (vision, "includes_architecture_search", "architecture-search-unmarked"),
        (vision, "training_time_hour", "benchmark-computation-missing"),
        (vision, "hardware_burden_flop", "benchmark-computation-missing"),
        (text, "shots", "benchmark-evidence-missing"),
        (text, "source_url", "benchmark-evidence-missing"),
        (text, "milestone_system", "benchmark-computation-missing"),
    )
    new = [as_new(vision), as_new(text)]
    new += [
        as_new(row, record_id=f"without-{name}", run_id=f"without-{name}", **{name: None}) for row, name, _ in lacking
    ]
    rules = found(new, IDS)
    assert rules[new[0]["record_id"]] == rules[new[1]["record_id"]] == set()
    for _, column, rule in lacking:
        assert rule in rules[f"without-{column}"], column


def test_a_benchmark_that_is_not_allowed_is_told_once() -> None:
    row = next(row for row in shipped() if row["benchmark"] == "hellaswag" and "shots" not in row)
    told = {found.column for found in validate(as_new(row), "benchmark_results", select=["benchmark-evidence-missing"])}
    assert "shots" in told
    select = ["structure", "inclusion", "reference"]
    misnamed = validate(as_new(row, benchmark="helaswag"), "benchmark_results", select=select)
    assert {found.rule for found in misnamed if found.column in ("benchmark", "shots", "metric")} == {
        "benchmark-unknown"
    }
