"""CSV and TSV: large files are streamed by DuckDB, small and irregular ones are read row by row.

Both read the same rows (a test holds them against each other). DuckDB gets regular files only: one whose header is not
plain, and whatever it refuses or `CsvSurvey` finds irregular (a row with another number of cells, a quote within a
text, bytes that are not UTF-8), is read row by row, which says where and why.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.cells import DELIMITERS
from compute_trends.catalog.texts.names import column_name
from compute_trends.catalog.texts.sql_text import file_literal, text_literal
from compute_trends.validators.reading.csv_lines import CsvSurvey, has_long_line
from compute_trends.validators.reading.csv_rows import QUOTED_LINE_FIX, ParsedRows, cells_of_quoted, csv_rows
from compute_trends.validators.reading.header_rows import HEAD_ROWS, Header, find_header, is_blank
from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER, EMPTY_ROW_LIMIT, TEXT_COLUMN_LIMIT
from compute_trends.validators.reading.raw_table import (
    MiscountError,
    Problem,
    RawTable,
    UnreadableError,
    is_of_the_tool,
)
from compute_trends.validators.reading.stored_rows import store_rows, stored_lines
from compute_trends.validators.reading.text_lines import MARK, TooLongError

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema

#: Files up to this size are read row by row; starting DuckDB's parallel reader would take longer.
SMALL_BYTE = 1 << 16

#: Files up to this size are copied into memory; larger ones are read from their file again by all who need them.
LARGE_BYTE = 8 << 20

#: Columns up to which DuckDB reads a file: of more, most are none of ours.
_MANY_COLUMNS = 500

#: What is put between the cells of columns that are not declared.
_JOINT = "\x1f"

_HEAD_BYTE = 1 << 18
_SPACES_FIX = "Write the table as CSV, commas between the cells; in pandas, table.to_csv(FILE, index=False)."


class CsvReader:
    """An opened CSV or TSV file; its header is read, its rows are not.

    Args:
        path: the file.
        label: its name in findings.
        delimiter: what its suffix promises.
        known: names of columns that any dataset declares, to recognise the header and another delimiter by.
        small_byte: size up to which it is read row by row.
        large_byte: size up to which DuckDB copies it into memory.

    Raises:
        UnreadableError: the file holds nothing or no text, or its header cannot be told.
    """

    def __init__(
        self,
        path: Path,
        label: str,
        delimiter: str,
        known: frozenset[str],
        small_byte: int = SMALL_BYTE,
        large_byte: int = LARGE_BYTE,
    ) -> None:
        self.path, self.label = path, label
        self.problems: list[Problem] = []
        self._small_byte, self._large_byte = small_byte, large_byte
        csv.field_size_limit(max(csv.field_size_limit(), CELL_LIMIT_CHARACTER))
        head = self._read_head()
        if head.startswith(MARK):
            self.problems.append(Problem("structure-byte-order-mark", "the file begins with a byte order mark", line=1))
        self.delimiter = self._find_delimiter(head, delimiter, known)
        self._header = self._read_header(known)
        if self.delimiter != delimiter:
            message = f"cells are separated by {DELIMITERS[self.delimiter]}, not by {DELIMITERS[delimiter]}"
            self.problems.append(Problem("structure-delimiter", message, line=self._header.number))
        self.names = self._header.names

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a relation on `connection`."""
        size = self.path.stat().st_size
        # A header over several lines, one below others and one that ends in empty cells are for the careful reader,
        # as is a single column, whose empty lines are rows to DuckDB, and a table in which no id tells rows that hold
        # nothing.
        is_plain = (
            self._header.index == 0
            and self._header_end == 1
            and 1 < self._header.width == len(self.names) <= _MANY_COLUMNS
        )
        if size <= self._small_byte or not is_plain or "record_id" not in self.names or has_long_line(self.path):
            raw = self._stored(connection, table, schema)
        elif size > self._large_byte:
            raw = self._streamed(connection, table, schema)
        else:
            raw = self._copied(connection, table, schema)
        raw.text_byte = size
        return raw

    def _relation(self) -> str:
        columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(self.names)))
        return (
            f"read_csv({file_literal(self.path)}, auto_detect = false, header = true, strict_mode = true, "
            f"delim = {text_literal(self.delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}})"
        )

    def _survey(self) -> CsvSurvey:
        return CsvSurvey(self.path, self.delimiter, len(self.names))

    def _streamed(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        return RawTable(
            label=self.label,
            names=self.names,
            types=["VARCHAR"] * len(self.names),
            relation=self._relation(),
            numbered=False,
            problems=self.problems,
            head=self._head_rows(),
            count_rows=self._survey().locate,
            fallback=lambda: self._stored(connection, table, schema),
        )

    def _copied(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        import duckdb

        survey = self._survey()
        try:
            # A table made from read_csv keeps the file's order, so its rowid is the number of the row.
            connection.execute(f"create or replace temp table {table} as from {self._relation()}")
            counted = connection.execute(f"select count(*) from {table}").fetchone()
            rows = counted[0] if counted else 0
            locate = survey.locate(rows)
            if rows > EMPTY_ROW_LIMIT and self._empty_rows(connection, table) > EMPTY_ROW_LIMIT:
                raise MiscountError("the file holds more empty rows than are read")
        except (duckdb.Error, MiscountError) as error:
            if is_of_the_tool(error):
                raise
            return self._stored(connection, table, schema)
        return RawTable(
            label=self.label,
            names=self.names,
            types=["VARCHAR"] * len(self.names),
            relation=f"(select *, rowid as _row from {table})",
            rows=rows,
            locate=locate,
            problems=self.problems,
        )

    def _empty_rows(self, connection: duckdb.DuckDBPyConnection, table: str) -> int:
        joined = f"concat({', '.join(f'c{at}' for at in range(len(self.names)))})"
        counted = connection.execute(
            f"select count(*) from {table} where regexp_full_match({joined}, '\\s*')"
        ).fetchone()
        return counted[0] if counted else 0

    def _stored(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows read one by one: the columns that are declared, and one more for what the others hold."""
        problems = list(self.problems)
        declared = [self.names.index(name) for name in schema.names if name in self.names]
        others = sorted(set(range(len(self.names))).difference(declared))

        def narrowed(cells: list[str | None]) -> list[str | None]:
            rest = _JOINT.join(cells[at] or "" for at in others)
            return [*(cells[at] for at in declared), None if is_blank(cells[at] for at in others) else rest]

        names = [self.names[at] for at in declared]
        rows = csv_rows(self.path, self.delimiter, self._header, problems)
        if others:
            names.append(_JOINT.join(self.names[at] for at in others))
            rows = ((line, narrowed(cells)) for line, cells in rows)
        else:
            names = self.names
        stored = store_rows(connection, table, len(names), rows)
        return RawTable(
            label=self.label,
            names=names,
            types=["VARCHAR"] * len(names),
            relation=table,
            rows=stored.rows,
            empty=stored.empty,
            locate=stored_lines(connection, table),
            header=self.names,
            header_line=self._header.number,
            problems=sorted(problems, key=lambda problem: problem.line or 0),
        )

    def _head_rows(self) -> list[list[str]]:
        """The first rows that are whole and regular."""
        with self.path.open("rb") as handle:
            lines = handle.read(_HEAD_BYTE).decode("utf-8", "replace").splitlines(keepends=True)[1:-1]
        try:
            return [row for row in csv.reader(lines, delimiter=self.delimiter) if len(row) == len(self.names)]
        except csv.Error:
            return []

    def _read_head(self) -> bytes:
        """The first part of the file that holds more than white space."""
        with self.path.open("rb") as handle:
            while head := handle.read(_HEAD_BYTE):
                if head.removeprefix(MARK).strip():
                    return head
        raise UnreadableError("the file is empty", "structure-empty")

    def _find_delimiter(self, head: bytes, expected: str, known: frozenset[str]) -> str:
        texts = head.removeprefix(MARK).decode("utf-8", "replace").splitlines()
        lines = [line for line in texts if line.strip()][:HEAD_ROWS]

        def recognised(delimiter: str) -> int:
            found = (len({column_name(name.strip(' "')) for name in line.split(delimiter)} & known) for line in lines)
            return max(found, default=0)

        best = max(DELIMITERS, key=lambda delimiter: (recognised(delimiter), delimiter == expected))
        return best if recognised(best) > recognised(expected) else expected

    def _read_header(self, known: frozenset[str]) -> Header:
        unused: list[Problem] = []  # the lines are read again with the rows
        lines = ParsedRows(self.path, self.delimiter, unused)
        self._header_end = 0

        def rows() -> Iterator[tuple[int, list[str]]]:
            for line, row in lines:
                if isinstance(row, csv.Error):
                    if self._header_end:
                        return  # what is wrong below the first row is told with the rows
                    self._refuse_spaces(line, known)
                    raise UnreadableError(f"the header cannot be read: {row}", line=line) from row
                self._header_end = self._header_end or lines.end
                yield line, row

        try:
            header = find_header(rows(), known, limit=TEXT_COLUMN_LIMIT)
        except TooLongError as error:
            raise UnreadableError(str(error), line=lines.next_number, fix=error.fix) from error
        if header is None:
            raise UnreadableError("the file is empty", "structure-empty")
        self.problems += header.problems
        if header.width == 1:
            self._refuse_spaces(header.number, known)
            within = cells_of_quoted(header.names[0], self.delimiter)
            if len({column_name(name) for name in within} & known) > 1:
                message = "every line is in quotes as a whole, so that it is one cell"
                raise UnreadableError(message, "structure-row", header.number, QUOTED_LINE_FIX)
        return header

    def _refuse_spaces(self, line: int, known: frozenset[str]) -> None:
        """Refuse a file whose first line names columns with spaces between them, as R's write.table has it."""
        first = self._read_head().removeprefix(MARK).decode("utf-8", "replace").strip().splitlines()[0]
        if len({column_name(name.strip('"')) for name in first.split()} & known) > 1:
            message = "spaces part the cells, which may hold spaces themselves"
            raise UnreadableError(message, "structure-delimiter", line, _SPACES_FIX)
