"""Tables of a paper as one CSV: one record per row, whose columns a schema names by the layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    integer_or_none,
    number_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.columns import account_columns
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.schema import Column, load_schema
from compute_trends.catalog.texts.names import slug

Conversions = Mapping[str, Callable[[str | None], object]]

_BY_TYPE: Conversions = {"string": text_or_none, "number": number_or_none, "integer": integer_or_none}


def read_paper_table(
    paths: Sequence[Path],
    dataset: str,
    format_name: str,
    what: str,
    layout: Layout,
    paper: str,
    conversions: Conversions,
    exports: Exports | None,
    also: Callable[[Record], dict[str, Any]] = lambda record: {},
) -> Imported:
    """Read the table, one record per row, called after its `name`.

    Args:
        paths: what was given.
        dataset: the dataset that it is for.
        format_name: the format, for messages.
        what: what the one file is, for messages.
        layout: by whose key the schema names its columns.
        paper: the paper's page.
        conversions: by our column, how a cell is read; of others the type says it.
        exports: under which key of origin.yaml the file is booked.
        also: what a record has besides.

    Raises:
        ImportRefusedError: not one file, a column is missing; all at once, cells that are empty or not what their
            columns hold and rows that give the record of an earlier one.
    """
    table, booked = only_table(paths, format_name, what), exports or Exports()
    path, key, problems = table.path, booked.key(layout, table.path), booked.problems
    columns = [column for column in load_schema(dataset).columns if layout.key in column.source]
    known = [column.source[layout.key] for column in columns]
    unknown = account_columns(table.header, path, known, (), problems, f"schemas/{dataset}.json under {layout.key}")
    records: dict[str, Record] = {}
    left_out = []
    called = next(column.source[layout.key] for column in columns if column.name == "name")
    for number, line, row in table.numbered():
        record: Record = {
            column.name: _value(problems, path, line, name, column, row, conversions, row.get(called, ""))
            for name, column in zip(known, columns, strict=True)
        }
        if record["name"] is None:
            left_out.append(LeftOut(key, number, "", "has no name"))
            continue
        record["record_id"] = slug(record["name"])
        record |= also(record) | {"source": key, "source_url": paper, "admission": "upstream"}
        if record["record_id"] in records:
            problems.add(path, line, called, record["name"], "stands twice")
            left_out.append(LeftOut(key, number, record["name"], "stands twice"))
            continue
        records[record["record_id"]] = record
    if exports is None:
        problems.refuse()
    return Imported(dataset, [table.source(key)], list(records.values()), left_out, unknown_columns=unknown)


def _value(
    problems: Problems,
    path: Path,
    line: int,
    upstream: str,
    column: Column,
    row: dict[str, str],
    conversions: Conversions,
    name: str,
) -> object:
    if text_or_none(row.get(upstream)) is None and column.required:
        problems.add(path, line, upstream, row.get(upstream), "is empty", row=name)
        return None
    how = conversions.get(column.name) or _BY_TYPE[column.type]
    return problems.read(path, line, upstream, row.get(upstream), how, row=name)
