"""Which row of a table names its columns, and which rows are none: one answer for CSV and for workbooks.

What is decided here, once:

    rows of nothing but empty cells  are no rows, before the header, between rows and after them
    `sep=,` on top                   is told; the header is looked for below
    lines above the header           are told, where a row below holds the names of columns and the first row none
    a comment on top                 is told, and the table is not read
    a record on top                  is told, and the table is not read: nobody knows what its cells are
    names one below the other        are told, and the table is not read: its records are columns
    empty cells at the header's end  are no columns; a row that fills such a cell is told
    the header among the rows        is no row; it is told once for the file
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compute_trends.catalog.texts.names import column_name
from compute_trends.validators.reading.limits import COLUMN_LIMIT
from compute_trends.validators.reading.raw_table import (
    Problem,
    UnreadableError,
    header_problems,
)

#: What no column is called: links, days and truth values.
_VALUE = re.compile(r"https?://.*|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|true|false", re.IGNORECASE | re.DOTALL)

#: One row of a table: its line or number, and its cells as texts.
Row = tuple[int, Sequence[str | None]]

#: Filled rows among which the header is looked for.
HEAD_ROWS = 20

#: Rows below the first whose first cells tell that a table is turned.
_TURNED_ROWS = 2

#: Places that a finding names before it only counts.
NAMED_ROWS = 3

_SEPARATOR = re.compile(r"sep=.?", re.IGNORECASE)
_SEPARATOR_FIX = "Remove the line: only spreadsheet programs understand it, and the names of columns come first."
_ABOVE_FIX = "Remove what stands above the names of the columns."
_COMMENT_FIX = "Remove the lines that begin with #; the first line of a table names its columns."
_RECORD_FIX = (
    "Put the names of the columns above it, in the order of the cells; `compute-trends describe DATASET` lists them."
)
_TURNED = "the names of the columns stand one below the other, and each record in a column of its own"
_TURNED_FIX = "Turn the table, so that its first line names the columns and each record is a row; in pandas, table.T."
_REPEATED_FIX = "Remove the repeated header; it comes from joining files or pages of a table."


@dataclass(frozen=True)
class Header:
    """The row that names the columns.

    Attributes:
        index: its place (0-based) among the rows that were given.
        number: its line or number.
        names: the columns; empty cells at the end are left out, others have the name "".
        width: cells of the row as it stands, with the empty ones at its end.
        problems: what is wrong with it, and what stands above it.
    """

    index: int
    number: int
    names: list[str]
    width: int
    problems: list[Problem]


def is_blank(cells: Iterable[str | None]) -> bool:
    """Whether a row holds nothing but white space."""
    return not any(cell and not cell.isspace() for cell in cells)


def find_header(
    rows: Iterable[Row], known: frozenset[str], place: str | None = "line", limit: int = COLUMN_LIMIT
) -> Header | None:
    """The row that names the columns; None where all rows are blank.

    Args:
        rows: the first rows of the table or all of them; no more are read than needed.
        known: names of columns that any dataset declares.
        place: what the numbers of rows count, "line" or "row"; None where findings are to name no place.
        limit: how many columns are read.

    Raises:
        UnreadableError: the table begins with a comment or a record, is turned, or has more columns.
    """
    first: tuple[int, int, Sequence[str | None]] | None = None
    problems: list[Problem] = []
    left: list[str] = []  # the first cell of each filled row
    few = 0  # names of columns in the first row, where that may be one of groups
    given = enumerate(rows)
    for index, (number, cells) in given:
        if not (names := _names(cells)):  # blank, or a byte order mark alone
            continue
        left.append(column_name(names[0]))
        if first is None and _SEPARATOR.fullmatch(names[0].strip()) and len(names) == 1:
            what = f"the first {place or 'row'} is an instruction (sep=), not the names of columns"
            problems.append(Problem("structure-delimiter", what, line=number if place else None, fix=_SEPARATOR_FIX))
            continue
        recognised = len({column_name(name) for name in names} & known)
        filled = sum(1 for name in names if name.strip())
        if first is None:
            if recognised:
                if recognised == 1 and len(names) > 1 and left[0] in known and _goes_on(given, known, left[0]):
                    raise UnreadableError(_TURNED, "structure-header", number if place else None, _TURNED_FIX)
                if 2 * recognised >= filled or left[0] in known or filled == len(names):
                    return _header(index, number, names, len(cells), problems, place, limit)
                few = recognised  # names of groups, one of which is called as a column is
            elif names[0].startswith("#"):
                message = f"the first {place or 'row'} is a comment, not the names of columns"
                raise UnreadableError(message, line=number if place else None, fix=_COMMENT_FIX)
            first = index, number, cells
        elif recognised > max(1, few) and 2 * recognised >= filled:
            what = f"the names of the columns are on {place or 'row'} {number:,}, not at the top"
            problems.append(Problem("structure-header", what, line=first[1] if place else None, fix=_ABOVE_FIX))
            return _header(index, number, names, len(cells), problems, place, limit)
        if len(left) == HEAD_ROWS:
            break
    if first is None:
        return None
    line, names = first[1] if place else None, _names(first[2])
    if few:
        return _header(first[0], first[1], names, len(first[2]), problems, place, limit)
    if sum(name in known for name in left) > max(2, len(left) // 2):
        raise UnreadableError(_TURNED, line=line, fix=_TURNED_FIX)
    if sum(bool(_VALUE.fullmatch(name.strip())) for name in names) > 1:
        what = f"the first {place or 'row'} is a record, not the names of columns"
        raise UnreadableError(what, line=line, fix=_RECORD_FIX)
    return _header(first[0], first[1], _names(first[2]), len(first[2]), problems, place, limit)


def _goes_on(rows: Iterable[tuple[int, Row]], known: frozenset[str], first: str) -> bool:
    """Whether the rows below one that begins with the name of a column begin with those of others."""
    seen = {first}
    for _, (_, cells) in rows:
        if not is_blank(cells):
            name = column_name(cells[0] or "")
            if name not in known or name in seen:
                return False
            seen.add(name)
            if len(seen) > _TURNED_ROWS:
                return True
    return False


def _names(cells: Sequence[str | None]) -> list[str]:
    names = [cell or "" for cell in cells]
    if names:  # a mark that is there twice is told once, as one
        names[0] = names[0].lstrip("\ufeff")
    while names and is_blank(names[-1:]):
        names.pop()
    return names


def _header(
    index: int, number: int, names: list[str], width: int, problems: list[Problem], place: str | None, limit: int
) -> Header:
    return Header(
        index, number, names, width, [*problems, *header_problems(names, line=number if place else None, limit=limit)]
    )


def repeated_header(numbers: Sequence[int], count: int, place: str = "line") -> Problem:
    """What is told of rows that are the header again: `count` of them, on `numbers`, of which the first are named."""
    more = count - len(numbers[:NAMED_ROWS])
    where = ", ".join(f"{number:,}" for number in numbers[:NAMED_ROWS]) + (f" and {more:,} more" if more else "")
    what = f"the header stands among the rows again, on {place} {where}"
    return Problem("structure-header", what, line=numbers[0], fix=_REPEATED_FIX)
