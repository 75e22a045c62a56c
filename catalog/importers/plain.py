"""Records as `records.csv` holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, format_cell
from compute_trends.catalog.schema import TableSchema


def plain_record(schema: TableSchema, record: Mapping[str, Any]) -> Record:
    """The record as `read_records` would give it: all columns, list columns joined."""
    unknown = record.keys() - set(schema.names)
    if unknown:
        raise ValueError(f"columns that {schema.name} does not declare: {sorted(unknown)}")
    plain: Record = {}
    for column in schema.columns:
        value = record.get(column.name)
        if column.is_list:
            value = format_cell(column, value) or None if value else None
        elif column.type == "number" and value is not None:
            value = float(value)
        plain[column.name] = value
    return plain


def refuse_repeats(records: Sequence[Record]) -> None:
    """Refuse two records of one id.

    Raises:
        ImportRefusedError: there are two.
    """
    seen: set[str] = set()
    for record in records:
        if record["record_id"] in seen:
            raise ImportRefusedError(f"two records would have the record_id {record['record_id']!r}")
        seen.add(record["record_id"])
