"""Parquet, streamed by DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.sql_text import file_literal
from compute_trends.validators.reading.raw_table import (
    Problem,
    RawTable,
    UnreadableError,
    header_problems,
)
from compute_trends.validators.structure.verdicts import is_stored_otherwise

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema


#: Rows from which it pays to ask which columns repeat few values.
_LARGE_ROWS = 10_000

#: What DuckDB calls the number of a row; a file with such a column is read into memory.
_ROW_NUMBER = "file_row_number"

#: Largest dictionary of a column, in a row group, that counts as few values.
_DICTIONARY_BYTE = 1 << 16


class ParquetReader:
    """An opened Parquet file: its footer is read, its rows are not.

    Raises:
        UnreadableError: it is no Parquet file or is cut short.
    """

    def __init__(self, path: Path, label: str, connection: duckdb.DuckDBPyConnection) -> None:
        import duckdb

        self.path, self.label = path, label
        literal = file_literal(path)
        try:
            shown = connection.execute(f"describe from read_parquet({literal}, hive_partitioning = false)").fetchall()
            described = connection.execute(f"select name, num_children from parquet_schema({literal})").fetchall()
            counted = connection.execute(f"select num_rows from parquet_file_metadata({literal})").fetchall()
        except duckdb.Error as error:
            raise UnreadableError("not a Parquet file, or one that was cut short") from error
        names = _names(described)
        self.names = names if len(names) == len(shown) else [row[0] for row in shown]
        self._types = [row[1] for row in shown]
        self._row_count = counted[0][0] if counted else 0

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a relation on `connection`."""
        if any(name.lower() == _ROW_NUMBER for name in self.names):
            return self._copied(connection, table, schema)
        aliases = ", ".join([*(f"c{index}" for index in range(len(self.names))), "_row"])
        literal = file_literal(self.path)
        problems = [
            Problem(
                "structure-storage-type",
                f"stored as {kind}, declared as {schema[name].type}",
                column=name,
            )
            for name, kind in zip(self.names, self._types, strict=True)
            if name in schema.names and is_stored_otherwise(schema[name], kind)
        ]
        problems += header_problems(self.names)
        if not self._row_count:
            problems.append(Problem("structure-empty", "the file has columns and no record"))
        source = f"read_parquet({literal}, hive_partitioning = false, {_ROW_NUMBER} = true)"
        return RawTable(
            label=self.label,
            names=self.names,
            types=self._types,
            relation=f"{source} as raw({aliases})",
            rows=self._row_count,
            place="row",
            is_text=False,
            few_valued=self._few_valued(connection, literal) if self._row_count > _LARGE_ROWS else frozenset(),
            problems=problems,
        )

    def _copied(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        import pyarrow.parquet as pq

        from compute_trends.validators.reading.frames import TableReader

        reader = TableReader(pq.read_table(self.path), connection)
        reader.label = self.label
        return reader.load(connection, table, schema)

    def _few_valued(self, connection: duckdb.DuckDBPyConnection, literal: str) -> frozenset[str]:
        found = connection.execute(
            f"select path_in_schema from parquet_metadata({literal}) group by 1 "
            "having bool_and(coalesce(data_page_offset - dictionary_page_offset between 1 and ?, false))",
            [_DICTIONARY_BYTE],
        ).fetchall()
        few = {name for (name,) in found}
        return frozenset(f"c{index}" for index, name in enumerate(self.names) if name in few)


def _names(described: list[tuple[str, int | None]]) -> list[str]:
    """The columns' names as the file has them (DuckDB renames repeated ones), from its schema: a tree, listed."""
    names, depths = [], [described[0][1] or 0]  # children that are still to come, from the root down
    for name, children in described[1:]:
        while depths[-1] == 0:
            depths.pop()
        depths[-1] -= 1
        if len(depths) == 1:
            names.append(name)
        if children:
            depths.append(children)
    return names
