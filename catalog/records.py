"""`records.csv`: the text that people edit and review, and its exact conversion to and from Arrow.

A cell is written in one way only: numbers in their shortest form that reads back to the same double, dates as
YYYY-MM-DD, booleans as true and false, list items joined by `;`, unknown as an empty cell. Rows are sorted by
record_id.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.atomic import write_text
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema

if TYPE_CHECKING:
    import pyarrow as pa

Record = dict[str, Any]


def format_cell(column: Column, value: object) -> str:
    """The text of a value in `records.csv`.

    Raises:
        ValueError: the value is not of the column's type, or a list item holds the delimiter.
    """
    if value is None:
        return ""
    if column.type == "list":
        items = [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
        if any(LIST_DELIMITER in item for item in items):
            raise ValueError(f"an item of {column.name} holds {LIST_DELIMITER!r}: {items}")
        return LIST_DELIMITER.join(items)
    if column.type == "number":
        return _format_number(float(value))  # type: ignore[arg-type]
    if column.type == "integer":
        return str(int(value))  # type: ignore[call-overload]
    if column.type == "boolean":
        return "true" if value else "false"
    if column.type == "date":
        return value.isoformat() if isinstance(value, dt.date) else str(value)
    return str(value)


def _format_number(value: float) -> str:
    text = repr(value)
    return text.removesuffix(".0").replace("e+", "e")


def parse_cell(column: Column, text: str) -> object:
    """The value of a cell of `records.csv`; a list column stays one joined string.

    Raises:
        ValueError: the text is not of the column's type.
    """
    if text == "":
        return None
    if column.type == "number":
        return float(text)
    if column.type == "integer":
        return int(text)
    if column.type == "boolean":
        return {"true": True, "false": False}[text]
    if column.type == "date":
        return dt.date.fromisoformat(text)
    return text


def render_csv(schema: TableSchema, records: Iterable[Mapping[str, Any]]) -> str:
    """The text of a `records.csv` that holds `records`, sorted by record_id."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(schema.names)
    for record in sorted(records, key=lambda record: str(record["record_id"])):
        unknown = record.keys() - set(schema.names)
        if unknown:
            raise ValueError(f"columns that {schema.name} does not declare: {sorted(unknown)}")
        writer.writerow([format_cell(column, record.get(column.name)) for column in schema.columns])
    return buffer.getvalue()


def write_records(path: Path, schema: TableSchema, records: Iterable[Mapping[str, Any]]) -> bool:
    """Write `records.csv` atomically; say whether it changed."""
    return write_text(path, render_csv(schema, records))


def read_records(path: Path, schema: TableSchema) -> list[Record]:
    """Read a `records.csv`: typed values, None for unknown, list columns as joined strings.

    Raises:
        ComputeTrendsError: the columns or a cell are not as declared; names file, line, column and value.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = next(reader, [])
        if header != schema.names:
            odd = [name for name in header if name not in schema.names] or [n for n in schema.names if n not in header]
            raise ComputeTrendsError(
                f"{path}: columns differ from those of schemas/{schema.name}.json: {odd or header}"
            )
        records = []
        for row in reader:
            record: Record = {}
            for column, text in zip(schema.columns, row, strict=True):
                try:
                    record[column.name] = parse_cell(column, text)
                except (ValueError, KeyError) as error:
                    raise ComputeTrendsError(
                        f"{path}, line {reader.line_num}: {column.name} = {text!r} is not a {column.type}"
                    ) from error
            records.append(record)
    return records


def to_arrow(schema: TableSchema, records: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Records, as `read_records` gives them, as the Arrow table that a version's Parquet holds."""
    import pyarrow as pa

    rows = sorted(records, key=lambda record: str(record["record_id"]))
    arrays = [pa.array([row[column.name] for row in rows], column.arrow_type) for column in schema.columns]
    return pa.Table.from_arrays(arrays, schema=schema.arrow_schema)


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a version's Parquet: zstd, one row group, rows in the order given.

    `path` is replaced atomically by the caller, who knows whether it may be.
    """
    import pyarrow.parquet as pq

    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        row_group_size=max(1, table.num_rows),
        version="2.6",
        write_statistics=True,
        store_schema=True,
    )


def read_parquet_table(path: Path) -> pa.Table:
    """The table of a version's Parquet, exactly as stored."""
    import pyarrow.parquet as pq

    return pq.read_table(path)
