"""`corrections.yaml` on the way from a source to `records.csv`: which entries an import applies, what it says of them.

An entry speaks of the export in which the slip was found, and of later exports of the same table for as long as they
hold it. Of an earlier one it speaks where that would bring the slip back: where the cell is held as it was corrected.
Without a source it speaks of every source of the dataset.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.corrections import comparable, correction_entries
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.formats import Importer
from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.numbers import count


@dataclass
class Corrected:
    """What became of the entries of an import.

    Attributes:
        applied: those that changed a cell.
        notes: what a maintainer should see.
        problems: entries of the very files that were read, whose cell is not what they expect.
    """

    applied: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def refuse_problems(self) -> None:
        """Stop the import where an entry no longer fits its own source.

        Raises:
            ImportRefusedError: one does not; all that do not are named.
        """
        if self.problems:
            raise ImportRefusedError("; ".join(self.problems))


def corrections_for(
    root: Path, imported: Imported, exports: Exports, records: Sequence[Record], previous: Sequence[Record]
) -> list[dict[str, Any]]:
    """The entries that an import applies: those that speak of its sources, and those of later exports that it needs."""
    later = corrections_of_later_exports(root, imported, exports, records, previous)
    return [*corrections_of(root, imported, exports), *later]


def corrections_of(root: Path, imported: Imported, exports: Exports) -> list[dict[str, Any]]:
    """The entries of a dataset's corrections.yaml that speak of the sources of an import."""
    named = {record["record_id"] for record in imported.records}
    return [
        entry
        for entry in correction_entries(root, imported.dataset)
        if _speaks_of(entry.get("source"), imported.sources, exports)
        and (not imported.updates or entry["record"] in named)
    ]


def corrections_of_later_exports(
    root: Path, imported: Imported, exports: Exports, records: Sequence[Record], previous: Sequence[Record]
) -> list[dict[str, Any]]:
    """The entries found in later exports than those of an import, whose slip the import would bring back.

    Args:
        root: the checkout.
        imported: what was read.
        exports: the keys of the files.
        records: what was read, as `records.csv` would hold it.
        previous: the records held.
    """
    now, held = ({record["record_id"]: record for record in rows} for rows in (records, previous))

    def fits(entry: dict[str, Any]) -> bool:
        source, name, column = entry.get("source"), entry["record"], entry["column"]
        if _speaks_of(source, imported.sources, exports) or name not in now or name not in held:
            return False
        is_of_table = any(exports.are_of_one_table(str(source), key) for key in imported.sources)
        cells = (comparable(now[name][column]), comparable(held[name][column]))
        return is_of_table and cells == (comparable(entry["was"]), comparable(entry["is"]))

    return [entry for entry in correction_entries(root, imported.dataset) if fits(entry)]


def settle(importer: Importer, records: Sequence[Record], root: Path, as_published: bool) -> None:
    """Let an importer that has a `settle` bring up to date what records say of their own corrections."""
    if hasattr(importer, "settle"):
        entries = [] if as_published else correction_entries(root, importer.DATASET)
        importer.settle(records, {(entry["record"], entry["column"]) for entry in entries})


def _speaks_of(source: str | None, keys: Collection[str], exports: Exports) -> bool:
    if source is None or source in keys:
        return True
    return any(
        exports.are_of_one_table(source, key) and exports.accessed(source) <= exports.accessed(key) for key in keys
    )


def apply_corrections(
    schema: TableSchema,
    records: list[Record],
    corrections: Sequence[dict[str, Any]],
    imported: Imported,
    left: Collection[str] = (),
) -> Corrected:
    """Put each entry into its record, as far as it fits.

    Columns that the file lacks, or that are left as they are held, hold nothing to be corrected.
    """
    by_id, found = {record["record_id"]: record for record in records}, Corrected()
    keys = {item.key for item in imported.files}
    lacking = {column.name for column in schema.columns if set(column.source.values()) & set(imported.missing_columns)}
    lacking.update(left)
    gone: set[str] = set()
    for entry in corrections:
        if entry["column"] not in schema.names:
            found.problems.append(
                f"corrections.yaml corrects {entry['column']} of {entry['record']}, which schemas/{schema.name}.json "
                "does not declare; mend or remove the entry"
            )
            continue
        column, record = schema[entry["column"]], by_id.get(entry["record"])
        if record is None:
            gone.add(entry["record"])
            continue
        held, was, right = (comparable(value) for value in (record[column.name], entry["was"], entry["is"]))
        cell = f"{column.name} of {entry['record']}"
        if held == was and column.name not in lacking:
            record[column.name] = typed(column.type, right)
            found.applied.append(entry)
        elif column.name in lacking:
            continue
        elif entry.get("source") is None or entry["source"] in keys:
            found.problems.append(
                f"corrections.yaml expects {cell} to be {was!r} before it is corrected, but the source now says "
                f"{held!r}; if the source was mended, remove the entry"
            )
        elif held == right:
            found.notes.append(f"{cell} is {right!r} in the source now, as corrections.yaml has it: remove the entry")
        else:
            found.notes.append(
                f"{cell} was {was!r} when it was corrected and is {held!r} in the source now: it stays so; look again"
            )
    if found.applied:
        found.notes.insert(0, f"{count(len(found.applied), 'correction')} applied")
    if gone:
        names = ", ".join(sorted(gone))
        found.notes.append(
            f"corrections.yaml corrects {count(len(gone), 'record')} that the import does not hold: {names}"
        )
    return found


def typed(kind: str, value: Any) -> Any:
    """A value that YAML holds, as records hold those of a column of this type."""
    if value is None:
        return None
    if kind == "date":
        return dt.date.fromisoformat(str(value))
    if kind == "integer":
        return int(value)
    if kind == "number":
        number = float(value)
        if not math.isfinite(number):
            raise ImportRefusedError(f"corrections.yaml: {value!r} is not a finite number")
        return number
    return value
