"""Workbooks (.xlsx, .xlsm), row by row: which of their sheets hold records, and the rows of each."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.names import column_name
from compute_trends.validators.reading.header_rows import Header, find_header, is_blank, repeated_header
from compute_trends.validators.reading.limits import SHEET_COUNT_LIMIT
from compute_trends.validators.reading.raw_table import (
    PROBLEM_LIMIT,
    SHEET_MARK,
    VALUE_LIMIT,
    Problem,
    RawTable,
    UnreadableError,
)
from compute_trends.validators.reading.stored_rows import store_rows, stored_lines
from compute_trends.validators.reading.workbook_parts import SAVE_FIX, Parts
from compute_trends.validators.reading.workbook_rows import Rows, rows
from compute_trends.validators.reading.workbook_values import Values, read_values

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema

_KEY = "record_id"


@dataclass
class Sheet:
    """A sheet that may hold records.

    Attributes:
        path: the workbook.
        title: the sheet's name in it.
        part: its part of the workbook.
        values: what its cells refer to.
        label: its name in findings.
        notes: what to tell of the workbook beside the findings.
        header: the row that names its columns; None where it is empty.
        refused: why its header cannot be read, where it cannot.
    """

    path: Path
    title: str
    part: str
    values: Values
    label: str
    notes: list[str] = field(default_factory=list)
    header: Header | None = None
    refused: UnreadableError | None = None

    def rows(self, parts: Parts, problems: list[Problem]) -> Rows:
        """The filled rows with their numbers, as texts."""
        return rows(parts, self.part, self.values, problems)


def open_sheets(path: Path, label: str, known: frozenset[str]) -> list[Sheet]:
    """The sheets of a workbook that hold records: those with record_ids or, where none has, with `known` columns.

    Those that are turned, record_ids in a row, are among them, to be refused. Without record_ids, sheets are taken
    whose columns are mostly known; else the first with a known column, or the first that is not empty. What is left out
    is said in the notes of the first sheet.

    Raises:
        UnreadableError: it is no workbook, is damaged, or unpacks to too much.
    """
    with Parts(path) as parts:
        parts.verify()
        sheets = _sheets(parts, path, label)
        for sheet in sheets:
            try:
                with closing(sheet.rows(parts, [])) as found:
                    sheet.header = find_header(found, known, "row")
            except UnreadableError as error:
                sheet.refused = error
    if not sheets:
        raise UnreadableError("the workbook has no sheet of cells", "structure-empty")
    filled = [sheet for sheet in sheets if sheet.header or sheet.refused]
    named = [(sheet, list(map(column_name, sheet.header.names)) if sheet.header else []) for sheet in filled]
    taken = (
        [
            sheet
            for sheet, names in named
            if _KEY in names or (sheet.refused and sheet.refused.rule == "structure-header")
        ]
        or [sheet for sheet, names in named if 2 * sum(name in known for name in names) > len(names)]
        or [sheet for sheet, names in named if known.intersection(names)][:1]
        or filled[:1]
        or sheets[:1]
    )
    for sheet in taken:
        sheet.label += f"{SHEET_MARK}{sheet.title}" if len(taken) > 1 else ""
    left_out = [repr(sheet.title) for sheet in filled if sheet not in taken]
    if left_out:
        what = "sheet" if len(left_out) == 1 else "sheets"
        taken[0].notes.append(f"{label}: left out the {what} {', '.join(left_out)}, whose columns are no dataset's")
    return taken


def _sheets(parts: Parts, path: Path, label: str) -> list[Sheet]:
    main = next((name for kind, name in parts.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
    listed: list[tuple[str, str]] = []
    is_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        if tag == "sheet":
            key = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            listed.append((attributes.get("name", ""), key))
        elif tag == "workbookPr":
            is_1904 = attributes.get("date1904") in ("1", "true")

    parts.parse(main, start)
    if len(listed) > SHEET_COUNT_LIMIT:
        raise UnreadableError(f"the workbook has more than {SHEET_COUNT_LIMIT:,} sheets", fix=SAVE_FIX)
    related = parts.relations(main)
    values = read_values(parts, related, is_1904=is_1904)
    found: dict[str, Sheet] = {}
    for title, key in listed:
        kind, part = related.get(key, ("", ""))
        if kind == "worksheet":
            if part in found:
                raise UnreadableError(f"the file is damaged: two of its sheets are {part[:100]!r}", fix=SAVE_FIX)
            found[part] = Sheet(path, title, part, values, label)
    return list(found.values())


class ExcelReader:
    """An opened sheet of a workbook.

    Raises:
        UnreadableError: it is empty, or its header cannot be read.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.label = sheet.label
        self._sheet = sheet
        if sheet.refused:
            raise _in_words(sheet.refused)
        if not sheet.header:
            raise UnreadableError("the sheet is empty", "structure-empty")
        self._header = sheet.header
        self.names = sheet.header.names
        self.problems: list[Problem] = list(sheet.header.problems)

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a table on `connection`."""
        try:
            with Parts(self._sheet.path) as parts:
                found = self._records(parts)
                with closing(found):
                    stored = store_rows(connection, table, len(self.names), found)
        except UnreadableError as error:
            # A report takes every number for a line where the file could not be read.
            self.problems[:] = [_told_in_words(problem) for problem in self.problems]
            raise _in_words(error) from error
        if not stored.rows and not any(problem.rule == "structure-row" for problem in self.problems):
            line = self._header.number
            self.problems.append(Problem("structure-empty", "the sheet has a header and no record", line=line))
        return RawTable(
            label=self.label,
            names=self.names,
            types=["VARCHAR"] * len(self.names),
            relation=table,
            rows=stored.rows,
            empty=stored.empty,
            place="row",
            locate=stored_lines(connection, table),
            problems=self.problems,
            notes=self._sheet.notes,
        )

    def _records(self, parts: Parts) -> Rows:
        width = len(self.names)
        repeated: list[int] = []
        bad = 0
        found = self._sheet.rows(parts, self.problems)
        for number, cells in islice(found, self._header.index + 1, None):
            if is_blank(cells):
                continue
            beyond = [cell for cell in cells[width:] if cell is not None]
            if beyond:
                message = "the row has cells beyond the header's columns"
                self.problems.append(Problem("structure-row", message, line=number, value=beyond[0][:VALUE_LIMIT]))
                bad += 1
                if bad >= PROBLEM_LIMIT:
                    raise UnreadableError(f"gave up after {bad} malformed rows")
            kept = cells[:width] + [None] * (width - len(cells))
            if width > 1 and [cell or "" for cell in kept] == self.names:
                repeated.append(number)
            elif not is_blank(kept):
                yield number, kept
        if repeated:
            self.problems.append(repeated_header(repeated, len(repeated), "row"))


def _told_in_words(problem: Problem) -> Problem:
    """The problem, its row told in the message."""
    if problem.line is None:
        return problem
    return problem._replace(line=None, message=f"row {problem.line:,}: {problem.message}")


def _in_words(error: UnreadableError) -> UnreadableError:
    if error.line is None:
        return error
    return UnreadableError(f"row {error.line:,}: {error}", error.rule, fix=error.fix)
