"""`compute-trends template`: a record to fill in, and real ones that pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml
from click.testing import Result

from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets
from compute_trends.validators.api import validate
from compute_trends.validators.reports.report import Report
from compute_trends.validators.submitting.needs import find_needs
from compute_trends.validators.submitting.template import example_cells, example_path

Run = Callable[..., Result]
CLOSED = {dataset: load_schema(dataset).closed for dataset in datasets() if load_schema(dataset).closed}
DATASETS = pytest.mark.parametrize("dataset", [dataset for dataset in datasets() if dataset not in CLOSED])


def _told(report: Report) -> list[str]:
    """What is found; an example that is a record we ship says more of it than we hold, and so revises it."""
    found = [item for item in report if item.rule != "record-revised"]
    return [f"{item.rule}: {item.column}: {item.message}" for item in found]


@DATASETS
def test_the_example_passes_without_a_warning(run: Run, tmp_path: Path, dataset: str) -> None:
    path = tmp_path / "example.yaml"
    assert run("template", dataset, "--example", "--output", str(path)).exit_code == 0
    report = validate(path)  # the dataset is found from the columns
    assert _told(report) == []
    assert (report.files[0].dataset, report.records, report.waived) == (dataset, 1, 0)


@DATASETS
def test_the_example_is_a_submission_of_its_own_or_one_that_we_ship(
    dataset: str, shipped_views: duckdb.DuckDBPyConnection
) -> None:
    cells, given = example_cells(dataset), yaml.safe_load(example_path(dataset).read_text(encoding="utf-8"))
    assert (cells["admission"], cells["source"]) == ("submitted", "submitted")
    assert set(given) <= set(load_schema(dataset).names)
    ships = shipped_views.execute(f"select * from {dataset} where record_id = ?", [given["record_id"]]).fetchall()
    assert ships or {"name", "source_url"} <= set(given)


@DATASETS
def test_every_column_is_annotated_and_only_those_that_every_submission_needs_wait(run: Run, dataset: str) -> None:
    text = run("template", dataset).stdout
    schema = load_schema(dataset)
    waiting = re.findall(r"(?m)^(\w+):", text)
    required = {column.name for column in schema.columns if column.required}
    assert set(waiting) == required | find_needs(dataset).always
    assert re.findall(r"(?m)^(?:# )?([a-z0-9_]+):(?: submitted)?$", text) == schema.names
    flat = " ".join(line.removeprefix("#").strip() for line in text.splitlines())
    for column in schema.columns:
        assert " ".join(column.title.split()) in flat
        assert " ".join(column.description.split()) in flat
        assert f"unit {column.unit}" in flat or not column.unit
        for word in (*column.enum, *column.item_enum):
            assert word in flat
    long = [line for line in text.splitlines() if len(line) > 100 and "Example" not in line]
    assert not [line for line in long if " " in line.removeprefix("# ")]  # a link stays whole, on a line of its own


@DATASETS
def test_the_template_filled_in_passes(run: Run, tmp_path: Path, dataset: str) -> None:
    example = {
        line.partition(": ")[0]: line for line in run("template", dataset, "--example").stdout.splitlines()
        if not line.startswith("#")
    }  # fmt: skip
    lines = []
    for line in run("template", dataset).stdout.splitlines():
        name = re.fullmatch(r"(?:# )?([a-z0-9_]+):.*", line)
        lines.append(example.get(name[1], line) if name else line)
    path = tmp_path / "filled.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert _told(validate(path, dataset)) == []


@DATASETS
def test_a_template_that_nobody_filled_in_does_not_pass(run: Run, tmp_path: Path, dataset: str) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text(run("template", dataset).stdout, encoding="utf-8")
    report = validate(path, select=["structure-required"])
    assert report.files[0].dataset == dataset, "found from the columns"
    missing = {item.column for item in report}
    required = {column.name for column in load_schema(dataset).columns if column.required}
    assert missing == required - {"source", "admission"}


@DATASETS
def test_a_column_that_waits_is_one_without_which_the_example_is_refused(dataset: str) -> None:
    cells = example_cells(dataset)
    needed = sorted(find_needs(dataset).always & set(cells))
    assert needed
    records = [{**cells, "record_id": f"without-{at}", name: None} for at, name in enumerate(needed)]
    refused = {(f.record, f.column) for f in validate(records, dataset, select=["inclusion"]) if f.severity == "error"}
    assert refused >= {(f"without-{at}", name) for at, name in enumerate(needed)}


def test_a_closed_dataset_has_no_template_and_says_why(run: Run) -> None:
    for dataset, why in CLOSED.items():
        for more in ((), ("--example",)):
            result = run("template", dataset, *more)
            assert (result.exit_code, result.stderr) == (2, f"Error: {dataset} takes no submissions: {why}\n")
        assert not example_path(dataset).exists()


def test_the_template_says_what_the_rules_ask_for_beside_the_schema(run: Run) -> None:
    text = " ".join(line.removeprefix("# ") for line in run("template", "milestone_systems").stdout.splitlines())
    for said in (
        "Name (required): ",
        "Precision of the publication date (required): ",
        "Source link (required): ",
        "Inclusion criteria (required): ",
        "Confidence (required with training_compute_flop): ",
        "Citations (required where inclusion_criteria is highly_cited): ",
    ):
        assert said in text
    assert re.search(r"(?m)^# confidence:$", run("template", "milestone_systems").stdout)


@pytest.mark.parametrize("dataset", datasets())
def test_examples_of_columns_are_valid_cells(dataset: str) -> None:
    from compute_trends.catalog.files.records import format_cell, parse_cell

    for column in load_schema(dataset).columns:
        if column.example is not None:
            assert parse_cell(column, format_cell(column, column.example)) is not None


def test_an_unknown_dataset_exits_2(run: Run) -> None:
    result = run("template", "milestones")
    assert result.exit_code == 2
    assert "did you mean milestone_systems" in result.stderr


def test_a_file_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text("mine")
    result = run("template", "accelerators", "--output", str(path))
    assert result.exit_code == 2
    assert path.read_text() == "mine"
