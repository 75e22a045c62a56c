"""From an upstream file to a candidate `records.csv`: read, correct, merge with what is held, account for every row.

`prepare` reads and computes, `commit` writes; between the two the caller may check the candidate and refuse it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError, UnknownNameError
from compute_trends.catalog.files.atomic import write_text
from compute_trends.catalog.files.change import changing
from compute_trends.catalog.files.origin import read_origin, write_origin
from compute_trends.catalog.files.records import Record, read_records, render_csv
from compute_trends.catalog.importers.accounts import Accounts, account, accounts_of, already_accounted, sources_after
from compute_trends.catalog.importers.ages import (
    refuse_earlier,
    refuse_older,
    refuse_outdated,
    refuse_superseded,
)
from compute_trends.catalog.importers.archives import unpacked
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.corrections import Corrected, apply_corrections, corrections_for, settle
from compute_trends.catalog.importers.exports import Exports, find_taken
from compute_trends.catalog.importers.formats import Importer, formats
from compute_trends.catalog.importers.guards import (
    check_allowances,
    not_left,
    refusals,
    refuse_cut,
    refuse_missing,
    refuse_removals,
    refuse_reordered,
    refuse_rescaled,
)
from compute_trends.catalog.importers.layouts import columns_left
from compute_trends.catalog.importers.merging import (
    CONTRIBUTED,
    Contributed,
    keep_held,
    merge_submitted,
    read_contributed,
    render_contributed,
    updated,
)
from compute_trends.catalog.importers.plain import plain_record, refuse_repeats
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.importers.supplements import carried_over, columns_filled, filled
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.versions import UNRELEASED


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
    conflicts: list[str] = field(default_factory=list)  # between upstream and what contributors stated
    contributed: Contributed = field(default_factory=dict)

    @property
    def dataset(self) -> str:
        """The dataset that it is a candidate for."""
        return self.schema.name

    @cached_property
    def text(self) -> str:
        """What `commit` writes to `records.csv`."""
        return render_csv(self.schema, self.records)


def prepare(
    root: Path,
    format_name: str,
    paths: Sequence[Path],
    *,
    as_published: bool = False,
    allow: Collection[str] = (),
    sources: Sequence[str] = (),
    without: Sequence[str] = (),
) -> Candidate:
    """Read upstream files into a candidate for the dataset's `records.csv`; nothing is written.

    Args:
        root: the checkout.
        format_name: as `formats()` lists it.
        paths: upstream files of that format.
        as_published: leave `corrections.yaml` unapplied.
        sources: keys to book the files under, one for all or one for each; found from their dates if left out.
        without: columns, by their name upstream or ours, that stay as they are held.
        allow: what to accept that is refused otherwise, of `import_guards.ALLOWANCES`: an older export, missing
            columns, columns in another order, rescaled values, removals of many records, cells that cannot be read.

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
    left = columns_left(schema, importer.LAYOUTS, importer.FORMAT, without)
    with unpacked(paths, getattr(importer, "TABLES_TOGETHER", False)) as files:
        taken: frozenset[str] = frozenset()
        while True:
            problems = Problems(without=frozenset([*without, *left]))
            exports = Exports(origin, files.paths, sources, taken, importer.LAYOUTS, problems)
            done = _read(importer, schema, exports, previous, root, as_published, left)
            given_way, refusal = done.taken(previous)
            if not given_way - taken:
                break
            taken |= given_way
        problems.first = done.imported.ambiguous
        _refuse(importer, schema, done, accounts_of(origin, format_name), previous, allow)
        done.notes += [f"taken as unknown: {item}" for item in done.exports.problems.found]
        # After the guards: a value in another unit is no value that the source mended.
        done.corrected.refuse_problems()
        if refusal:
            raise ImportRefusedError(refusal)
        names = {path.name: files.name(path) for path in files.paths}
    exports, imported, records = done.exports, done.imported, done.records
    imported.files = [replace(item, name=names[item.name]) for item in imported.files]
    imported.places = {record: files.shown(place) for record, place in imported.places.items()}
    named = {record["record_id"] for record in records}
    kept = [
        row
        for row in previous
        if not _is_replaced(row, importer, exports) or (imported.updates and row["record_id"] not in named)
    ]
    contributed = read_contributed(root, schema)
    whole = not imported.updates and done.named_by == "source"
    merged = merge_submitted(schema, kept, records, contributed, whole)
    refuse_repeats(merged.records)
    return Candidate(
        schema=schema,
        format=format_name,
        imported=imported,
        previous=previous,
        records=merged.records,
        conflicts=merged.conflicts,
        contributed=merged.contributed,
        exports=exports,
        kept=len(merged.records) - len(imported.records),
        corrections=done.corrected.applied,
        notes=[*done.corrected.notes, *done.notes, *merged.notes],
    )


@dataclass
class _Read:
    """What an importer read, as `records.csv` would hold it, corrected."""

    imported: Imported
    records: list[Record]
    exports: Exports
    corrected: Corrected
    notes: list[str]
    named_by: str = "source"  # the column that names the source

    def taken(self, previous: Sequence[Record]) -> tuple[frozenset[str], str]:
        """Keys that another export has: those that give way to another, and why the others are refused."""
        return find_taken(self.exports, self.imported.files, self._differing(previous))

    def _differing(self, previous: Sequence[Record]) -> dict[str, int]:
        """By key of a source, how many of its records differ from those that are held under it."""
        found: dict[str, int] = {}
        for key in {item.key for item in self.imported.files}:
            now = {row["record_id"]: row for row in self.records if row[self.named_by] == key}
            was = {row["record_id"]: row for row in previous if row[self.named_by] == key}
            found[key] = sum(now.get(record_id) != was.get(record_id) for record_id in now.keys() | was.keys())
        return found


def _read(
    importer: Importer,
    schema: TableSchema,
    exports: Exports,
    previous: list[Record],
    root: Path,
    as_published: bool,
    left: Collection[str],
) -> _Read:
    imported = importer.read(exports.paths, previous, root=root, exports=exports)
    records = [plain_record(schema, record) for record in imported.records]
    corrections = [] if as_published else corrections_for(root, imported, exports, records, previous)
    corrected = apply_corrections(schema, records, corrections, imported, left)
    settle(importer, records, root, as_published)
    replaced = [row for row in previous if _is_replaced(row, importer, exports)]
    held = {row["record_id"]: row for row in replaced}
    notes = keep_held(records, held, left)
    names = columns_filled(schema, importer)
    if names:
        mark = str(importer.SUPPLEMENTS)  # type: ignore[attr-defined]
        return _Read(imported, filled(imported, records, replaced, names, mark), exports, corrected, notes, mark)
    others = [other for other in formats().values() if other.DATASET == importer.DATASET and other is not importer]
    second = [name for other in others for name in columns_filled(schema, other)]
    if imported.updates:
        held = {record["record_id"]: held[record["record_id"]] for record in records if record["record_id"] in held}
    notes += carried_over(schema, records, held, second)
    if imported.updates:
        records = [updated(schema, record, held.get(record["record_id"])) for record in records]
    return _Read(imported, records, exports, corrected, notes)


def _is_replaced(row: Record, importer: Importer, exports: Exports) -> bool:
    """Whether an import writes the record anew: those of its layouts, or, where it fills columns, all of upstream."""
    if row["admission"] == "submitted":
        return False
    is_filled = hasattr(importer, "SUPPLEMENTS")
    return is_filled or exports.layout(str(row["source"])) in {layout.key for layout in importer.LAYOUTS}


def _refuse(
    importer: Importer,
    schema: TableSchema,
    read: _Read,
    accounts: Accounts,
    previous: list[Record],
    allow: Collection[str],
) -> None:
    """Refuse what cannot be read, and what is not what it seems to be, for all reasons at once."""
    exports, imported, records, problems = read.exports, read.imported, read.records, read.exports.problems
    layouts = {layout.key for layout in importer.LAYOUTS}
    imported.missing_columns = not_left(schema, imported.missing_columns, layouts, problems.without)
    replaced = [row for row in previous if _is_replaced(row, importer, exports)]
    guards: list[Callable[[], None]] = []
    if "older" not in allow:
        guards.append(lambda: refuse_older(importer.LAYOUTS, imported, previous, exports))
        guards.append(lambda: refuse_superseded(imported, accounts, exports, importer.LAYOUTS))
        if imported.updates:
            guards.append(lambda: refuse_earlier(imported, replaced, exports))
        elif read.named_by != "source":
            guards.append(lambda: refuse_earlier(imported, replaced, exports, read.named_by, of_series=True))
        else:
            guards.append(lambda: refuse_outdated(schema, records, replaced, imported, exports))
            guards.append(lambda: refuse_earlier(imported, replaced, exports, by_name=True))
    if "missing" not in allow:
        guards.append(lambda: refuse_missing(schema, imported, layouts, replaced))
    # What cannot be read would be taken for what changed.
    problems.refuse(allow, refusals(guards))
    if problems.columns and not records:
        raise ImportRefusedError(f"nothing can be read without {', '.join(map(repr, problems.columns))}")
    imported.missing_columns = [*dict.fromkeys([*imported.missing_columns, *problems.columns])]
    if "reordered" not in allow:
        guards.append(lambda: refuse_reordered(imported, accounts, exports))
    if "rescaled" not in allow:
        guards.append(lambda: refuse_rescaled(schema, records, replaced, imported))
        guards.append(lambda: refuse_cut(schema, records, replaced, imported))
    if "removals" not in allow and not imported.updates:
        guards.append(lambda: refuse_removals(records, replaced, imported))
    if told := refusals(guards):
        raise ImportRefusedError("\n".join(told))


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
        stated = path.with_name(CONTRIBUTED)
        if (candidate.contributed or stated.is_file()) and write_text(
            stated, render_contributed(candidate.contributed)
        ):
            changed.append(f"datasets/{candidate.dataset}/{CONTRIBUTED}")
        for name, text in candidate.imported.beside.items():
            if write_text(path.with_name(name), text):
                changed.append(f"datasets/{candidate.dataset}/{name}")
        if write_text(path, candidate.text):
            changed.append(f"datasets/{candidate.dataset}/records.csv")
    return changed
