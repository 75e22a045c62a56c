"""Epoch's tables of machine-learning systems, from the one behind Sevilla et al. 2022 to the exports of 2026.

The layout follows from the header. Each column's upstream names are declared in schemas/milestone_systems.json;
labels, names that hold a comma and columns left out on purpose are data in epoch_models.yaml. Which row is which record
is decided in `milestone_identity`.

Upstream: https://github.com/ML-Progress/Compute-Trends (2022) and https://epoch.ai/data/ai-models (2024 to 2026).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    date_or_none,
    integer_or_none,
    links,
    number_or_none,
    scaled_or_none,
    split_values,
    text_or_none,
)
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout, recognise
from compute_trends.catalog.importers.milestone_identity import Assignment, Identity, Sighting, assign, read_identities
from compute_trends.catalog.importers.tables import Table, read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, Column, load_schema
from compute_trends.catalog.texts import yaml_text

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

IDENTITIES = Path("datasets") / DATASET / "identities.csv"

_EXPECTED = {
    "number": "number",
    "integer": "whole number",
    "date": "date as in 2026-08-19",
    "boolean": "yes or no",
    "string": "known label",
    "list": "list of known labels",
}
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_SCALES = {"": "1", "K": "1e3", "M": "1e6", "B": "1e9", "T": "1e12"}
_BYTES = {"": "1e9", "MB": "1e6", "GB": "1e9", "TB": "1e12", "PB": "1e15"}  # the column's own unit is GB


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read one export, or several of one layout.

    Args:
        paths: the CSV files. A row that an earlier file has too is taken up once and listed as merged.
        previous: the records that the checkout holds, so that their ids are kept.

    Raises:
        ImportRefusedError: the header is of no known layout, the files are of different ones, or a cell is not what
            its column holds; names file, line, column and value.
    """
    result, exports = Imported(DATASET, [], []), exports or Exports()
    layouts: list[Layout] = []
    seen: dict[tuple[Any, ...], int] = {}
    merged: list[tuple[LeftOut, int]] = []
    sightings: list[Sighting] = []
    for path in paths:
        table = read_table(path)
        layouts.append(recognise(path, table.header, LAYOUTS, load_schema(DATASET)))
        if layouts[0] != layouts[-1]:
            raise ImportRefusedError(
                f"{path} is of the layout {layouts[-1].key}, {paths[0]} of {layouts[0].key}; import them one by one"
            )
        reader = _Reader(path, layouts[-1], table, exports)
        result.files.append(table.source(reader.key))
        result.unknown_columns += reader.unknown
        result.missing_columns += reader.missing
        before = dict(seen)
        for number, line, row in table.numbered():
            record = reader.record(row, line)
            label = record["name"] or record["reference"] or ""
            if record["publication_date"] is None:
                result.left_out.append(LeftOut(reader.key, number, label, "no publication date"))
                continue
            sighting = _sighting(record)
            if sighting.exact in before:
                reason = "the same row is in another of the files"
                merged.append((LeftOut(reader.key, number, label, reason), before[sighting.exact]))
                continue
            seen.setdefault(sighting.exact, len(result.records))
            sightings.append(sighting)
            result.records.append(record)
        result.notes += reader.notes
        result.notes += [
            f"{name}: 0 means unknown on {count} rows and became empty" for name, count in reader.zeros.items()
        ]
    assignments = assign(sightings, [*read_identities(root / IDENTITIES), *_identities(previous)])
    for record, assignment in zip(result.records, assignments, strict=True):
        record["record_id"] = assignment.record_id
    for left_out, index in merged:
        taken_up = assignments[index].record_id
        result.left_out.append(LeftOut(left_out.source, left_out.row, left_out.name, left_out.reason, taken_up))
    result.notes += _identity_notes(sightings, assignments)
    return result


@cache
def _tables() -> dict[str, Any]:
    data: dict[str, Any] = yaml_text.read(Path(__file__).with_suffix(".yaml"))
    return data


class _Reader:
    """Converts the rows of one file."""

    def __init__(self, path: Path, layout: Layout, table: Table, exports: Exports) -> None:
        tables, header, rows = _tables(), table.header, table.rows
        self.path, self.layout = path, layout.key
        self.key = exports.key(layout, path, _days(table))
        self.notes: list[str] = []
        self.zeros: Counter[str] = Counter()
        self.separators: str = tables["separators"][self.layout]
        self.columns = load_schema(DATASET).columns
        self.upstream = {column.name: name for column in self.columns if (name := self._find(column, header))}
        known = {*self.upstream.values(), *tables["left_out"]["columns"]}
        self.unknown = [name for name in header if name not in known]
        lacking = [column for column in self.columns if column.name not in self.upstream]
        self.missing = [column.source[self.layout] for column in lacking if self.layout in column.source]
        self.names = self._names_with_comma(rows)

    def _find(self, column: Column, header: Sequence[str]) -> str | None:
        """The file's name of a column: the layout's own, else another layout's, else another export's."""
        also = _tables()["also"].get(column.name, [])
        names = [column.source.get(self.layout), *column.source.values(), *also]
        return next((name for name in names if name in header), None)

    def _names_with_comma(self, rows: Iterable[dict[str, str]]) -> list[str]:
        systems = {row[self.upstream["name"]].strip() for row in rows}
        return [*_tables()["names_with_comma"], *sorted(name for name in systems if "," in name)]

    def record(self, row: dict[str, str], line: int) -> Record:
        record: Record = {}
        for column in self.columns:
            upstream = self.upstream.get(column.name)
            record[column.name] = None
            if upstream is None:
                continue
            try:
                value = self._value(column, row[upstream], line)
            except ValueError as error:
                where = f"{self.path}, line {line}, column {upstream!r}"
                raise ImportRefusedError(
                    f"{where}: {row[upstream]!r} is not a {_EXPECTED[column.type]} ({error})"
                ) from error
            if value == 0 and (column.exclusive_minimum == 0 or column.name in _tables()["zero_is_unknown"]):
                self.zeros[upstream] += 1
                value = None
            record[column.name] = value or None if column.is_list else value
        record["source"] = self.key
        record["admission"] = "upstream"
        return record

    def _value(self, column: Column, cell: str, line: int) -> object:
        special = getattr(self, f"_{column.name}", None)
        if special is not None:
            return special(cell, line)
        if (text := text_or_none(cell)) is None or text in _tables()["remarks"].get(column.name, ()):
            return None
        if column.is_list:
            return [label for value in self._values(cell) if (label := _label(column, value))]
        if column.type == "boolean":
            return _boolean(text)
        if column.type == "number":
            return number_or_none(text)
        if column.type == "integer":
            return integer_or_none(text)
        return date_or_none(text) if column.type == "date" else _label(column, text)

    def _values(self, cell: str) -> list[str]:
        for separator in self.separators:
            cell = cell.replace(separator, ",")
        values = split_values(cell, self.names)
        return [text.replace(LIST_DELIMITER, ",") for value in values if (text := text_or_none(value))]

    # Columns whose cells need more than their type; the method is named after the column.

    def _inclusion_criteria(self, cell: str, line: int) -> list[str]:
        known = _tables()["values"]["inclusion_criteria"]
        # Free text in place of a label is kept in inclusion_note.
        return list(dict.fromkeys(known[value.lower()] for value in self._values(cell) if value.lower() in known))

    def _inclusion_note(self, cell: str, line: int) -> str | None:
        known = _tables()["values"]["inclusion_criteria"]
        note = ", ".join(value for value in self._values(cell) if value.lower() not in known)
        if note:
            self.notes.append(f"line {line}: inclusion criteria {note!r} are no known label and became a note")
        return note or None

    def _training_dataset_size_datapoint(self, cell: str, line: int) -> float | None:
        sizes = {_quantity(part, _SCALES, r"\s+[a-z]+") for part in cell.split(",") if part.strip()}
        if len(sizes) > 1:
            self.notes.append(f"line {line}: {cell!r} gives several dataset sizes and no total; left empty")
        return sizes.pop() if len(sizes) == 1 else None

    def _training_dataset_size_byte(self, cell: str, line: int) -> float | None:
        return _quantity(cell, _BYTES)

    def _source_url(self, cell: str, line: int) -> str | None:
        addresses = _addresses(cell)
        if text_or_none(cell) and not addresses:
            self.notes.append(f"line {line}: the link holds no address; left empty")
        return addresses[0] if addresses else None

    def _source_urls(self, cell: str, line: int) -> list[str]:
        return _addresses(cell)[1:]


def _days(table: Table) -> list[str]:
    """What tells how old an export is: when its rows were last changed, else when its systems were published."""
    column = next(name for name in ("Last modified", "Publication date") if name in table.header)
    return [row[column] for row in table.rows]


def _label(column: Column, text: str) -> str | None:
    labels: dict[str, str | None] | None = _tables()["values"].get(column.name)
    if labels is None:
        return text
    if text.lower() not in labels:
        raise ValueError(f"known labels: {', '.join(labels)}; a new one belongs into epoch_models.yaml")
    return labels[text.lower()]


def _boolean(text: str) -> bool:
    if text.lower() not in _BOOLEANS:
        raise ValueError(f"expected one of {', '.join(_BOOLEANS)}")
    return _BOOLEANS[text.lower()]


def _quantity(cell: str, scales: dict[str, str], remainder: str = "") -> float | None:
    """A number that a letter may scale and a word may follow: "45TB", "19M utterances"."""
    letters = "|".join(filter(None, scales))
    if match := re.fullmatch(rf"([\d.]+)\s*({letters})(?:{remainder})?", cell.strip()):
        return scaled_or_none(match[1], scales[match[2]])
    return scaled_or_none(cell, scales[""])


def _addresses(cell: str) -> list[str]:
    """The links of a cell, whatever separates them; arXiv addresses may lack the scheme."""
    separated = re.sub(r"[,;]+(?=\s|$|https?://)", " ", cell)
    return links(re.sub(r"(?<!\S)(?=arxiv\.org/)", "https://", separated))


def _sighting(record: Record) -> Sighting:
    further = record["source_urls"] or []
    further = further.split(LIST_DELIMITER) if isinstance(further, str) else further
    addresses = " ".join(filter(None, [record["source_url"], *further]))
    label = record["name"] or record["reference"] or ""
    return Sighting(label, addresses, record["publication_date"], named=record["name"] is not None)


def _identities(records: Iterable[Record]) -> list[Identity]:
    return [Identity(record["record_id"], _sighting(record)) for record in records]


def _identity_notes(sightings: Sequence[Sighting], assignments: Sequence[Assignment]) -> list[str]:
    counts = Counter(assignment.matched_by for assignment in assignments)
    notes = ["records by how they were recognised: " + ", ".join(f"{rule} {n}" for rule, n in counts.most_common())]
    for sighting, assignment in zip(sightings, assignments, strict=True):
        if assignment.candidates:
            candidates = ", ".join(assignment.candidates)
            notes.append(f"{sighting.label!r} may be any of {candidates}: kept apart as {assignment.record_id}")
        elif assignment.matched_by == "first":
            notes.append(f"{sighting.label!r} is new: {assignment.record_id}")
        elif assignment.matched_by != "identical":
            notes.append(f"{sighting.label!r} is taken for {assignment.record_id} ({assignment.matched_by})")
    return notes
