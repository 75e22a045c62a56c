"""What stays of the records that are held when their upstream rows come in again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.schema import TableSchema

#: What says where a record is from, and no fact of it.
_OF_THE_EXPORT = ("record_id", "source", "admission", "contributing_sources")


def keep_held(records: Sequence[Record], held: Mapping[str, Record], without: Collection[str]) -> list[str]:
    """Put back columns that are to stay as they are held; says of how many records.

    Args:
        records: what was read; changed in place.
        held: records by id.
        without: the columns.
    """
    notes = []
    for name in without:
        kept = 0
        for record in records:
            record[name] = held.get(record["record_id"], {}).get(name)
            kept += record[name] is not None
        notes.append(f"{name} stays as it is held, on {kept:,} records")
    return notes


def updated(schema: TableSchema, record: Record, held: Record | None) -> Record:
    """A record as a part of a table leaves it: what the part states, else what is held.

    Where that is what is held already, its source stays as well.
    """
    if held is None:
        return record
    facts = [name for name in schema.names if name not in _OF_THE_EXPORT]
    merged = record | {name: held[name] for name in facts if record[name] is None}
    return merged if any(merged[name] != held[name] for name in facts) else held


def merge_submitted(schema: TableSchema, kept: list[Record], records: list[Record]) -> tuple[list[Record], list[str]]:
    """Records held and imported; of a submitted record that upstream now has, the evidence stays."""
    notes = []
    held = {row["record_id"]: row for row in kept}
    for record in records:
        submitted = held.pop(record["record_id"], None)
        if submitted is None:
            continue
        for column in schema.columns:
            if column.evidence and record[column.name] is None:
                record[column.name] = submitted[column.name]
        notes.append(f"{record['record_id']} was submitted and is now upstream: upstream's values, its evidence kept")
    return [*held.values(), *records], notes
