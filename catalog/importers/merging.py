"""What stays of the records that are held when their upstream rows come in again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.corrections import comparable
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.corrections import typed
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema
from compute_trends.catalog.texts import yaml_text

#: Beside records.csv: what contributors stated of records that are upstream's now.
CONTRIBUTED = "contributed.yaml"
Contributed = dict[str, dict[str, Any]]

#: What says where a record is from, and no fact of it.
_OF_THE_EXPORT = ("record_id", "source", "admission", "contributing_sources")
_LINKS = ("source_url", "source_urls")


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


@dataclass
class Merged:
    """Records held and imported together.

    Attributes:
        records: all of them.
        notes: what a maintainer should see.
        conflicts: cells of which upstream and a contributor say different things.
        contributed: what contributors stated of records that are upstream's now.
    """

    records: list[Record]
    notes: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    contributed: Contributed = field(default_factory=dict)


def merge_submitted(
    schema: TableSchema, kept: Sequence[Record], records: Sequence[Record], contributed: Contributed, whole: bool
) -> Merged:
    """Put what was imported beside what stays, and what contributors stated of it into it.

    A submitted record that upstream now has keeps its id, its evidence and every cell that upstream does not state;
    where both state one, upstream's stands and the conflict is told. One that upstream drops again is submitted again.

    Args:
        schema: of the dataset.
        kept: records that stay as they are.
        records: those imported; changed in place.
        contributed: what was stated of records that upstream took over earlier.
        whole: whether the import is the whole table, so that what it lacks is gone.
    """
    held = {row["record_id"]: row for row in kept}
    result = Merged([], contributed=dict(contributed))
    for record in records:
        submitted = held.get(record["record_id"])
        if submitted is not None and submitted["admission"] == "submitted":
            stated = {name: submitted[name] for name in schema.names if submitted[name] is not None}
            result.contributed[record["record_id"]] = stated
            result.notes.append(
                f"{record['record_id']} was submitted and is now upstream: its evidence and what upstream lacks stay"
            )
        held.pop(record["record_id"], None)
        if record["record_id"] in result.contributed:
            _fill(schema, record, result)
    present = held.keys() | {record["record_id"] for record in records}
    for record_id in sorted(result.contributed.keys() - present) if whole else ():
        held[record_id] = dict.fromkeys(schema.names) | result.contributed.pop(record_id)
        result.notes.append(f"{record_id} was submitted and is upstream no more: the submission stands again")
    result.records = [*held.values(), *records]
    return result


def _fill(schema: TableSchema, record: Record, result: Merged) -> None:
    stated = result.contributed[record["record_id"]]
    for name in schema.names:
        if name in _OF_THE_EXPORT or name in _LINKS or stated.get(name) is None:
            continue
        if record[name] is None:
            record[name] = stated[name]
        elif comparable(record[name]) != comparable(stated[name]):
            result.conflicts.append(
                f"{record['record_id']}, {name}: {record['source']} says {comparable(record[name])!r} (kept), the "
                f"submission {comparable(stated[name])!r} ({stated.get('source_url') or 'no link'})"
            )
    links = [link for name in _LINKS for link in str(stated.get(name) or "").split(LIST_DELIMITER) if link]
    known = [link for name in _LINKS for link in str(record[name] or "").split(LIST_DELIMITER) if link]
    if more := [link for link in links if link not in known]:
        record["source_url"] = known[0] if known else more[0]
        record["source_urls"] = LIST_DELIMITER.join([*known, *more][1:]) or None


def read_contributed(root: Path, schema: TableSchema) -> Contributed:
    """What `contributed.yaml` holds: the cells of submissions that upstream took over, by record."""
    path = root / "datasets" / schema.name / CONTRIBUTED
    if not path.is_file():
        return {}
    return {
        record: {name: typed(schema[name].type, value) for name, value in cells.items() if name in schema.names}
        for record, cells in (yaml_text.read(path) or {}).items()
    }


def render_contributed(contributed: Contributed) -> str:
    """The text of `contributed.yaml`."""
    plain = {
        record: {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in cells.items()}
        for record, cells in sorted(contributed.items())
    }
    return yaml_text.dump(plain)
