"""Rows of a CSV file, one by one: what each of them is, and what is said of those that are malformed.

What is decided here, once (`header_rows.py` decides the rest):

    lines of white space, and rows of delimiters alone  are no rows, whatever the number of their cells
    more or fewer cells than the header                 is told of the row; where all rows have it, once
    a space between a delimiter and a quote             is told: programs differ in whether the quote counts
    a line in quotes as a whole                         is told once for the file
    empty cells beyond the names of the header          are nothing; filled ones are told
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from compute_trends.catalog.texts.numbers import count
from compute_trends.validators.reading.header_rows import Header, is_blank
from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER, EMPTY_ROW_LIMIT
from compute_trends.validators.reading.raw_table import (
    PROBLEM_LIMIT,
    TOO_LONG_FIX,
    VALUE_LIMIT,
    Problem,
)
from compute_trends.validators.reading.text_lines import TooLongError, text_lines

QUOTED_LINE_FIX = (
    "Remove the quotes around each line, and write the quotes within it once; a program took the whole line for a text."
)
_SPACE_FIX = "Remove the spaces beside the quotes: between two delimiters a quote comes first and last."
_MANY_EMPTY = f"the file has more than {EMPTY_ROW_LIMIT:,} empty rows; nothing after them was read"
_EMPTY_FIX = "Delete the empty rows; in a spreadsheet program, copy the records to a new sheet, and save that."
_SPACE_BEFORE = re.compile(r' +"')
_SPACE_AFTER = re.compile(r'" +\Z|" +[\r\n]|" +[,;|\t]')


class ParsedRows:
    """The rows of a file as `csv` parses them, with the lines on which they begin.

    Args:
        path: the file.
        delimiter: what separates cells.
        problems: takes what is wrong with the lines as text.
    """

    def __init__(self, path: Path, delimiter: str, problems: list[Problem]) -> None:
        self._path, self._delimiter, self._problems = path, delimiter, problems
        self._texts: list[str] = []  # the lines of the row that was read last
        self.next_number = 1  # where the next row begins, if no blank line comes before it
        self.end = 0  # the line on which the row ends that was read last

    @property
    def text(self) -> str:
        """The row that was read last, as it stands in the file."""
        return "".join(self._texts)

    def __iter__(self) -> Iterator[tuple[int, list[str] | csv.Error]]:
        """Rows; in the place of one that cannot be parsed, the error.

        Raises:
            TooLongError: a line is longer than what is read, or there are more empty ones.
        """
        with self._path.open("rb") as handle:
            texts = self._remembered(text_lines(handle, self._problems))
            reader = csv.reader(texts, delimiter=self._delimiter, strict=True)
            empty = 0
            while True:
                self.next_number = reader.line_num + 1
                self._texts.clear()
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield self.next_number, error
                else:
                    self.end = reader.line_num
                    if (not row or not row[0] or row[0].isspace()) and is_blank(row):
                        empty += 1
                        if empty > EMPTY_ROW_LIMIT:
                            raise TooLongError(_MANY_EMPTY, _EMPTY_FIX)
                    # Blank lines before a row count for the next line number, not for the row.
                    is_line = self.end == self.next_number
                    yield self.end if is_line else self.end - _breaks(row), row

    def _remembered(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            self._texts.append(line)
            yield line


def _breaks(row: list[str]) -> int:
    """Line breaks within the cells of a row."""
    return sum(cell.count("\n") + cell.replace("\r\n", "").count("\r") for cell in row if "\n" in cell or "\r" in cell)


def csv_rows(
    path: Path, delimiter: str, header: Header, problems: list[Problem]
) -> Iterator[tuple[int, list[str | None]]]:
    """The rows below the header with their lines; malformed rows are left out and become problems."""
    lines = ParsedRows(path, delimiter, problems)
    bad = _BadRows(header.width, problems)
    names = len(header.names)
    rows = iter(lines)
    with suppress(StopIteration):
        for _ in range(header.index + 1):
            next(rows)
        while not bad.are_too_many:
            try:
                line, row = next(rows)
            except TooLongError as error:
                bad.tell()
                problems.append(Problem("structure-file", str(error), line=lines.next_number, fix=error.fix))
                return
            if isinstance(row, csv.Error):
                bad.add_unparsed(line, row, lines.text)
            elif len(row) != header.width:
                if not is_blank(row):
                    bad.add_miscounted(line, row, delimiter, lines.text)
            elif _has_space_before_quote(row, lines.text, delimiter):
                bad.add(Problem("structure-row", "a space stands before a quote", line=line, fix=_SPACE_FIX))
            elif names < header.width and (beyond := [cell for cell in row[names:] if not is_blank([cell])]):
                message = "the row has cells beyond the header's columns"
                bad.add(Problem("structure-row", message, line=line, value=beyond[0][:VALUE_LIMIT]))
            elif (row[0] and not row[0].isspace()) or not is_blank(row):
                bad.kept += 1
                yield line, [cell or None for cell in row[:names]]
    bad.tell()


def _has_space_before_quote(row: list[str], text: str, delimiter: str) -> bool:
    """Whether a cell begins with spaces and a quote; `text` is the row as it stands, where the spaces may be quoted."""
    if ' "' not in text or not any(map(_SPACE_BEFORE.match, row)):
        return False
    mark = re.escape(delimiter)
    cells = re.finditer(rf'("(?:[^"]|"")*"|[^{mark}\r\n]*)(?:{mark}|\r?\n|\r|\Z)', text)
    return any(_SPACE_BEFORE.match(cell[1]) for cell in cells)


class _BadRows:
    """Malformed rows, collected so that one fault that all rows have is told once."""

    def __init__(self, width: int, problems: list[Problem]) -> None:
        self.kept = 0
        self._width, self._problems = width, problems
        self._bad: list[Problem] = []
        self._counts: set[int] = set()
        self._quoted: list[int] = []

    @property
    def are_too_many(self) -> bool:
        return len(self._bad) >= PROBLEM_LIMIT

    def add(self, problem: Problem, cells: int = 0) -> None:
        self._bad.append(problem)
        self._counts.add(cells)

    def add_unparsed(self, line: int, error: csv.Error, text: str) -> None:
        if _SPACE_AFTER.search(text) and "expected after" in str(error):
            self.add(Problem("structure-row", "a space stands after a quote", line=line, fix=_SPACE_FIX))
        else:
            self.add(_unparsed(line, error))

    def add_miscounted(self, line: int, row: list[str], delimiter: str, text: str) -> None:
        if len(row) == 1 and len(cells_of_quoted(row[0], delimiter)) == self._width:
            self._quoted.append(line)
        elif _has_space_before_quote(row, text, delimiter):
            self.add(Problem("structure-row", "a space stands before a quote", line=line, fix=_SPACE_FIX))
        else:
            message = f"the row has {count(len(row), 'cell')}, the header {self._width}"
            self.add(Problem("structure-row", message, line=line), len(row))

    def tell(self) -> None:
        """Put what was collected to the problems of the file."""
        if self._quoted:
            number = len(self._quoted)
            message = "the line is in quotes as a whole, so that it is one cell"
            if number > 1:
                message += f"; so are {number - 1:,} more"
            self._problems.append(Problem("structure-row", message, line=self._quoted[0], fix=QUOTED_LINE_FIX))
        bad, rest = self._bad, []
        if self.are_too_many:
            rest = [Problem("structure-file", f"gave up after {len(bad)} malformed rows", line=bad[-1].line)]
        if not self.kept and len(bad) > 2 and len(self._counts) == 1 and self._counts != {0}:
            (cells,) = self._counts
            more = "the first" if rest else "all"
            message = f"{more} {len(bad):,} rows have {count(cells, 'cell')}, the header {self._width}"
            bad = [bad[0]._replace(message=message)]
        self._problems += [*bad, *rest]


def _unparsed(line: int, error: csv.Error) -> Problem:
    """What is said of a row that Python cannot part into cells."""
    if "field larger" in str(error):
        message = f"a cell is longer than {CELL_LIMIT_CHARACTER:,} characters"
        return Problem("structure-row", message, line=line, fix=TOO_LONG_FIX)
    said = "a quote opens a cell and none closes it" if "end of data" in str(error) else str(error)
    return Problem("structure-row", f"the row cannot be read: {said}", line=line)


def cells_of_quoted(cell: str, delimiter: str) -> list[str]:
    """The cells of a line that is in quotes as a whole, given what stands within the quotes; none where it is not."""
    if delimiter not in cell:
        return []
    try:
        return next(csv.reader([cell], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
