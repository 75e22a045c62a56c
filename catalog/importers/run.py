"""From an upstream file to a candidate `records.csv`: read, correct, merge with what is held, account for every row.

`prepare` reads and computes, `commit` writes; between the two the caller may check the candidate and refuse it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from compute_trends.catalog import importers
from compute_trends.catalog.errors import ImportRefusedError, UnknownNameError
from compute_trends.catalog.files.atomic import write_text
from compute_trends.catalog.files.change import changing
from compute_trends.catalog.files.origin import read_origin, write_origin
from compute_trends.catalog.files.records import Record, format_cell, read_records, render_csv
from compute_trends.catalog.importers.accounts import account, accounts_of, already_accounted, sources_after
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.corrections import Corrected, apply_corrections, corrections_of
from compute_trends.catalog.importers.exports import Exports, refuse_taken
from compute_trends.catalog.importers.guards import (
    Accounts,
    check_allowances,
    refuse_missing,
    refuse_older,
    refuse_outdated,
    refuse_removals,
    refuse_reordered,
    refuse_rescaled,
    refuse_superseded,
)
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.supplements import carried_over, columns_filled, filled
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.versions import UNRELEASED


class Importer(Protocol):
    """What an importer module offers; one that fills records of other sources has more (`supplements`)."""

    DATASET: str
    FORMAT: str
    SUMMARY: str
    LAYOUTS: tuple[Layout, ...]  # whose exports it replaces the records of; of one table, oldest first

    def read(
        self,
        paths: Sequence[Path],
        previous: Sequence[Record] = (),
        *,
        root: Path = PACKAGE_ROOT,
        exports: Exports | None = None,
    ) -> Imported:
        """Read upstream files.

        `previous` are the dataset's records now in the checkout, `root` is the checkout, and `exports` says under which
        key of origin.yaml each file is booked.
        """


@dataclass
class Candidate:
    """A `records.csv` that could be, and how it came about."""

    schema: TableSchema
    format: str
    imported: Imported
    previous: list[Record]  # what `records.csv` holds now
    records: list[Record]
    exports: Exports
    kept: int  # records of other sources, and submitted ones, that stay as they were
    corrections: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def dataset(self) -> str:
        """The dataset that it is a candidate for."""
        return self.schema.name

    @cached_property
    def text(self) -> str:
        """What `commit` writes to `records.csv`."""
        return render_csv(self.schema, self.records)


@cache
def formats() -> dict[str, Importer]:
    """The importers by the name of their format."""
    found = {}
    for module in pkgutil.iter_modules(importers.__path__):
        loaded = import_module(f"{importers.__name__}.{module.name}")
        if hasattr(loaded, "FORMAT"):
            importer = cast(Importer, loaded)
            found[importer.FORMAT] = importer
    return dict(sorted(found.items()))


def prepare(
    root: Path,
    format_name: str,
    paths: Sequence[Path],
    *,
    as_published: bool = False,
    allow: Collection[str] = (),
    sources: Sequence[str] = (),
) -> Candidate:
    """Read upstream files into a candidate for the dataset's `records.csv`; nothing is written.

    Args:
        root: the checkout.
        format_name: as `formats()` lists it.
        paths: upstream files of that format.
        as_published: leave `corrections.yaml` unapplied.
        sources: keys to book the files under, one for all or one for each; found from their dates if left out.
        allow: what to accept that is refused otherwise, of `import_guards.ALLOWANCES`: an older export, missing
            columns, columns in another order, rescaled values, removals of many records.

    Raises:
        UnknownNameError: no such format or allowance.
        UsageError: a key of a source is none, or there are more or fewer than files.
        ImportRefusedError: a file is not of the format, is not what it seems to be, a key is that of another export, or
            a correction no longer matches.
    """
    check_allowances(allow)
    if format_name not in formats():
        raise UnknownNameError("import format", format_name, formats())
    importer = formats()[format_name]
    schema, origin = load_schema(importer.DATASET, root), read_origin(root, importer.DATASET)
    path = root / "datasets" / importer.DATASET / "records.csv"
    previous = read_records(path, schema) if path.is_file() else []
    exports = Exports(origin, paths, sources)
    read = _read(importer, schema, exports, previous, root, as_published)
    if taken := refuse_taken(exports, read.imported.files, read.differing(previous)):
        exports = Exports(origin, paths, sources, taken)
        read = _read(importer, schema, exports, previous, root, as_published)
        refuse_taken(exports, read.imported.files, read.differing(previous))
    _guard(importer, schema, read, exports, accounts_of(origin, format_name), previous, allow)
    # After the guards: a value in another unit is no value that the source mended.
    read.corrected.refuse_problems()
    imported, records = read.imported, read.records
    kept = [row for row in previous if not _is_replaced(row, importer, exports)]
    merged, more = _merge(schema, kept, records)
    _refuse_repeats(merged)
    return Candidate(
        schema=schema,
        format=format_name,
        imported=imported,
        previous=previous,
        records=merged,
        exports=exports,
        kept=len(merged) - len(imported.records),
        corrections=read.corrected.applied,
        notes=[*read.corrected.notes, *read.notes, *more],
    )


@dataclass
class _Read:
    """What an importer read, as `records.csv` would hold it, corrected."""

    imported: Imported
    records: list[Record]
    corrected: Corrected
    notes: list[str]
    named_by: str  # the column that names the source

    def differing(self, previous: Sequence[Record]) -> dict[str, int]:
        """By key of a source, how many of its records differ from those that are held under it."""
        found: dict[str, int] = {}
        for key in {item.key for item in self.imported.files}:
            now = {row["record_id"]: row for row in self.records if row[self.named_by] == key}
            was = {row["record_id"]: row for row in previous if row[self.named_by] == key}
            found[key] = sum(now.get(record_id) != was.get(record_id) for record_id in now.keys() | was.keys())
        return found


def _read(
    importer: Importer, schema: TableSchema, exports: Exports, previous: list[Record], root: Path, as_published: bool
) -> _Read:
    imported = importer.read(exports.paths, previous, root=root, exports=exports)
    records = [_plain(schema, record) for record in imported.records]
    corrections = [] if as_published else corrections_of(root, importer.DATASET, imported)
    corrected = apply_corrections(schema, records, corrections, imported)
    replaced = [row for row in previous if _is_replaced(row, importer, exports)]
    names = columns_filled(schema, importer)
    if names:
        mark = str(importer.SUPPLEMENTS)  # type: ignore[attr-defined]
        return _Read(imported, filled(imported, records, replaced, names, mark), corrected, [], mark)
    others = [other for other in formats().values() if other.DATASET == importer.DATASET and other is not importer]
    second = [name for other in others for name in columns_filled(schema, other)]
    notes = carried_over(schema, records, {row["record_id"]: row for row in replaced}, second)
    return _Read(imported, records, corrected, notes, "source")


def _is_replaced(row: Record, importer: Importer, exports: Exports) -> bool:
    """Whether an import writes the record anew: those of its layouts, or, where it fills columns, all of upstream."""
    if row["admission"] == "submitted":
        return False
    is_filled = hasattr(importer, "SUPPLEMENTS")
    return is_filled or exports.layout(str(row["source"])) in {layout.key for layout in importer.LAYOUTS}


def _guard(
    importer: Importer,
    schema: TableSchema,
    read: _Read,
    exports: Exports,
    accounts: Accounts,
    previous: list[Record],
    allow: Collection[str],
) -> None:
    """Refuse what is not what it seems to be."""
    imported, records = read.imported, read.records
    replaced = [row for row in previous if _is_replaced(row, importer, exports)]
    if "older" not in allow:
        refuse_older(importer.LAYOUTS, imported, previous, exports)
        refuse_superseded(imported, accounts, exports, importer.LAYOUTS)
    if "missing" not in allow:
        refuse_missing(imported)
    if "reordered" not in allow:
        refuse_reordered(imported, accounts, exports)
    if "rescaled" not in allow:
        refuse_rescaled(schema, records, replaced, imported)
    if "removals" not in allow:
        refuse_removals(records, replaced, imported)
    if "older" not in allow:
        refuse_outdated(schema, records, replaced, imported)


def commit(root: Path, candidate: Candidate) -> list[str]:
    """Write the candidate: `records.csv`, and the account in `origin.yaml`. Returns the files that changed."""
    changed = []
    with changing(root):
        path = root / "datasets" / candidate.dataset / "records.csv"
        is_new = not path.is_file() or path.read_text(encoding="utf-8") != candidate.text
        origin = read_origin(root, candidate.dataset)
        entry = account(candidate.imported, candidate.corrections)
        # An account is only kept where it says something new: a file that was imported before, or that holds what is
        # held, changes nothing.
        if is_new and not already_accounted(origin, candidate.format, entry):
            pending = origin.setdefault("versions", {}).setdefault(UNRELEASED, {})
            given_up = pending.setdefault("imports", {}).get(candidate.format)
            pending["imports"][candidate.format] = entry
            origin["sources"] = sources_after(origin, candidate.records, candidate.exports, given_up)
            if write_origin(root, candidate.dataset, origin):
                changed.append(f"datasets/{candidate.dataset}/origin.yaml")
        if write_text(path, candidate.text):
            changed.append(f"datasets/{candidate.dataset}/records.csv")
    return changed


def _plain(schema: TableSchema, record: Mapping[str, Any]) -> Record:
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


def _merge(schema: TableSchema, kept: list[Record], records: list[Record]) -> tuple[list[Record], list[str]]:
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


def _refuse_repeats(records: Sequence[Record]) -> None:
    seen: set[str] = set()
    for record in records:
        if record["record_id"] in seen:
            raise ImportRefusedError(f"two records would have the record_id {record['record_id']!r}")
        seen.add(record["record_id"])
