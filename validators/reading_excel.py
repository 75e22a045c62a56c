"""XLSX, through openpyxl (extra `excel`), row by row; formulas are shown as such, never computed."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import MissingExtraError
from compute_trends.validators.tables import (
    VALUE_LIMIT,
    Problem,
    RawTable,
    UnreadableError,
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


class ExcelReader:
    """An opened workbook; its first sheet holds the records.

    Raises:
        UnreadableError: it is no workbook, unpacks to too much, or is empty.
        MissingExtraError: openpyxl is not installed.
    """

    def __init__(self, path: Path, label: str) -> None:
        self.label = label
        self.problems: list[Problem] = []
        try:
            import openpyxl
        except ImportError as error:
            raise MissingExtraError("reading XLSX", "openpyxl", "excel") from error
        try:
            with zipfile.ZipFile(path) as archive:
                if sum(item.file_size for item in archive.infolist()) > UNPACKED_LIMIT_BYTE:
                    raise UnreadableError(f"the workbook unpacks to more than {UNPACKED_LIMIT_BYTE >> 20} MB")
            self._book = openpyxl.load_workbook(path, read_only=True, data_only=False)
            self._rows = self._sheet_rows()
            header = next(self._rows, (0, []))[1]
        except UnreadableError:
            raise
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise UnreadableError(f"not an XLSX workbook: {str(error)[:200] or type(error).__name__}") from error
        while header and header[-1] is None:
            header = header[:-1]
        if not header:
            raise UnreadableError("the first sheet is empty", "structure-empty")
        self.names = [name or "" for name in header]
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
            raise UnreadableError(f"not an XLSX workbook: {str(error)[:200]}") from error
        finally:
            self._book.close()
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
        )

    def _sheet_rows(self) -> Iterator[tuple[int, list[str | None]]]:
        sheet = self._book.worksheets[0]
        sheet.reset_dimensions()  # what the file claims about its size may be wrong
        for number, row in enumerate(sheet.iter_rows(), 1):
            if len(row) > _COLUMN_LIMIT:
                raise UnreadableError(f"row {number:,} of the sheet has more than {_COLUMN_LIMIT:,} columns")
            yield number, [_text(cell) for cell in row]

    def _records(self) -> Iterator[tuple[int, list[str | None]]]:
        width = len(self.names)
        for number, cells in self._rows:
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
    return str(text if text is not None else value)
