"""`records.csv`: the text that people edit and review, and its exact conversion to and from Arrow.

A cell is written in one way only: numbers in their shortest form that reads back to the same double, dates as
YYYY-MM-DD, booleans as true and false, list items joined by `;`, unknown as an empty cell. Rows are sorted by
record_id.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.catalog.files.atomic import write_text
from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema
from compute_trends.catalog.texts.cells import DELIMITERS
from compute_trends.catalog.texts.numbers import exact

if TYPE_CHECKING:
    import pyarrow as pa

Record = dict[str, Any]

#: The file of a dataset's folder that people edit.
RECORDS = "records.csv"

#: What is added of a cell in the form of another program.
_OTHER_CELLS = "; of CSV, cells are read as compute-trends export writes them, of Parquet as any program does"

#: Names of a header that a message shows.
_NAMES_SHOWN = 8


def format_cell(column: Column, value: object) -> str:
    """The text of a value in `records.csv`; a value that is a string may hold any type as the file would write it.

    Raises:
        ValueError: the value is not of the column's type, or a list item is empty or holds the delimiter.
    """
    if value is None:
        return ""
    # Most cells are as they should be, which takes less time to see than to find what is wrong with the others.
    if type(value) is str and column.type in ("string", "list") and _is_plain(value, column.is_list):
        return value
    if type(value) is float and column.type == "number" and math.isfinite(value):
        return exact(value)
    if column.type == "list":
        items = list(value) if isinstance(value, list | tuple) else str(value).split(LIST_DELIMITER)
        if not all(isinstance(item, str) and item and not {LIST_DELIMITER, "\r"} & set(item) for item in items):
            raise ValueError(f"an item of {column.name} is empty, no text, or holds {LIST_DELIMITER!r}: {items}")
        return LIST_DELIMITER.join(items)
    if isinstance(value, str) and column.type != "string":
        value = parse_cell(column, value)
    if column.type == "integer" and isinstance(value, float) and value.is_integer():
        value = int(value)
    if not _is_typed(column.type, value):
        raise ValueError(f"{column.name} = {value!r} is not a {column.type}")
    if isinstance(value, str) and "\r" in value:  # csv before Python 3.13 writes it bare, and then cannot read it
        raise ValueError(f"{column.name} = {value!r} holds a carriage return")
    if column.type == "number":
        return exact(float(value))  # type: ignore[arg-type]
    if column.type == "boolean":
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _is_plain(text: str, is_list: bool) -> bool:
    """Whether a text is written as it is; of a list, that no item is empty."""
    ends = (text[:1], text[-1:])
    return "\r" not in text and not (is_list and ("" in ends or LIST_DELIMITER in ends or LIST_DELIMITER * 2 in text))


def _is_typed(kind: str, value: object) -> bool:
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    if kind == "number":
        return (type(value) is float or isinstance(value, Real)) and math.isfinite(value)  # Real is slow to ask
    if kind == "integer":
        return (type(value) is int or isinstance(value, Integral)) and -(2**63) <= int(value) < 2**63
    if kind == "date":
        return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return isinstance(value, str)


# What float, int and fromisoformat accept beyond this (nan, 1_000, 2020-W01-1) is no way to write a value here.
_CELLS = {
    "number": re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII),
    "integer": re.compile(r"[+-]?\d{1,19}", re.ASCII),
    "boolean": re.compile(r"true|false"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    "list": re.compile(rf"[^{LIST_DELIMITER}]+({LIST_DELIMITER}[^{LIST_DELIMITER}]+)*"),
}


def parse_cell(column: Column, text: str) -> object:
    """The value of a cell of `records.csv`; a list column stays one joined string.

    Raises:
        ValueError: the text is not of the column's type.
    """
    if text == "":
        return None
    if column.type == "string":
        return text
    if column.type in _CELLS and not _CELLS[column.type].fullmatch(text):
        raise ValueError(f"{text!r} is not a {column.type}")
    value: object = text
    if column.type == "number":
        value = float(text)
    elif column.type == "integer":
        value = int(text)
    elif column.type == "boolean":
        value = text == "true"
    elif column.type == "date":
        value = dt.date.fromisoformat(text)
    if column.type != "list" and not _is_typed(column.type, value):
        raise ValueError(f"{text!r} is out of range for a {column.type}")
    return value


def render_csv(schema: TableSchema, records: Iterable[Mapping[str, Any]]) -> str:
    """The text of a `records.csv` that holds `records`, sorted by record_id."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(schema.names)
    named = {column.name: column for column in schema.columns}
    for record in sorted(records, key=lambda record: str(record["record_id"])):
        unknown = record.keys() - named.keys()
        if unknown:
            raise ValueError(f"columns that {schema.name} does not declare: {sorted(unknown)}")
        cells = [(column, record.get(name)) for name, column in named.items()]
        writer.writerow(["" if cell is None else format_cell(column, cell) for column, cell in cells])
    return buffer.getvalue()


def write_records(path: Path, schema: TableSchema, records: Iterable[Mapping[str, Any]]) -> bool:
    """Write `records.csv` atomically; say whether it changed."""
    return write_text(path, render_csv(schema, records))


def read_records(path: Path, schema: TableSchema) -> list[Record]:
    """Read a `records.csv`: typed values, None for unknown, list columns as joined strings.

    Raises:
        UsageError: the columns are not those that are declared.
        ComputeTrendsError: the file or a cell is not as declared; names file, line, column and value.
    """
    return list(iterate_records(path, schema))


def iterate_records(path: Path, schema: TableSchema) -> Iterator[Record]:
    """The records of a `records.csv` one by one, as `read_records` reads them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:  # spreadsheet programs put a mark before it
            reader = csv.reader(handle, strict=True)
            header = next(reader, [])
            if header != schema.names:
                raise UsageError(f"{path}: {_header_fault(header, schema, is_ours=path.name == RECORDS)}")
            remedy = "" if path.name == RECORDS else _OTHER_CELLS
            line = reader.line_num + 1  # a cell may hold line breaks: name the line where a row begins
            for row in reader:
                yield _record(row, schema, f"{path}, line {line}", remedy)
                line = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise ComputeTrendsError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except csv.Error as error:
        raise ComputeTrendsError(f"{path}, line {reader.line_num}: {error}") from error


def add_columns(path: Path, schema: TableSchema) -> list[str]:
    """Give a `records.csv` the declared columns that it lacks, empty, where they are declared; their names.

    Raises:
        UsageError: another column is not declared, they are in another order, or what is lacking is required.
        ComputeTrendsError: as `read_records`.
    """
    header = read_header(path)
    added = [name for name in schema.names if name not in header]
    if not added or header != [name for name in schema.names if name in header]:
        read_records(path, schema)  # says what is wrong, if anything is
        return []
    if needed := [name for name in added if schema[name].required]:
        raise UsageError(
            f"{path} lacks {', '.join(needed)}, which schemas/{schema.name}.json requires of every record; declare "
            "it without required until every record has a value"
        )
    held = tuple(column for column in schema.columns if column.name in header)
    write_records(path, schema, read_records(path, replace(schema, columns=held)))
    return added


def drop_columns(path: Path, schema: TableSchema) -> list[str]:
    """Take the retired columns out of a `records.csv`, whatever they hold; their names.

    Raises:
        ComputeTrendsError: as `read_records`.
    """
    header = read_header(path)
    dropped = [gone.column.name for gone in schema.retired if gone.column.name in header]
    if dropped:
        whole = schema.with_retired(*dropped)
        held = tuple(column for column in whole.columns if column.name in header)
        kept = tuple(column for column in held if column.name not in dropped)
        rows = read_records(path, replace(whole, columns=held))
        written = [{name: value for name, value in row.items() if name not in dropped} for row in rows]
        write_records(path, replace(schema, columns=kept), written)
    return dropped


def read_header(path: Path) -> list[str]:
    """The names in the first line of a `records.csv`."""
    with path.open(encoding="utf-8", newline="") as handle:
        return next(csv.reader(handle), [])


def _record(row: list[str], schema: TableSchema, where: str, remedy: str) -> Record:
    if len(row) != len(schema.columns):
        raise ComputeTrendsError(f"{where}: {len(row)} cells where the header has {len(schema.columns)}")
    record: Record = {}
    for column, text in zip(schema.columns, row, strict=True):
        try:
            record[column.name] = parse_cell(column, text) if text else None
        except ValueError as error:
            message = f"{where}: {column.name} = {text!r} is not a {column.type}{remedy}"
            raise ComputeTrendsError(message) from error
    return record


def _header_fault(header: list[str], schema: TableSchema, *, is_ours: bool) -> str:
    """What is wrong with the names of the columns, of a `records.csv` of ours or of another table."""
    declared = f"schemas/{schema.name}.json"
    if not header and not is_ours:
        return "the file is empty, or begins with an empty line"
    if header != list(dict.fromkeys(header)):
        twice = sorted({name for name in header if header.count(name) > 1})
        return f"the header has {_few(map(repr, twice))} more than once; a column stands once"
    unknown = [name for name in header if name not in schema.names]
    missing = [name for name in schema.names if name not in header]
    if not unknown and not missing:
        return f"the columns are not in the order of {declared}: {_few(schema.names)}"
    if len(header) == 1 and (mark := next((name for mark, name in DELIMITERS.items() if mark in header[0]), None)):
        return f"cells are separated by {mark}, not by commas"
    if not unknown:
        remedy = "compute-trends build adds a column" if is_ours else "compute-trends export writes all of them"
        return f"the header lacks {_few(missing)}, which {declared} declares; {remedy}"
    lacking = f", and the header lacks {_few(missing)}" if missing else ""
    if all(name in [gone.column.name for gone in schema.retired] for name in unknown):
        return f"{declared} declares {_few(unknown)} retired{lacking}; compute-trends build takes a column out"
    remedy = "declare the column, or take it out of the file" if is_ours else "take the column out of the file"
    return f"{declared} does not declare {_few(map(repr, unknown))}{lacking}; {remedy}"


def _few(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - _NAMES_SHOWN} more" if len(listed) > _NAMES_SHOWN + 1 else ""
    return f"{', '.join(listed[:_NAMES_SHOWN] if more else listed)}{more}"


def to_arrow(schema: TableSchema, records: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Records, as `read_records` gives them, as the Arrow table that a version's Parquet holds."""
    import duckdb

    rows = sorted(records, key=lambda record: str(record["record_id"]))
    unnested, lists = as_lists(schema.columns, rows)
    # Arrow imports pandas before it makes an array of Python values, which takes longer than to make all of them so.
    table = duckdb.connect().sql(f"select {unnested}", params=lists).to_arrow_table()
    return table.combine_chunks().cast(schema.arrow_schema)


def as_lists(columns: Sequence[Column], records: Sequence[Mapping[str, Any]]) -> tuple[str, list[list[Any]]]:
    """What DuckDB selects to have records as a table of these columns, and the lists to hand over with it.

    Raises:
        TypeError: a column of whole numbers holds another one, which DuckDB would round.
    """
    lists = [[record.get(column.name) for record in records] for column in columns]
    for column, cells in zip(columns, lists, strict=True):
        if column.type == "integer" and any(isinstance(cell, float) for cell in cells):
            raise TypeError(f"{column.name} holds whole numbers")
    return ", ".join(f"unnest(?::{column.duckdb_type}[]) as {column.name}" for column in columns), lists
