"""CSV and TSV: large files are streamed by DuckDB, small and irregular ones are read row by row.

Both read the same rows (a test holds them against each other). DuckDB is strict here: whatever it refuses (a row with
another number of cells, a quote that does not close, bytes that are not UTF-8) is read again row by row, which says
where and why.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from compute_trends.catalog.texts.sql_text import file_literal, text_literal
from compute_trends.validators.reading.csv_lines import CsvSurvey
from compute_trends.validators.reading.raw_table import (
    LINE_LIMIT_BYTE,
    PROBLEM_LIMIT,
    TOO_LONG,
    TOO_LONG_FIX,
    MiscountError,
    Problem,
    RawTable,
    UnreadableError,
    header_problems,
    is_of_the_tool,
    store_rows,
    stored_lines,
)

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema

#: Files up to this size are read row by row; starting DuckDB's parallel reader would take longer.
SMALL_BYTE = 1 << 16

#: Files up to this size are copied into memory; larger ones are read from their file again by all who need them.
_LARGE_BYTE = 8 << 20

#: Longest cell that is read.
CELL_LIMIT_CHARACTER = 2 << 20

_HEAD_BYTE = 1 << 18
_DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "vertical bars"}
_MARK = b"\xef\xbb\xbf"
_COMMENT_FIX = "Remove the lines that begin with #; the first line of a table names its columns."


class CsvReader:
    """An opened CSV or TSV file; its header is read, its rows are not.

    Args:
        path: the file.
        label: its name in findings.
        delimiter: what its suffix promises.
        known: names of columns that any dataset declares, to recognise another delimiter by.

    Raises:
        UnreadableError: the file is empty or no text.
    """

    def __init__(self, path: Path, label: str, delimiter: str, known: frozenset[str]) -> None:
        self.path, self.label = path, label
        self.problems: list[Problem] = []
        csv.field_size_limit(max(csv.field_size_limit(), CELL_LIMIT_CHARACTER))
        with path.open("rb") as handle:
            head = handle.read(_HEAD_BYTE)
        if not head.strip():
            raise UnreadableError("the file is empty", "structure-empty")
        if head.startswith(_MARK):
            self.problems.append(Problem("structure-byte-order-mark", "the file begins with a byte order mark", line=1))
        self.delimiter = self._find_delimiter(head, delimiter, known)
        self._header_lines = 1
        self.names = self._read_header()
        if self.names and self.names[0].startswith("#") and not known.intersection(self.names):
            raise UnreadableError("the first line is a comment, not the names of columns", line=1, fix=_COMMENT_FIX)

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a relation on `connection`."""
        size = self.path.stat().st_size
        if size <= SMALL_BYTE or self._header_lines != 1:
            return self._stored(connection, table)
        return self._streamed(connection, table) if size > _LARGE_BYTE else self._copied(connection, table)

    def _relation(self) -> str:
        columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(self.names)))
        return (
            f"read_csv({file_literal(self.path)}, auto_detect = false, header = true, strict_mode = true, "
            f"delim = {text_literal(self.delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}})"
        )

    def _streamed(self, connection: duckdb.DuckDBPyConnection, table: str) -> RawTable:
        return RawTable(
            label=self.label,
            names=self.names,
            types=["VARCHAR"] * len(self.names),
            relation=self._relation(),
            numbered=False,
            problems=self.problems,
            head=self._head_rows(),
            count_rows=CsvSurvey(self.path).locate,
            fallback=lambda: self._stored(connection, table),
        )

    def _copied(self, connection: duckdb.DuckDBPyConnection, table: str) -> RawTable:
        import duckdb

        survey = CsvSurvey(self.path)
        try:
            # A table made from read_csv keeps the file's order, so its rowid is the number of the row.
            connection.execute(f"create or replace temp table {table} as from {self._relation()}")
            counted = connection.execute(f"select count(*) from {table}").fetchone()
            rows = counted[0] if counted else 0
            locate = survey.locate(rows)
        except (duckdb.Error, MiscountError) as error:
            if is_of_the_tool(error):
                raise
            return self._stored(connection, table)
        return RawTable(
            label=self.label,
            names=self.names,
            types=["VARCHAR"] * len(self.names),
            relation=f"(select *, rowid as _row from {table})",
            rows=rows,
            locate=locate,
            problems=self.problems,
        )

    def _stored(self, connection: duckdb.DuckDBPyConnection, table: str) -> RawTable:
        problems = list(self.problems)
        with self.path.open("rb") as handle:
            count = store_rows(connection, table, len(self.names), self._rows(handle, problems))
        if not count and not any(problem.rule in ("structure-row", "structure-file") for problem in problems):
            problems.append(Problem("structure-empty", "the file has a header and no record", line=1))
        return RawTable(
            label=self.label,
            names=self.names,
            types=["VARCHAR"] * len(self.names),
            relation=table,
            rows=count,
            locate=stored_lines(connection, table),
            problems=problems,
        )

    def _head_rows(self) -> list[list[str]]:
        """The first rows that are whole and regular."""
        with self.path.open("rb") as handle:
            lines = handle.read(_HEAD_BYTE).decode("utf-8", "replace").splitlines(keepends=True)[1:-1]
        try:
            return [row for row in csv.reader(lines, delimiter=self.delimiter) if len(row) == len(self.names)]
        except csv.Error:
            return []

    def _find_delimiter(self, head: bytes, expected: str, known: frozenset[str]) -> str:
        first = head.removeprefix(_MARK).split(b"\n", 1)[0].split(b"\r", 1)[0].decode("utf-8", "replace")

        def recognised(delimiter: str) -> int:
            return len({name.strip(' "') for name in first.split(delimiter)} & known)

        best = max(_DELIMITERS, key=lambda delimiter: (recognised(delimiter), delimiter == expected))
        if recognised(best) <= recognised(expected):
            return expected
        message = f"cells are separated by {_DELIMITERS[best]}, not by {_DELIMITERS[expected]}"
        self.problems.append(Problem("structure-delimiter", message, line=1))
        return best

    def _read_header(self) -> list[str]:
        problems: list[Problem] = []
        with self.path.open("rb") as handle:
            rows = csv.reader(_lines(handle, problems), delimiter=self.delimiter, strict=True)
            try:
                names = next(rows, [])
            except csv.Error as error:
                raise UnreadableError(f"the header cannot be read: {error}", line=1) from error
            except _TooLongError as error:
                raise UnreadableError(str(error), line=1, fix=TOO_LONG_FIX) from error
            self._header_lines = rows.line_num
        self.problems += header_problems(names, line=1)
        return names

    def _rows(self, handle: BinaryIO, problems: list[Problem]) -> Iterator[tuple[int, list[str | None]]]:
        """Rows with their lines; malformed rows are left out and become problems."""
        width = len(self.names)
        reader = csv.reader(_lines(handle, problems), delimiter=self.delimiter, strict=True)
        next(reader, None)
        bad, kept = 0, 0
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader, None)
            except csv.Error as error:
                problems.append(Problem("structure-row", f"the row cannot be read: {error}", line=line))
                bad += 1
            except _TooLongError as error:
                problems.append(Problem("structure-file", str(error), line=line, fix=TOO_LONG_FIX))
                return
            else:
                if row is None:
                    return
                if len(row) == width:
                    # Blank lines before a row count for the next line number, not for the row.
                    yield reader.line_num - _breaks(row), [cell or None for cell in row]
                    kept += 1
                    continue
                if not row:
                    continue
                message = f"the row has {len(row)} cells, the header {width}"
                problems.append(Problem("structure-row", message, line=reader.line_num - _breaks(row)))
                bad += 1
            if bad >= PROBLEM_LIMIT:
                problems.append(Problem("structure-file", f"gave up after {bad} malformed rows", line=line))
                return


class _TooLongError(Exception):
    pass


def _breaks(row: list[str]) -> int:
    """Line breaks within the cells of a row."""
    return sum(cell.count("\n") + cell.replace("\r\n", "").count("\r") for cell in row if "\n" in cell or "\r" in cell)


def _lines(handle: BinaryIO, problems: list[Problem]) -> Iterator[str]:
    """Lines as text, endings kept; what is not UTF-8 or a NUL byte becomes a problem (the first of each)."""
    number, is_quoted = 0, False
    endings: set[str] = set()
    said: set[str] = set()

    def say(what: str, rule: str, message: str) -> None:
        if what not in said:
            said.add(what)
            problems.append(Problem(rule, message, line=number))

    while raw := handle.readline(LINE_LIMIT_BYTE + 1):
        if len(raw) > LINE_LIMIT_BYTE and not raw.endswith(b"\n"):
            raise _TooLongError(TOO_LONG)
        if not number:
            raw = raw.removeprefix(_MARK)
        for part in _split_returns(raw):
            number += 1
            try:
                text = part.decode("utf-8")
            except UnicodeDecodeError as error:
                byte = part[error.start]
                say("utf-8", "structure-encoding", f"byte 0x{byte:02x} is not UTF-8; the text looks like Latin-1")
                text = part.decode("latin-1")
            if "\0" in text:
                say("nul", "structure-encoding", "the line holds a NUL byte")
                text = text.replace("\0", "\ufffd")
            is_quoted ^= bool(text.count('"') & 1)  # line breaks within a cell are the cell's own
            ending = "\r\n" if text.endswith("\r\n") else text[-1] if text[-1] in "\r\n" else ""
            if ending and not is_quoted:
                endings.add(ending)
            if ending and len(endings) > 1:
                shown = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}
                say("endings", "structure-line-endings", f"the line ends in {shown[ending]}, lines before it do not")
            yield text


def _split_returns(raw: bytes) -> list[bytes]:
    """A line, or several where a lone CR ends lines (as old Macintosh programs write them)."""
    ending = 2 if raw.endswith(b"\r\n") else 1
    if raw.find(b"\r") in (-1, len(raw) - ending):
        return [raw]
    return [part for part in re.split(rb"(?<=\r)(?!\n)", raw) if part]
