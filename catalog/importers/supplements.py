"""Second sources of a dataset: what fills columns of records that another source brought in.

An importer with `SUPPLEMENTS`, the column that names such a source on a record, gives records of a few columns: those
whose `source` in the schema names one of its layouts, and `FILLS`, which it derives itself. They go into the records
held, by record_id; submitted records, and all other columns, stay as they are. When the first source is imported again,
what a second one filled stays in a record as long as the dataset's headline column has the value beside which it was
read.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.layouts import series_of
from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.numbers import count


def columns_filled(schema: TableSchema, importer: object) -> list[str]:
    """The columns that an importer fills in records of other sources; none unless it supplements."""
    mark = getattr(importer, "SUPPLEMENTS", None)
    if mark is None:
        return []
    layouts = {layout.key for layout in importer.LAYOUTS}  # type: ignore[attr-defined]
    derived: Collection[str] = {mark, *getattr(importer, "FILLS", ())}
    return [column.name for column in schema.columns if column.name in derived or column.source.keys() & layouts]


def filled(
    imported: Imported, facts: Sequence[Record], previous: Sequence[Record], names: Sequence[str], mark: str
) -> list[Record]:
    """The upstream records held, with `names` as the supplement has them.

    Args:
        imported: what was read, for messages.
        facts: its records, with all columns.
        previous: the records held.
        names: the columns that the supplement fills.
        mark: the one that names it.

    Raises:
        ImportRefusedError: a fact names no upstream record that is held.
    """
    by_id = {record["record_id"]: record for record in facts}
    held = {row["record_id"] for row in previous if row["admission"] != "submitted"}
    if strange := sorted(by_id.keys() - held):
        raise ImportRefusedError(
            f"{imported.files[0].name}: {strange[0]} is no upstream record of {imported.dataset}; import these first"
        )
    own = {series_of(read.key) for read in imported.files}
    found = []
    for row in previous:
        if row["admission"] == "submitted":
            continue
        fact = by_id.get(row["record_id"])
        # What the record's first source states, or another table of this kind, is not the table's to empty; what it
        # said itself, in this export or an earlier one, is.
        stated = dict.fromkeys(names) if row[mark] and series_of(row[mark]) in own else row
        chosen = {name: stated[name] if fact is None or fact[name] is None else fact[name] for name in names}
        found.append({**row, **chosen})
    return found


def carried_over(
    schema: TableSchema, records: Sequence[Record], previous: Mapping[str, Record], names: Sequence[str]
) -> list[str]:
    """Keep in `records` what second sources filled in the same records before; returns notes of what could not stay.

    Args:
        schema: of the dataset.
        records: as imported from the first source and corrected; changed in place.
        previous: the records held, by id.
        names: the columns that second sources fill.
    """
    kept, lost = 0, []
    for record in records:
        before = previous.get(record["record_id"])
        facts = [name for name in names if before is not None and before[name] is not None and record[name] is None]
        if before is None or not facts:
            continue
        if not _equal(record[schema.headline_column], before[schema.headline_column]):
            lost.append(record["record_id"])
            continue
        kept += 1
        for name in facts:
            record[name] = before[name]
    notes = [f"{count(kept, 'record')} {agreed(kept, 'keep')} what a second source says"] if kept else []
    if lost:
        notes.append(
            f"what a second source says of {count(len(lost), 'record')} was read beside another "
            f"{schema.headline_column} and is left out: {', '.join(lost)}"
        )
    gone = sorted(
        key for key, row in previous.items()
        if row["admission"] != "submitted" and any(row[name] is not None for name in names)
        and key not in {record["record_id"] for record in records}
    )  # fmt: skip
    if gone:
        notes.append(
            f"a second source says something of {count(len(gone), 'record')} no longer there: {', '.join(gone)}"
        )
    return notes


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return bool(one == other)
