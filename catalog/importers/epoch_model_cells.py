"""Cells of Epoch's tables of models: numbers with currency signs or letters, labels, lists, several links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    date_or_none,
    integer_or_none,
    links,
    number_or_none,
    plain_number,
    scaled_or_none,
    split_values,
    text_or_none,
)
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.other_files import MISSING_WORDS
from compute_trends.catalog.importers.problems import Problems, UnknownLabelError
from compute_trends.catalog.importers.tables import Table
from compute_trends.catalog.schema import LIST_DELIMITER, Column, load_schema
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.numbers import count

MAP = Path("catalog") / "importers" / "epoch_models.yaml"

_EXPECTED = {
    "number": "number",
    "integer": "whole number",
    "date": "date as in 2026-08-19",
    "boolean": "yes or no",
    "string": "known label",
    "list": "list of known labels",
}
_BOOLEANS = {
    "true": True, "yes": True, "1": True, "checked": True, "false": False, "no": False, "0": False, "unchecked": False,
}  # fmt: skip
_SCALES = {"": "1", "K": "1e3", "M": "1e6", "B": "1e9", "T": "1e12"}
_BYTES = {"": "1e9", "MB": "1e6", "GB": "1e9", "TB": "1e12", "PB": "1e15"}  # the column's own unit is GB


@cache
def tables() -> dict[str, Any]:
    """What epoch_models.yaml declares."""
    data: dict[str, Any] = yaml_text.read(Path(__file__).with_name(MAP.name))
    return data


#: An item of a list between quotes, as programs write one that holds a comma.
_QUOTED = re.compile(r'(?:(?<=,)|(?<=^))\s*"([^"]+)"\s*(?=,|$)')


class CellReader:
    """Converts the rows of one file of a dataset's table of models."""

    def __init__(self, dataset: str, layout: Layout, table: Table, problems: Problems) -> None:
        declared, header = tables(), table.header
        self.path, self.layout, self.problems = table.path, layout.key, problems
        self.notes: list[str] = []
        self.zeros: Counter[str] = Counter()
        self.several: Counter[str] = Counter()
        self.separators: str = declared["separators"][self.layout]
        self.columns = load_schema(dataset).columns
        self.upstream = {column.name: name for column in self.columns if (name := self._find(column, header))}
        known = {*self.upstream.values(), *declared["left_out"]["columns"]}
        self.unknown = [name for name in header if name not in known]
        lacking = [column for column in self.columns if column.name not in self.upstream]
        self.missing = [column.source[self.layout] for column in lacking if self.layout in column.source]
        self.names = self._names_with_comma(table.rows)

    def _find(self, column: Column, header: Sequence[str]) -> str | None:
        """The file's name of a column: the layout's own, else another layout's, else another export's."""
        also = tables()["also"].get(column.name, [])
        names = [column.source.get(self.layout), *column.source.values(), *also]
        return next((name for name in names if name in header), None)

    def _names_with_comma(self, rows: Iterable[dict[str, str]]) -> list[str]:
        systems = {row[self.upstream["name"]].strip() for row in rows}
        return [*tables()["names_with_comma"], *sorted(name for name in systems if "," in name)]

    def states(self, row: dict[str, str], column: str) -> bool:
        """Whether a row says anything in one of our columns."""
        upstream = self.upstream.get(column)
        return upstream is not None and (text_or_none(row[upstream]) or "NA") not in MISSING_WORDS

    def record(
        self, row: dict[str, str], line: int, *, only: Collection[str] = (), but: Collection[str] = ()
    ) -> Record:
        """A row as cells of the dataset; what cannot be read is None and goes to the problems.

        Args:
            row: the row.
            line: where it begins.
            only: columns to read; all if there are none.
            but: columns that are not read.
        """
        record: Record = {}
        name = text_or_none(row[self.upstream["name"]]) or ""
        for column in self.columns:
            if column.name in but or (only and column.name not in only):
                continue
            upstream = self.upstream.get(column.name)
            record[column.name] = None
            if upstream is None or not self.problems.without.isdisjoint((upstream, column.name)):
                continue

            def how(cell: str | None, column: Column = column) -> object:
                return self._value(column, cell or "", line)

            if row[upstream].strip() in MISSING_WORDS:
                said = "is a word for what is missing"
                self.problems.add(self.path, line, upstream, row[upstream], said, row=name)
                continue

            value = self.problems.read(
                self.path, line, upstream, row[upstream], how, row=name, expected=_EXPECTED[column.type]
            )
            if value == 0 and (column.exclusive_minimum == 0 or column.name in tables()["zero_is_unknown"]):
                self.zeros[upstream] += 1
                value = None
            record[column.name] = value or None if column.is_list else value
        return record

    def remarks(self) -> list[str]:
        """What was read in another way than it stands there, to be told once the file is read."""
        zeros = [
            f"{name}: 0 means unknown on {count(rows, 'row')} and became empty" for name, rows in self.zeros.items()
        ]
        several = [
            f"{name} gives several values where one is held on {count(rows, 'row')}; left empty"
            for name, rows in self.several.items()
        ]
        return [*self.notes, *zeros, *several]

    def _value(self, column: Column, cell: str, line: int) -> object:
        special = getattr(self, f"_{column.name}", None)
        if special is not None:
            return special(cell, line)
        if (text := text_or_none(cell)) is None or text in tables()["remarks"].get(column.name, ()):
            return None
        if column.is_list:
            return _all_labels(column, self._values(cell))
        if column.type == "boolean":
            return _boolean(text)
        if column.type == "number":
            return number_or_none(plain_number(text))
        if column.type == "integer":
            return integer_or_none(text)
        return date_or_none(text) if column.type == "date" else self._label(column, text)

    def _label(self, column: Column, text: str) -> str | None:
        """One label; several in a cell that holds one leave it empty."""
        if column.enum and "," in text and text.lower() not in tables()["values"].get(column.name, {}):
            _all_labels(column, split_values(text))
            self.several[self.upstream[column.name]] += 1
            return None
        return next(iter(_labels(column, text)), None)

    def _values(self, cell: str) -> list[str]:
        for separator in self.separators:
            cell = cell.replace(separator, ",")
        names = self.names
        if quoted := _QUOTED.findall(cell):  # an item that a program put between quotes
            cell, names = _QUOTED.sub(r"\1", cell), [*names, *(name for name in quoted if "," in name)]
        values = split_values(cell, names)
        return [text.replace(LIST_DELIMITER, ",") for value in values if (text := text_or_none(value))]

    # Columns whose cells need more than their type; the method is named after the column.

    def _inclusion_criteria(self, cell: str, line: int) -> list[str]:
        known = tables()["values"]["inclusion_criteria"]
        # Free text in place of a label is kept in inclusion_note.
        return list(dict.fromkeys(known[value.lower()] for value in self._values(cell) if value.lower() in known))

    def _inclusion_note(self, cell: str, line: int) -> str | None:
        known = tables()["values"]["inclusion_criteria"]
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


def _labels(column: Column, text: str) -> list[str]:
    """What a label stands for: mostly one value, none where it says nothing, several for a joint one."""
    labels: dict[str, str | list[str] | None] | None = tables()["values"].get(column.name)
    if labels is None:
        return [text]
    if text.lower() not in labels:
        raise UnknownLabelError(text.lower(), f"values, {column.name} in {MAP.as_posix()}", labels)
    found = labels[text.lower()]
    return found if isinstance(found, list) else [found] if found else []


def _all_labels(column: Column, values: Iterable[str]) -> list[str]:
    found: list[str] = []
    unknown: list[UnknownLabelError] = []
    for value in values:
        try:
            found += _labels(column, value)
        except UnknownLabelError as error:
            unknown.append(error)
    if unknown:
        raise unknown[0].with_others(unknown[1:])
    return found


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
