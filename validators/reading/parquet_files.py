"""Parquet, streamed by DuckDB once all of it was found to be readable.

Rules read the columns that they need, and DuckDB spares row groups by their statistics: whether a file is damaged would
depend on what is asked. So its pages are gone through first, and every column is read once.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.sql_text import file_literal
from compute_trends.validators.reading.lengths import check_lengths
from compute_trends.validators.reading.limits import (
    EXPANDS_FIX,
    FOOTER_LIMIT_BYTE,
    LIST_LIMIT,
    ROW_LIMIT,
    ROWS_PER_BYTE,
    TEXT_LIMIT_BYTE,
    TEXT_PER_BYTE,
)
from compute_trends.validators.reading.parquet_bodies import Chunk
from compute_trends.validators.reading.parquet_pages import PageWalk, levels
from compute_trends.validators.reading.raw_table import (
    Problem,
    RawTable,
    UnreadableError,
    header_problems,
)
from compute_trends.validators.reading.thrift_compact import read_struct
from compute_trends.validators.reading.unreadable import DAMAGED_FIX, damaged

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema


#: Rows from which it pays to ask which columns repeat few values.
_LARGE_ROWS = 10_000

#: Row groups from which a file counts as many small ones, if they have fewer rows each. DuckDB makes of each a piece of
#: its own of a table that is copied from them: five thousand of one row took 3 GB. Sorted rows are one piece.
_MANY_GROUPS, _SMALL_GROUP_ROWS = 200, 10_000

#: What DuckDB calls the number of a row; a file with such a column is read into memory.
_ROW_NUMBER = "file_row_number"

#: Largest dictionary of a column, in a row group, that counts as few values.
_DICTIONARY_BYTE = 1 << 16


_MAGIC, _ENCRYPTED = b"PAR1", b"PARE"
_TAIL_BYTE = 8
_TELLS_ENDS_WRONG = re.compile(
    r"parquet-mr version 1\.[0-2]\."
)  # leaves out the header of the dictionary (PARQUET-816)
_ALGORITHM = 8  # the field of the footer that names the encryption
_ENCRYPTED_FIX = "Write the file without encryption; what is submitted here is published."


def _span(column: str, per_second: int) -> str:
    """SQL for a duration as text, as "36:00:00"; one that no interval of DuckDB holds is its number."""
    span = f"to_seconds({column})" if per_second == 1 else f"to_microseconds(({column} * 1e6 / {per_second})::BIGINT)"
    return f"coalesce(try({span})::VARCHAR, {column}::VARCHAR) as {column}"


class ParquetReader:
    """An opened Parquet file: its footer and the headers of its pages are read, its rows are not.

    Raises:
        UnreadableError: it is no Parquet file, is cut short or encrypted, or unpacks to more than is read.
    """

    def __init__(self, path: Path, label: str, connection: duckdb.DuckDBPyConnection) -> None:
        self.path, self.label = path, label
        self._size = path.stat().st_size
        self._literal = file_literal(path)
        footer = self._footer_start()
        shown = connection.execute(f"describe from {self._source}").fetchall()
        described = connection.execute(
            f"select name, num_children, repetition_type, type from parquet_schema({self._literal})"
        ).fetchall()
        counted = self._counted(connection, footer)
        names = _names(described)
        self.names = names if len(names) == len(shown) else [row[0] for row in shown]
        self._header_problems = header_problems(self.names)
        self._types = [row[1] for row in shown]
        self.row_count = counted
        self._walk(connection, list(levels(described)), footer)

    @property
    def _source(self) -> str:
        return f"read_parquet({self._literal}, hive_partitioning = false)"

    def _counted(self, connection: duckdb.DuckDBPyConnection, footer: int) -> int:
        """The number of rows.

        Raises:
            UnreadableError: some columns are encrypted, which the footer tells.
        """
        import duckdb

        try:
            answer = connection.execute(
                f"select num_rows, encryption_algorithm, created_by from parquet_file_metadata({self._literal})"
            ).fetchone()
        except duckdb.Error:
            with self.path.open("rb") as handle:  # DuckDB takes the key's name for text, which it need not be
                handle.seek(footer)
                if _ALGORITHM in read_struct(handle.read())[0]:
                    answer = None, True, None
                else:
                    raise
        if answer and answer[1]:
            raise UnreadableError("the file is encrypted", fix=_ENCRYPTED_FIX)
        self._created_by = (answer and answer[2]) or ""
        return answer[0] if answer else 0

    def _footer_start(self) -> int:
        """Where the footer begins, of a file that has one as a whole Parquet file does."""
        with self.path.open("rb") as handle:
            head = handle.read(len(_MAGIC))
            handle.seek(max(0, self._size - _TAIL_BYTE))
            tail = handle.read(_TAIL_BYTE)
        if _ENCRYPTED in (head, tail[4:]):
            raise UnreadableError("the file is encrypted", fix=_ENCRYPTED_FIX)
        length = int.from_bytes(tail[:4], "little")
        if head != _MAGIC or tail[4:] != _MAGIC or length > self._size - _TAIL_BYTE - len(_MAGIC):
            raise UnreadableError("not a Parquet file, or one that was cut short", fix=DAMAGED_FIX)
        if length > FOOTER_LIMIT_BYTE:
            message = f"the footer of the file is longer than {FOOTER_LIMIT_BYTE >> 20} MB"
            raise UnreadableError(message, fix="Write the file with fewer row groups.")
        return self._size - _TAIL_BYTE - length

    def _walk(
        self, connection: duckdb.DuckDBPyConnection, known: list[tuple[str, int, int, str | None]], footer: int
    ) -> None:
        found = connection.execute(
            "select row_group_id, column_id, type, compression, row_group_num_rows, num_values, data_page_offset, "
            f"dictionary_page_offset, total_compressed_size from parquet_metadata({self._literal}) order by all"
        ).fetchall()
        self._groups = len({row[0] for row in found})
        most = ROW_LIMIT + ROWS_PER_BYTE * self._size
        if self.row_count > most:
            message = f"the file of {self._size:,} bytes holds {self.row_count:,} rows; {most:,} are read"
            raise UnreadableError(message, fix=EXPANDS_FIX)
        if max((row[5] or 0 for row in found), default=0) > most * LIST_LIMIT:
            raise UnreadableError("the lists of the file hold too many items", fix=EXPANDS_FIX)
        if sum({row[0]: row[4] for row in found}.values()) != self.row_count:
            raise damaged("row groups and footer tell other numbers of rows")
        has_few: dict[str, bool] = {}
        with self.path.open("rb") as handle:
            walk = PageWalk(handle, footer)
            for group, column, kind, codec, rows, values, data, dictionary, size in found:
                if column >= len(known) or None in (rows, values, data, size) or min(rows, values, data, size) < 0:
                    raise damaged("a footer that contradicts itself")
                start = min(data, dictionary) if dictionary else data
                end = None if _TELLS_ENDS_WRONG.match(self._created_by) else start + size
                name, defined, repeated, declared = known[column]
                is_small = dictionary is not None and 1 <= data - dictionary <= _DICTIONARY_BYTE
                has_few[name] = is_small and has_few.get(name, True)
                if kind != declared:
                    raise damaged(f"a footer that tells two types of the column {name[:100]!r}")
                walk.check(Chunk(group, name, kind, codec, rows, values, start, end, defined, repeated))
        self._plain = walk.plain
        few = {name for name, is_few in has_few.items() if is_few}
        self._few_valued = frozenset(f"c{at}" for at, name in enumerate(self.names) if name in few)

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a relation on `connection`."""
        if any(name.lower() == _ROW_NUMBER for name in self.names):
            return self._copied(connection, table, schema)
        columns = [f"c{index}" for index in range(len(self.names))]
        whole = f"{self._source} as raw({', '.join(columns)})"
        most_text = TEXT_LIMIT_BYTE + TEXT_PER_BYTE * self._size
        every, later = frozenset(columns), self._read_later(schema, most_text)
        lengths = check_lengths(connection, whole, self.names, self._types, most_text, but=later)
        text_byte = None if lengths.text_byte is None else lengths.text_byte + sum(later.values())
        aliases = ", ".join([*columns, "_row"])
        problems = list(self._header_problems)
        if not self.row_count:
            problems.append(Problem("structure-empty", "the file has columns and no record"))
        source = f"read_parquet({self._literal}, hive_partitioning = false, {_ROW_NUMBER} = true)"
        relation = f"{source} as raw({aliases})"
        if self._groups > _MANY_GROUPS and self.row_count < _SMALL_GROUP_ROWS * self._groups:
            relation = f"(from {relation} order by _row)"
        spans = self._durations(connection)
        if spans:
            columns = [_span(column, spans[at]) if at in spans else column for at, column in enumerate(columns)]
            relation = f"(select {', '.join([*columns, '_row'])} from {relation})"
        return RawTable(
            label=self.label,
            names=self.names,
            types=["INTERVAL" if at in spans else kind for at, kind in enumerate(self._types)],
            relation=relation,
            rows=self.row_count,
            place="row",
            is_text=False,
            has_stored_types=True,
            text_byte=text_byte,
            ranges=lengths.ranges,
            empty=lengths.empty,
            few_valued=self._few_valued if self.row_count > _LARGE_ROWS else frozenset(),
            unread=frozenset(later),
            read=lambda left: check_lengths(
                connection, whole, self.names, self._types, most_text, but=every.difference(left)
            ),
            problems=problems,
        )

    def _read_later(self, schema: TableSchema, most_text: int) -> dict[str, int]:
        """Columns of a large file that the test for suspect cells reads anyway, and the bytes of text that they hold.

        These are different texts, listed one after the other: how much they are is known, and their lengths are a part
        of the test.
        """
        if self.row_count <= _LARGE_ROWS:
            return {}
        texts = {name for name in schema.names if schema[name].type == "string" and not schema[name].enum}
        found = {
            f"c{at}": size
            for at, (name, kind) in enumerate(zip(self.names, self._types, strict=True))
            if kind == "VARCHAR" and name in texts and self.names.count(name) == 1 and (size := self._plain.get(name))
        }
        return found if sum(found.values()) <= most_text // 2 else {}

    def _durations(self, connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
        """The positions of columns that are durations, stored as numbers, and how many of their units are a second."""
        if "BIGINT" not in self._types:
            return {}
        found = connection.execute(
            f"select value from parquet_kv_metadata({self._literal}) where key = 'ARROW:schema'::BLOB"
        ).fetchall()
        if not found:
            return {}
        from compute_trends.validators.reading.arrow_schema import durations

        told = durations(found[0][0])
        named = enumerate(zip(self.names, self._types, strict=True))
        return {at: told[name] for at, (name, kind) in named if kind == "BIGINT" and name in told}

    def _copied(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        import pyarrow.parquet as pq

        from compute_trends.validators.reading.frames import TableReader

        reader = TableReader(pq.read_table(self.path), connection)
        reader.label = self.label
        raw = reader.load(connection, table, schema)
        raw.has_stored_types = True
        return raw


def _names(described: list[tuple[str, int | None, str | None, str | None]]) -> list[str]:
    """The columns' names as the file has them (DuckDB renames repeated ones), from its schema: a tree, listed."""
    names, depths = [], [described[0][1] or 0]  # children that are still to come, from the root down
    for name, children, *_ in described[1:]:
        while depths[-1] == 0:
            depths.pop()
        depths[-1] -= 1
        if len(depths) == 1:
            names.append(name)
        if children:
            depths.append(children)
    return names
