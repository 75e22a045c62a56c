"""Epoch's tables of machine-learning systems, from the one behind Sevilla et al. 2022 to the exports of 2026.

The layout follows from the header. Each column's upstream names are declared in schemas/milestone_systems.json;
labels, names that hold a comma and columns left out on purpose are data in epoch_models.yaml. Which row is which record
is decided in `milestone_identity`.

A milestone is what its source calls notable. The table of notable models holds nothing else; of that of all models the
other rows are left out. The tables of large-scale and of frontier models are parts: they update the systems that are
held and add none.

Upstream: https://github.com/ML-Progress/Compute-Trends (2022) and https://epoch.ai/data/ai-models (2024 to 2026).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported, LeftOut, text_or_none
from compute_trends.catalog.importers.epoch_model_cells import CellReader, tables
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout, recognise
from compute_trends.catalog.importers.milestone_identity import (
    IDENTITIES,
    Assignment,
    Identity,
    Sighting,
    assign,
    read_identities,
)
from compute_trends.catalog.importers.tables import Table, read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, load_schema
from compute_trends.catalog.texts.numbers import count

DATASET = "milestone_systems"
FORMAT = "epoch-models"
SUMMARY = "Epoch's tables of notable, large-scale, frontier or all models, exports of 2022 to 2026 (CSV)"

#: Oldest first; what a file of each is known by.
LAYOUTS = tuple(
    Layout(key, "Notable AI Models", series="epoch", table="epoch-models", known_by=columns)
    for key, columns in (
        ("epoch-models-1", ("System", "Training compute (FLOPs)", "Publication date")),
        ("epoch-models-2", ("System", "Training compute (FLOP)", "Publication date")),
        ("epoch-models-3", ("Model", "Training compute (FLOP)", "Publication date")),
    )
)

# Every row of the table behind the study of 2022 is a milestone, whether or not its authors had filled in a criterion.
_ALL_NOTABLE = LAYOUTS[0].key

# What tells which system a row is about.
_TELLING = ("name", "reference", "publication_date", "source_url", "source_urls")

NO_CRITERION = "its source does not call it notable"
NOT_HELD = "a part of the table, which adds no system; none such is held"


class _Kind(NamedTuple):
    """One of the tables in which the database is published."""

    series: str
    title: str
    is_part: bool


_NOTABLE = _Kind("epoch", "Notable AI Models", is_part=False)
_ALL = _Kind("epoch-all", "AI Models, of which the notable ones", is_part=False)
_LARGE_SCALE = _Kind("epoch-large-scale", "Large-Scale AI Models", is_part=True)
_FRONTIER = _Kind("epoch-frontier", "Frontier AI Models", is_part=True)
_PART = _Kind("epoch-part", "AI Models, a part of the table", is_part=True)


@dataclass
class _Row:
    """A row that may become a record."""

    record: Record  # what tells which system it is; the rest once it is known to be one
    cells: dict[str, str]
    sighting: Sighting
    path: Path
    number: int
    line: int
    is_part: bool
    reader: CellReader

    def complete(self) -> Record:
        """All cells of the row."""
        self.record |= self.reader.record(self.cells, self.line, but=self.record.keys())
        return self.record

    def left_out(self, reason: str, merged_into: str | None = None) -> LeftOut:
        return LeftOut(self.record["source"], self.number, self.sighting.label, reason, merged_into)


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read one export, or several of one layout.

    Args:
        paths: the CSV files. A row that an earlier file has too, or that a file holds twice, is taken up once
            and listed as merged.
        previous: the records that the checkout holds, so that their ids are kept.
        root: the checkout.
        exports: says under which keys the files are booked, and takes up what cannot be read.

    Raises:
        ImportRefusedError: the header is of no known layout, the files are of different ones or say different things of
            one system, or, without `exports`, cells are not what their columns hold.
    """
    result, asked = Imported(DATASET, [], []), exports or Exports()
    rows: list[_Row] = []
    twins: list[tuple[_Row, _Row]] = []
    layouts: list[Layout] = []
    kinds: list[_Kind] = []
    readers: list[CellReader] = []
    for path in paths:
        table = read_table(path, wanted_columns())
        layouts.append(recognise(path, table.header, LAYOUTS, load_schema(DATASET)))
        if layouts[0] != layouts[-1]:
            raise ImportRefusedError(
                f"{path} is of the layout {layouts[-1].key}, {paths[0]} of {layouts[0].key}; import them one by one"
            )
        reader = CellReader(DATASET, layouts[-1], table, asked.problems)
        readers.append(reader)
        kinds.append(_kind(table, reader))
        found = _rows(table, reader, kinds[-1], layouts[-1], asked, result)
        before = {row.sighting.exact: row for row in rows}
        within: dict[tuple[str, ...], _Row] = {}
        for row in found:
            # Rows of one file that differ may be two systems of one name: that is for a person to decide.
            first = before.get(row.sighting.exact) or within.setdefault(tuple(row.cells.values()), row)
            if first is row:
                rows.append(row)
            else:
                twins.append((row, first))
    result.updates = all(kind.is_part for kind in kinds)
    if not result.updates and any(kind.is_part for kind in kinds):
        result.missing_columns = []  # what one of the tables lacks, another has
    _refuse_differing(twins)
    known = [*read_identities(root / IDENTITIES), *_identities(previous)]
    assignments = _assign(rows, result, known, {row["record_id"] for row in previous})
    for twin, first in twins:
        same = assignments.get(id(first))
        reason = "the same row is in another of the files" if twin.path != first.path else "the row stands twice"
        result.left_out.append(twin.left_out(reason, same.record_id if same else None))
    for reader in readers:
        result.notes += reader.remarks()
    if exports is None:
        asked.problems.refuse()
    return result


def wanted_columns() -> set[str]:
    """The names upstream of all columns that are read, of every layout."""
    declared = {name for column in load_schema(DATASET).columns for name in column.source.values()}
    return declared | {name for names in tables()["also"].values() for name in names}


def _kind(table: Table, reader: CellReader) -> _Kind:
    """Which of the published tables a file is, by its columns and, for parts of the database, by its name."""
    if reader.layout == _ALL_NOTABLE:
        return _NOTABLE
    name = table.path.name.lower().replace("-", "_").replace(" ", "_")
    criteria = sum(reader.states(row, "inclusion_criteria") for row in table.rows)
    if "frontier" in name or all(reader.states(row, "frontier") for row in table.rows):
        return _FRONTIER
    if "large_scale" in name or "compute_intensive" in name:
        return _LARGE_SCALE
    if "inclusion_criteria" not in reader.upstream:
        if "notable" in name:
            raise ImportRefusedError(
                f"{table.path}: a table of notable models without the column that says why they are "
                f"({', '.join(_names_of_criteria())}); if it was renamed upstream, add its new name to "
                "schemas/milestone_systems.json"
            )
        return _PART
    return _NOTABLE if criteria == len(table.rows) else _ALL


def _names_of_criteria() -> list[str]:
    return list(dict.fromkeys(load_schema(DATASET)["inclusion_criteria"].source.values()))


def _rows(
    table: Table, reader: CellReader, kind: _Kind, layout: Layout, exports: Exports, result: Imported
) -> list[_Row]:
    key = exports.key(layout, table.path, _days(table), series=kind.series, title=kind.title)
    result.files.append(table.source(key))
    result.unknown_columns += reader.unknown
    if not kind.is_part:
        result.missing_columns += reader.missing
    rows = []
    for number, line, cells in table.numbered():
        is_notable = reader.layout == _ALL_NOTABLE or reader.states(cells, "inclusion_criteria")
        if not is_notable and not kind.is_part:
            label = text_or_none(cells[reader.upstream["name"]]) or ""
            result.left_out.append(LeftOut(key, number, label, NO_CRITERION))
            continue
        record = reader.record(cells, line, only=_TELLING) | {"source": key, "admission": "upstream"}
        if record["publication_date"] is None:
            label = record["name"] or record["reference"] or ""
            result.left_out.append(LeftOut(key, number, label, "no publication date"))
        else:
            rows.append(_Row(record, cells, _sighting(record), table.path, number, line, kind.is_part, reader))
    return rows


def _assign(
    rows: Sequence[_Row], result: Imported, known: Sequence[Identity], held: Collection[str]
) -> dict[int, Assignment]:
    """Give the rows their ids; rows of a part that are no record are left out. Returns what was decided, by row."""
    decided = {}
    for row, assignment in zip(rows, assign([row.sighting for row in rows], known), strict=True):
        enters = not row.is_part or assignment.record_id in held
        if assignment.candidates:
            candidates = ", ".join(assignment.candidates)
            kept = f"kept apart as {assignment.record_id}" if enters else "left out"
            result.ambiguous.append(f"{row.sighting.label!r} may be any of {candidates}: {kept}")
        if not enters:
            result.left_out.append(row.left_out(NOT_HELD))
            continue
        decided[id(row)] = assignment
        result.records.append(row.complete() | {"record_id": assignment.record_id})
        result.places[assignment.record_id] = f"{row.path}, line {row.line}"
    counts = Counter(assignment.matched_by for assignment in decided.values())
    told = ", ".join(f"{rule} {n}" for rule, n in counts.most_common())
    result.notes.append(f"records by how they were recognised: {told or 'none'}")
    for row in rows:
        found = decided.get(id(row))
        if found is None or found.candidates or found.matched_by == "identical":
            continue
        what = "is new:" if found.matched_by == "first" else "is taken for"
        how = "" if found.matched_by == "first" else f" ({found.matched_by})"
        result.notes.append(f"{row.sighting.label!r} {what} {found.record_id}{how}")
    return decided


def _refuse_differing(twins: Iterable[tuple[_Row, _Row]]) -> None:
    """Refuse files that say different things of one system: one of them is older, or damaged."""
    told = []
    for row, first in twins:
        both = row.reader.upstream.keys() & first.reader.upstream.keys()
        here, there = row.complete(), first.complete()
        odd = [name for name in both if here[name] != there[name]]
        if odd:
            was, now = there[odd[0]], here[odd[0]]
            told.append(f"{row.sighting.label}: {odd[0]} is {was} in {first.path.name}, {now} in {row.path.name}")
    if told:
        more = f"\n  ... and {len(told) - 20:,} more" if len(told) > 20 else ""
        raise ImportRefusedError(
            f"the files say different things of {count(len(told), 'system')} that they share; import them "
            "one by one, the older one first\n  " + "\n  ".join(told[:20]) + more
        )


def _days(table: Table) -> list[str]:
    """What tells how old an export is: when its rows were last changed, else when its systems were published."""
    column = next(name for name in ("Last modified", "Publication date") if name in table.header)
    return [row[column] for row in table.rows]


def _sighting(record: Record) -> Sighting:
    further = record["source_urls"] or []
    further = further.split(LIST_DELIMITER) if isinstance(further, str) else further
    addresses = " ".join(filter(None, [record["source_url"], *further]))
    label = record["name"] or record["reference"] or ""
    return Sighting(label, addresses, record["publication_date"], named=record["name"] is not None)


def _identities(records: Iterable[Record]) -> list[Identity]:
    return [Identity(record["record_id"], _sighting(record)) for record in records]
