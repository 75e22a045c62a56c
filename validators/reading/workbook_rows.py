"""The rows of a sheet, cell by cell.

What a cell holds is what its file says: a formula is shown as such, never computed, an error of the spreadsheet program
is its name (#DIV/0!), and cells that have a format only are empty.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from compute_trends.validators.reading.limits import COLUMN_FIX, COLUMN_LIMIT, SHEET_ROW_LIMIT, TEXT_LIMIT_BYTE
from compute_trends.validators.reading.raw_table import VALUE_LIMIT, Problem, UnreadableError
from compute_trends.validators.reading.workbook_parts import SAVE_FIX, Parts
from compute_trends.validators.reading.workbook_values import (
    Texts,
    Values,
    date_text,
    duration_text,
    number_text,
    whole,
)

#: Numbers of rows and their cells as texts; to be closed by who does not read to the end.
Rows = Generator[tuple[int, list[str | None]], None, None]

_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,10})")
_FORMAT_COLUMNS = 16_384  # the format has no more, coloured ones among them
#: How LibreOffice stores the constants, beside their values.
_BOOLEANS = {"=TRUE()": "true", "=FALSE()": "false"}


def rows(parts: Parts, name: str, values: Values, problems: list[Problem]) -> Rows:
    """The rows of a sheet that hold anything, with their numbers; `problems` gets what is wrong with their numbers.

    A row ends with its last filled cell: those that have a format only are none.

    Raises:
        UnreadableError: the sheet is damaged, or beyond the limits.
    """
    sheet = _Sheet(values, problems)
    try:
        for _ in parts.steps(name, sheet.start, sheet.end, sheet.text):
            yield from sheet.found
            sheet.found.clear()
    except UnreadableError:
        yield from sheet.found  # which stand before what is wrong
        raise


class _Sheet:
    """What is known at a place of a sheet."""

    def __init__(self, values: Values, problems: list[Problem]) -> None:
        self.found: list[tuple[int, list[str | None]]] = []
        self._values, self._problems = values, problems
        self._row = self._column = 0
        self._cells: dict[int, str] = {}
        self._texts = Texts()
        self._kind, self._style = "n", -1
        self._formula: str | None = None
        self._shared: dict[str, str] = {}
        self._shared_id: str | None = None
        self._value = ""
        self._is_value = self._is_text = self._in_data = False
        self._size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in ("v", "f"):
            self._is_value = True
            self._shared_id = attributes.get("si") if tag == "f" and attributes.get("t") == "shared" else None
        elif tag == "is":
            self._is_text = True
        elif tag == "row":
            self._begin_row(attributes)
        elif self._is_text:
            self._texts.start(tag)

    def text(self, piece: str) -> None:
        if self._is_value:
            self._texts.add(piece)
        elif self._is_text:
            self._texts.text(piece)

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag == "v":
            self._is_value, self._value = False, self._texts.take()
        elif tag == "f":
            self._is_value = False
            self._formula = self._texts.take()
            if self._shared_id is not None:
                self._formula = self._formula or self._shared.get(self._shared_id, "")
                self._shared.setdefault(self._shared_id, self._formula)
        elif tag == "is":
            self._is_text, self._value = False, self._texts.take()
        elif tag == "row":
            self._end_row()
        elif self._is_text:
            self._texts.end(tag)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        told, before = attributes.get("r"), self._row
        number = before + 1 if told is None else whole(told)
        if not 0 < number <= SHEET_ROW_LIMIT:
            shown = f"{number:,}" if number > 0 else repr((told or "")[:40])
            raise UnreadableError(f"a row has the number {shown}; a sheet has {SHEET_ROW_LIMIT:,} rows", fix=SAVE_FIX)
        if number <= before:
            what = "an earlier row has this number too" if number == before else f"the row stands after row {before:,}"
            self._problems.append(Problem("structure-row", what, line=number, fix=SAVE_FIX))
        self._row, self._column = number, 0
        self._cells = {}

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._kind, self._style = attributes.get("t", "n"), whole(attributes.get("s"))
        self._formula, self._value = None, ""
        column = self._column + 1
        if told := attributes.get("r"):
            match = _REFERENCE.fullmatch(told)
            if not match or int(match[2]) != self._row:
                raise UnreadableError(f"row {self._row:,} holds a cell {told[:40]!r}", fix=SAVE_FIX)
            column = 0
            for letter in match[1]:
                column = 26 * column + ord(letter) - 64
        if column > _FORMAT_COLUMNS:
            raise UnreadableError(
                f"row {self._row:,} of the sheet has more than {_FORMAT_COLUMNS:,} columns", fix=SAVE_FIX
            )
        self._column = column

    def _end_cell(self) -> None:
        text = self._cell_text()
        if not text:
            return
        self._size += len(text)
        if self._size > TEXT_LIMIT_BYTE:
            raise UnreadableError(f"the texts of the sheet take more than {TEXT_LIMIT_BYTE >> 20} MB", fix=SAVE_FIX)
        if self._column > COLUMN_LIMIT:
            message = f"row {self._row:,} of the sheet has more than {COLUMN_LIMIT:,} columns"
            raise UnreadableError(message, fix=COLUMN_FIX)
        if self._column in self._cells:
            what = f"two cells of the row are in column {self._column:,}"
            self._problems.append(
                Problem("structure-row", what, line=self._row, value=text[:VALUE_LIMIT], fix=SAVE_FIX)
            )
        self._cells.setdefault(self._column, text)

    def _end_row(self) -> None:
        if self._cells:
            cells: list[str | None] = [None] * max(self._cells)
            for column, text in self._cells.items():
                cells[column - 1] = text
            self.found.append((self._row, cells))
            self._cells = {}

    def _cell_text(self) -> str:
        if self._formula is not None:
            formula = f"={self._formula}"
            return _BOOLEANS.get(formula, formula)
        value = self._value
        if not value or self._kind in ("inlineStr", "str", "e"):
            return value
        if self._kind == "s":
            at = whole(value)
            if not 0 <= at < len(self._values.strings):
                what = (
                    f"row {self._row:,} refers to text {value[:20]}, of which there are {len(self._values.strings):,}"
                )
                raise UnreadableError(f"the file is damaged: {what}", fix=SAVE_FIX)
            return self._values.strings[at]
        if self._kind == "b":
            return {"1": "true", "0": "false"}.get(value, value)
        if self._kind == "d":
            return value.removesuffix("Z").removesuffix("T00:00:00.000").removesuffix("T00:00:00")
        shown = self._values.shown[self._style] if 0 <= self._style < len(self._values.shown) else "number"
        if shown == "number":
            return number_text(value)
        text = date_text(value, self._values.epoch) if shown == "date" else duration_text(value)
        return text or number_text(value)
