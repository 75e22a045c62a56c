"""The typed rows of a large submission are stored in a file: a rule finds there, alone too, what it finds in few."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import compute_trends as ct
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets
from compute_trends.validators.api import validate
from compute_trends.validators.engine import bench, findings_table, run_rules, submission
from compute_trends.validators.registry import all_rules
from compute_trends.validators.rule import Rule
from compute_trends.validators.structure import columns as by_column

SLOW = pytest.mark.slow
Found = list[tuple[Any, ...]]

#: Rules that read `submitted_<dataset>`; of the others, which judge cells while a file is read, no table is made.
#: Those of a dataset are beside each other, so that one process finds what they find in few rows.
RULES = [
    (dataset, rule)
    for dataset in datasets()
    for rule in all_rules().values()
    if rule.sql is not None and dataset in rule.datasets
]


@cache
def _records(dataset: str) -> list[Mapping[str, Any]]:
    """The examples of all rules on a dataset, and a few shipped records under ids of their own: copies."""
    closed = {"admission": "upstream"} if load_schema(dataset).closed else {}  # else it takes no records
    examples = [
        {name: value for name, value in record.items() if name != "_dataset"} | closed
        for of, rule in RULES
        if of == dataset
        for example in (*rule.passes, *rule.fails)
        for record in ([example] if isinstance(example, Mapping) else example)
        if record.get("_dataset", rule.datasets[0]) == dataset
    ]
    shipped = ct.load(dataset, as_="pyarrow").slice(0, 10).to_pylist()
    copies = [{**record, "record_id": f"{record['record_id']}-again"} for record in shipped]
    return [*examples, *copies]


def _found(dataset: str, rules: list[Rule]) -> dict[str, Found]:
    report = validate(_records(dataset), dataset, select=[rule.id for rule in rules])
    found: dict[str, Found] = {rule.id: [] for rule in rules}
    for item in report:
        found[item.rule].append((item.line, item.record, item.column, item.value, item.message, item.evidence))
    return {rule: sorted(items, key=repr) for rule, items in found.items()}


@cache
def _found_in_few(dataset: str, prepared: bool = False) -> dict[str, Found]:
    return _found(dataset, [rule for of, rule in RULES if of == dataset and (rule.prepare or not prepared)])


def _keep_in_files(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """Have checks of more than `rows` rows store them in a file, as they do above 100,000."""
    monkeypatch.setattr(bench, "_ROWS_IN_MEMORY", rows)
    monkeypatch.setattr(submission, "_FEW_ROWS", rows)
    monkeypatch.setattr(run_rules, "_TABLE_ROWS", 0)
    monkeypatch.setattr(run_rules, "_FETCHED_ROWS", 0)


@pytest.mark.slow
@pytest.mark.parametrize("dataset", datasets())
def test_at_the_limit_and_above_it_the_rules_find_the_same(dataset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few, rules = _found_in_few(dataset), [rule for of, rule in RULES if of == dataset]
    assert any(few.values())
    for limit in (len(_records(dataset)), len(_records(dataset)) - 1):
        _keep_in_files(monkeypatch, limit)
        assert _found(dataset, rules) == few


#: What a rule prepares may stand on what another made: whatever is prepared is tried every time, by one of its rules.
FIRST = {(of, rule.prepare): rule.id for of, rule in reversed(RULES) if rule.prepare}


@pytest.mark.parametrize(
    ("dataset", "rule"),
    [
        pytest.param(of, rule, marks=[] if rule.id == FIRST.get((of, rule.prepare)) else SLOW, id=f"{of}-{rule.id}")
        for of, rule in RULES
    ],
)
def test_a_rule_alone_finds_the_same_in_many_rows(dataset: str, rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {rule.id: _found_in_few(dataset, rule.prepare is not None)[rule.id]}
    _keep_in_files(monkeypatch, len(_records(dataset)) - 1)
    assert _found(dataset, [rule]) == expected


@pytest.mark.slow
@pytest.mark.parametrize("more", [0, 1])
def test_duplicates_are_found_in_a_file_at_the_limit_and_above_it(more: int, tmp_path: Path) -> None:
    rows, copy = bench._ROWS_IN_MEMORY + more, ct.load("milestone_systems", as_="pyarrow").slice(0, 1).to_pylist()[0]
    names = [f"Made-up {index}" for index in range(rows - 1)]
    table = {
        "record_id": [f"made-up-{index}" for index in range(rows - 1)] + ["copied"],
        "name": [*names, copy["name"]],
        "publication_date": [copy["publication_date"]] * rows,
    }
    pq.write_table(pa.table(table), tmp_path / "many.parquet")
    report = validate(tmp_path / "many.parquet", "milestone_systems", select=["duplicate-name", "record-id-taken"])
    assert [(finding.rule, finding.record) for finding in report] == [("duplicate-name", "copied")]


def test_after_very_many_findings_nothing_more_is_asked_and_that_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, good = tmp_path / "a.parquet", tmp_path / "b.yaml"
    rows = 2000  # more than are judged cell by cell
    columns = {"record_id": [f"a-{at}" for at in range(rows)], "citations": ["x"] * rows, "parameters": ["y"] * rows}
    pq.write_table(pa.table(columns), path)
    good.write_text("record_id: A\n")
    whole = validate(path, "milestone_systems", select=["structure", "milestone-name-missing"])
    assert {f.rule for f in whole} > {"structure-type", "milestone-name-missing"}
    for module in (findings_table, by_column):
        monkeypatch.setattr(module, "FINDINGS_LIMIT", rows - 1)
    found = validate([path, good], "milestone_systems", select=["structure", "milestone-name-missing"])
    assert "milestone-name-missing" not in {f.rule for f in found}
    assert len({f.column for f in found if f.rule == "structure-type"}) == 1
    (ended,) = (f for f in found if f.rule == "structure-file")
    assert (ended.file, ended.severity) == (str(path), "error")
    assert ended.message == "the records have more than 1,999 findings; 1 rule was not asked"
    assert [f.value for f in found if f.rule == "structure-pattern"] == ["A"]  # the other file is judged nevertheless


def test_columns_that_only_late_records_fill_are_read_like_others(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"record_id": f"a-{at}", "source": "x"}) for at in range(30_000)]
    lines[-2] = json.dumps({"citations": "many", "record_id": "b"})
    path.write_text("\n".join(lines))
    found = validate(path, "milestone_systems", select=["structure-type", "structure-pattern"])
    assert [(f.rule, f.line, f.column, f.value) for f in found] == [("structure-type", 29_999, "citations", "many")]
    (report,) = validate(path, "milestone_systems", select=["milestone-name-missing"]).files
    assert report.rows == 30_000


def test_of_many_files_a_few_are_taken_at_once_and_the_findings_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(5):
        record = {"record_id": f"made-up-{at // 2}", "name": f"Made-up {at // 3}", "confidence": "certain"}
        (tmp_path / f"{at}.json").write_text(json.dumps([record, {**record, "record_id": f"other-{at}"}]))
    whole = validate(tmp_path, "milestone_systems").findings
    assert {"structure-unique", "structure-enum", "duplicate-name"} <= {finding.rule for finding in whole}
    monkeypatch.setattr(submission, "_FEW_ROWS", 0)
    monkeypatch.setattr(findings_table, "_MANY_NAMELESS", 0)
    for files in (1, 2, 5):
        monkeypatch.setattr(submission, "_FILES", files)
        monkeypatch.setattr(findings_table, "_FEW_FILES", files)
        assert validate(tmp_path, "milestone_systems").findings == whole
