"""Tables in memory: pandas, polars, Arrow, DuckDB relations, and lists of mappings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import UsageError
from compute_trends.validators.reading_documents import DocumentReader, from_mappings
from compute_trends.validators.tables import Problem, RawTable, Reader

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema

LABEL = "table"


def open_table(table: Any, connection: duckdb.DuckDBPyConnection) -> Reader:
    """Open a table that is in memory.

    Raises:
        UsageError: it is none of the kinds that are read.
    """
    kind = f"{type(table).__module__.split('.')[0]}.{type(table).__name__}"
    if kind.startswith("pandas."):
        return TableReader(_from_pandas(table), connection)
    if kind == "polars.LazyFrame":
        return TableReader(table.collect().to_arrow(), connection)
    if kind == "polars.DataFrame":
        return TableReader(table.to_arrow(), connection)
    if kind.endswith(".DuckDBPyRelation"):
        return TableReader(table.to_arrow_table(), connection)
    if kind.startswith("pyarrow."):
        return TableReader(table if kind == "pyarrow.Table" else _from_batches(table), connection)
    if isinstance(table, Mapping):
        return _from_records([table])
    if isinstance(table, Iterable) and not isinstance(table, str | bytes):
        return _from_records(table)
    raise UsageError(
        f"cannot check a {type(table).__name__}: give a path, a pandas or polars frame, an Arrow table, "
        "a DuckDB relation or a list of records"
    )


class TableReader:
    """An Arrow table, opened."""

    def __init__(self, table: Any, connection: duckdb.DuckDBPyConnection) -> None:
        self.label = LABEL
        self._table = table
        self.names = [str(name) for name in table.column_names]

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a table on `connection`: a copy, so that they are numbered."""
        renamed = self._table.rename_columns([f"c{index}" for index in range(len(self.names))])
        # Both names are ours; registering hands DuckDB the buffers without copying them.
        connection.register(f"{table}_given", renamed)
        connection.execute(f"create or replace temp table {table} as select * from {table}_given")
        connection.unregister(f"{table}_given")
        types = [row[1] for row in connection.execute(f"describe {table}").fetchall()]
        problems = [] if self._table.num_rows else [Problem("structure-empty", "the table holds no record")]
        columns = ", ".join(f"c{index}" for index in range(len(self.names)))
        return RawTable(
            label=self.label,
            names=self.names,
            types=types,
            relation=f"(select {columns or '1'}, rowid as _row from {table})",
            rows=self._table.num_rows,
            place="row",
            is_text=False,
            problems=problems,
        )


def _from_records(records: Iterable[Any]) -> DocumentReader:
    checked = []
    for record in records:
        if not isinstance(record, Mapping):
            raise UsageError(f"a record is a mapping of columns to values, not a {type(record).__name__}")
        checked.append({str(name): _plain(value) for name, value in record.items()})
    return from_mappings(checked, LABEL)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | set | frozenset) else value


def _from_batches(table: Any) -> Any:
    import pyarrow as pa

    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if hasattr(table, "read_all"):
        return table.read_all()
    if hasattr(table, "to_table"):
        return table.to_table()
    raise UsageError(f"cannot check a pyarrow {type(table).__name__}: give a Table")


def _from_pandas(frame: Any) -> Any:
    """The frame as Arrow, column by column: one that mixes types becomes text, so that its cells can be judged."""
    import pyarrow as pa

    if not hasattr(frame, "columns"):
        raise UsageError("cannot check a pandas Series: give a DataFrame")
    arrays, names = [], []
    for position, name in enumerate(frame.columns):
        series = frame.iloc[:, position]
        try:
            array = pa.Array.from_pandas(series)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
            array = pa.array([_cell_text(value) for value in series], pa.string())
        arrays.append(array)
        names.append(str(name))
    return pa.Table.from_arrays(arrays, names=names)


def _cell_text(value: Any) -> str | None:
    if value is None or value != value or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ";".join(str(item) for item in value)
    return str(value)
