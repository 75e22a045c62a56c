"""Submissions to start from: an annotated record to fill in, and a real one that is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.files.records import format_cell
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema, load_schema
from compute_trends.catalog.texts import yaml_text
from compute_trends.validators.structure.messages import bounds
from compute_trends.validators.submitting.needs import SUBMISSION_CELLS, find_needs

_WIDTH = 100
_INSTRUCTIONS = (
    "Fill in the columns that begin a line. Of the others, remove the # in front of those that you know and leave out "
    "the rest: unknown is left out, never 0. Columns marked as evidence are needed where the record makes the claim "
    "that they back. Then run: compute-trends check FILE"
)
_HOW = {
    "number": "a number, as 1200000 or 1.2e6, without separators and without its unit",
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a date, YYYY-MM-DD",
    "string": "a text",
    "list": "a list of texts, as [one, two]",
}


def render_template(dataset: str) -> str:
    """An annotated YAML record of a dataset to fill in; columns that a submission may lack are commented out.

    Raises:
        UnknownNameError: there is no such dataset.
        UsageError: it takes no submissions.
    """
    schema = _open_schema(dataset)
    needs = find_needs(dataset)
    opening = [f"A record of {schema.name}. {schema.description}", _INSTRUCTIONS]
    parts = ["\n".join(line for text in opening for line in _comment(text))]
    for column in schema.columns:
        is_needed = column.required or column.name in needs.always
        needed = "required" if is_needed else f"required {when}" if (when := needs.sometimes.get(column.name)) else ""
        parts.append("\n".join([*_annotation(column, needed), _line(column, is_needed)]))
    return "\n\n".join(parts) + "\n"


def render_example(dataset: str) -> str:
    """A real record of a dataset, as it would be submitted: YAML that passes the check.

    Raises:
        UnknownNameError: there is no such dataset.
        UsageError: it takes no submissions, or has no example.
    """
    schema = _open_schema(dataset)
    cells = example_cells(dataset)
    opening = _comment(
        f"{cells['record_id']}: a real record of {dataset} with its evidence, as it would be submitted. A record of "
        "your own needs a record_id that the dataset does not hold yet."
    )
    return "\n".join([*opening, *_filled(schema, cells)]) + "\n"


def example_cells(dataset: str) -> dict[str, Any]:
    """The values of the example, by column; columns without a value are left out.

    Raises:
        UnknownNameError: there is no such dataset.
        UsageError: it takes no submissions, or has no example.
    """
    from compute_trends.catalog.changes.diff import read_state
    from compute_trends.catalog.versions import find_version

    schema, path = _open_schema(dataset), example_path(dataset)
    if not path.is_file():
        where = path.relative_to(PACKAGE_ROOT).as_posix()
        raise UsageError(f"{dataset} has no example; write a record that passes the check to {where}")
    given: dict[str, Any] = yaml_text.read(path)
    shipped = read_state(schema, find_version(dataset).version).get(given["record_id"], {})
    cells = shipped | given | SUBMISSION_CELLS
    return {name: cells[name] for name in schema.names if cells.get(name) is not None}


def example_path(dataset: str) -> Path:
    """The file of the dataset's example: a real record as it would be submitted, one that we do not hold, or one that
    we ship (what is not given comes from there) with the evidence that its source left out.
    """
    return PACKAGE_ROOT / "datasets" / dataset / "example.yaml"


def _open_schema(dataset: str) -> TableSchema:
    schema = load_schema(dataset)
    if schema.closed:
        raise UsageError(f"{dataset} takes no submissions: {schema.closed}")
    return schema


def _annotation(column: Column, needed: str) -> list[str]:
    marks = [mark for mark in (needed, "evidence" if column.evidence else "") if mark]
    kind = _HOW[column.type] + (f"; unit {column.unit}" if column.unit else "")
    marked = f" ({', '.join(marks)})" if marks else ""
    lines = _comment(f"{column.title}{marked}: {kind}.")
    lines += _comment(column.description)
    if allowed := column.enum or column.item_enum:
        lines += _comment(f"One of: {', '.join(allowed)}" if column.enum else f"Any of: {', '.join(allowed)}")
    if within := bounds(column):
        lines += _comment(f"Must be {within}.")
    if column.reference:
        lines += _comment(f"Names a record of {column.reference['dataset']}.")
    if column.example is not None and column.name not in SUBMISSION_CELLS:
        lines += _comment(f"Example: {_yaml(column, _typed(column, column.example))}")
    return lines


def _line(column: Column, is_needed: bool) -> str:
    if column.name in SUBMISSION_CELLS:
        return f"{column.name}: {SUBMISSION_CELLS[column.name]}"
    return f"{'' if is_needed else '# '}{column.name}:"


def _typed(column: Column, example: Any) -> Any:
    return example.split(LIST_DELIMITER) if column.is_list and isinstance(example, str) else example


def _filled(schema: TableSchema, cells: Mapping[str, Any]) -> Iterable[str]:
    for name, value in cells.items():
        column = schema[name]
        yield f"{name}: {_yaml(column, _typed(column, value))}"


def _yaml(column: Column, value: Any) -> str:
    """A value on one line, as YAML writes it and the check reads it: cells as records.csv has them."""
    if column.type in ("number", "integer", "boolean", "date"):
        return format_cell(column, value)
    items = [str(item) for item in value] if isinstance(value, list) else str(value)
    dumped = yaml_text.dump(items, width=10**9, is_flow=True)
    return dumped.removesuffix("...\n").strip()


def _comment(text: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False,
                break_on_hyphens=False)  # fmt: skip
