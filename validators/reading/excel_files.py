"""XLSX, through openpyxl (extra `excel`), row by row; formulas are shown as such, never computed."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import MissingExtraError
from compute_trends.validators.reading.raw_table import (
    SHEET_MARK,
    VALUE_LIMIT,
    Problem,
    RawTable,
    UnreadableError,
    folded,
    header_problems,
    store_rows,
    stored_lines,
)

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema

#: Largest content of a workbook, unpacked: a small archive may unpack to anything.
UNPACKED_LIMIT_BYTE = 512 << 20
_COLUMN_LIMIT = 1000

#: How LibreOffice stores the constants, beside their values.
_BOOLEANS = {"=TRUE()": "true", "=FALSE()": "false"}


@dataclass
class Sheet:
    """A sheet that may hold records.

    Attributes:
        content: the sheet, as openpyxl opened it.
        label: its name in findings.
        notes: what to tell of the workbook beside the findings.
    """

    content: Any
    label: str
    notes: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[str | None]]]:
        """The rows with their numbers, as texts."""
        self.content.reset_dimensions()  # what the file claims about its size may be wrong
        for number, row in enumerate(self.content.iter_rows(), 1):
            if len(row) > _COLUMN_LIMIT:
                raise UnreadableError(f"row {number:,} of the sheet has more than {_COLUMN_LIMIT:,} columns")
            yield number, [_text(cell) for cell in row]

    def header(self) -> list[str]:
        """The texts of the first row."""
        cells = next(self.rows(), (0, []))[1]
        while cells and cells[-1] is None:
            cells = cells[:-1]
        return [cell or "" for cell in cells]


def open_sheets(path: Path, label: str, known: frozenset[str]) -> list[Sheet]:
    """The sheets of a workbook that hold records: those with record_ids, or with mostly columns that are `known`.

    Where there is none such, the first sheet with a known column is taken for records, or the first that is not empty.
    What is left out is said in the notes of the first sheet.

    Raises:
        UnreadableError: it is no workbook, or unpacks to too much.
        MissingExtraError: openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError("reading XLSX", "openpyxl", "excel") from error
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > UNPACKED_LIMIT_BYTE:
                raise UnreadableError(f"the workbook unpacks to more than {UNPACKED_LIMIT_BYTE >> 20} MB")
        # Of a name, openpyxl would want a suffix; and no file stays open while the sheets wait to be read.
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=False)
        sheets = [Sheet(content, label) for content in book.worksheets]
        headers = [_header(sheet) for sheet in sheets]
    except UnreadableError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise _no_workbook(error) from error
    if not sheets:
        raise UnreadableError("the workbook has no sheet of cells", "structure-empty")
    filled = [at for at, header in enumerate(headers) if header]
    taken = [at for at in filled if _holds_records(headers[at], known)]
    taken = taken or [at for at in filled if known.intersection(headers[at])][:1] or filled[:1] or [0]
    left_out = [repr(sheets[at].content.title) for at in filled if at not in taken]
    found = [sheets[at] for at in taken]
    for sheet in found:
        sheet.label += f"{SHEET_MARK}{sheet.content.title}" if len(found) > 1 else ""
    if left_out:
        what = "sheet" if len(left_out) == 1 else "sheets"
        found[0].notes.append(f"{label}: left out the {what} {', '.join(left_out)}, whose columns are no dataset's")
    return found


def _holds_records(header: list[str], known: frozenset[str]) -> bool:
    names = list(map(folded, header))
    return "record_id" in names or 2 * sum(name in known for name in names) > len(names)


def _header(sheet: Sheet) -> list[str]:
    try:
        return sheet.header()
    except UnreadableError:
        return [""]  # too wide, which is a finding once the sheet is read


def _no_workbook(error: Exception) -> UnreadableError:
    return UnreadableError(f"not an XLSX workbook: {str(error)[:200] or type(error).__name__}")


class ExcelReader:
    """An opened sheet of a workbook.

    Raises:
        UnreadableError: it is empty.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.label = sheet.label
        self.problems: list[Problem] = []
        self._sheet = sheet
        self.names = sheet.header()
        if not self.names:
            raise UnreadableError("the first sheet is empty", "structure-empty")
        self.problems += header_problems(self.names)

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a table on `connection`."""
        try:
            count = store_rows(connection, table, len(self.names), self._records())
        except Exception as error:
            if type(error).__module__.startswith(("duckdb", "_duckdb")):
                raise
            # A report takes every number for a line where the file could not be read.
            self.problems[:] = [_in_words(problem) for problem in self.problems]
            if isinstance(error, UnreadableError):
                raise
            raise _no_workbook(error) from error
        if not count:
            self.problems.append(Problem("structure-empty", "the sheet has a header and no record", line=1))
        return RawTable(
            label=self.label,
            names=self.names,
            types=["VARCHAR"] * len(self.names),
            relation=table,
            rows=count,
            place="row",
            locate=stored_lines(connection, table),
            problems=self.problems,
            notes=self._sheet.notes,
        )

    def _records(self) -> Iterator[tuple[int, list[str | None]]]:
        width = len(self.names)
        rows = self._sheet.rows()
        next(rows, None)
        for number, cells in rows:
            beyond = [cell for cell in cells[width:] if cell is not None]
            if beyond:
                message = "the row has cells beyond the header's columns"
                self.problems.append(Problem("structure-row", message, line=number, value=beyond[0][:VALUE_LIMIT]))
            kept = cells[:width] + [None] * (width - len(cells))
            if any(cell is not None for cell in kept):
                yield number, kept


def _in_words(problem: Problem) -> Problem:
    """The problem, its row told in the message."""
    if problem.line is None:
        return problem
    return replace(problem, line=None, message=f"row {problem.line:,}: {problem.message}")


def _text(cell: Any) -> str | None:
    value = cell.value
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    text = getattr(value, "text", None)  # array formulas are objects that hold their text
    text = str(text if text is not None else value)
    return _BOOLEANS.get(text, text) if cell.data_type == "f" else text
