"""Tables in memory: pandas, polars, Arrow, DuckDB relations, and lists of mappings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.doors.frames import kinds_of, with_levels
from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.schema import LIST_DELIMITER
from compute_trends.validators.reading.documents import (
    HALVES,
    HALVES_FIX,
    Document,
    DocumentReader,
    from_mappings,
    half_message,
    whole,
)
from compute_trends.validators.reading.lengths import check_lengths
from compute_trends.validators.reading.other_forms import refuse_table
from compute_trends.validators.reading.raw_table import (
    VALUE_LIMIT,
    Problem,
    RawTable,
    Reader,
    UnreadableError,
    header_problems,
)

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema

LABEL = "table"

#: How the Arrow types begin that DuckDB does not take.
_UNKNOWN_TO_DUCKDB = ("halffloat", "decimal256", "dense_union", "sparse_union")

#: Up to here floats hold every whole number.
_WHOLE_FLOAT = 2.0**53


def open_table(table: Any, connection: duckdb.DuckDBPyConnection) -> Reader:
    """Open a table that is in memory.

    Raises:
        UsageError: it is none of the kinds that are read.
        UnreadableError: it is a mapping that holds several records.
    """
    kinds = kinds_of(table)
    if "pandas.DataFrame" in kinds:
        return _with_problems(_from_pandas, table, connection)
    if {"polars.LazyFrame", "polars.DataFrame"}.intersection(kinds):
        return _with_problems(_from_polars, table.lazy().collect(), connection)
    if kinds[0].endswith(".DuckDBPyRelation"):
        return TableReader(table.to_arrow_table(), connection)
    if kinds[0].startswith("pyarrow."):
        return TableReader(table if kinds[0] == "pyarrow.Table" else _from_batches(table), connection)
    if isinstance(table, Mapping):
        refuse_table(Document([(str(name), _plain(value)) for name, value in table.items()], 1))
        return _from_records([table])
    if kinds[0].startswith(("pandas.", "polars.")):
        raise UsageError(f"cannot check a {kinds[0].replace('.', ' ')}: give a DataFrame")
    if hasattr(table, "__arrow_c_stream__"):  # any other library that hands its tables on
        import pyarrow as pa

        try:
            return TableReader(pa.table(table), connection)
        except pa.ArrowInvalid as error:
            raise UsageError(f"cannot check a {kinds[0]}: give a table, not a column of one") from error
    if isinstance(table, Iterable) and not isinstance(table, str | bytes):
        return _from_records(table)
    raise UsageError(
        f"cannot check a {type(table).__name__}: give a path, a pandas or polars frame, an Arrow table, "
        "a DuckDB relation or a list of records"
    )


def _with_problems(
    convert: Callable[[Any, list[Problem]], Any], frame: Any, connection: duckdb.DuckDBPyConnection
) -> TableReader:
    problems: list[Problem] = []
    return TableReader(convert(frame, problems), connection, problems)


class TableReader:
    """An Arrow table, opened; `problems` are findings of making it one."""

    def __init__(self, table: Any, connection: duckdb.DuckDBPyConnection, problems: Sequence[Problem] = ()) -> None:
        self.label = LABEL
        self.problems = list(problems)
        self._table = table
        self.names = [str(name) for name in table.column_names]
        self.row_count = table.num_rows

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a table on `connection`: a copy, so that they are numbered."""
        if not self.names:
            raise UnreadableError("the table has no columns", "structure-empty")
        renamed = self._table.rename_columns([f"c{index}" for index in range(len(self.names))])
        for position, field in enumerate(renamed.schema):
            kind = str(field.type)  # DuckDB does not read batches of empty lists over a dictionary
            if kind.startswith("fixed_size_list"):  # to be judged as lists are: those of any length
                renamed = renamed.set_column(position, field.name, _of_any_length(renamed[position]))
                continue
            if kind.startswith(_UNKNOWN_TO_DUCKDB) or ("list" in kind and "dictionary" in kind):
                texts = _texts(renamed[position].to_pylist(), self.names[position], self.problems)
                renamed = renamed.set_column(position, field.name, texts)
        # Both names are ours; registering hands DuckDB the buffers without copying them.
        connection.register(f"{table}_given", renamed)
        connection.execute(f"create or replace temp table {table} as select * from {table}_given")
        connection.unregister(f"{table}_given")
        types = [row[1] for row in connection.execute(f"describe {table}").fetchall()]
        lengths = check_lengths(connection, table, self.names, types)
        problems = self.problems + header_problems(self.names)
        if not self.row_count:
            problems.append(Problem("structure-empty", "the table holds no record"))
        columns = ", ".join(f"c{index}" for index in range(len(self.names)))
        return RawTable(
            label=self.label,
            names=self.names,
            types=types,
            relation=f"(select {columns}, rowid as _row from {table})",
            rows=self.row_count,
            place="row",
            text_byte=lengths.text_byte,
            ranges=lengths.ranges,
            empty=lengths.empty,
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


def _from_batches(table: Any) -> Any:
    import pyarrow as pa

    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if hasattr(table, "read_all"):
        return table.read_all()
    if hasattr(table, "to_table"):
        return table.to_table()
    raise UsageError(f"cannot check a pyarrow {type(table).__name__}: give a Table")


def _of_any_length(column: Any) -> Any:
    import pyarrow as pa

    return column.cast(pa.list_(column.type.value_type))


def _from_pandas(frame: Any, problems: list[Problem]) -> Any:
    """The frame as Arrow, column by column: one that mixes types becomes text, so that its cells can be judged."""
    import pyarrow as pa

    arrays, names = [], []
    frame = with_levels(frame)
    for position, name in enumerate(frame.columns):
        series = frame.iloc[:, position]
        try:
            array = pa.Array.from_pandas(series)
        except (pa.ArrowException, OverflowError, ValueError):
            array = None
        if array is None or isinstance(array.type, pa.BaseExtensionType):  # the latter hold periods, for one
            array = _texts(series, str(name), problems)
        arrays.append(array)
        names.append(whole(str(name)))
    return pa.Table.from_arrays(arrays, names=names)


def _from_polars(frame: Any, problems: list[Problem]) -> Any:
    """The frame as Arrow, its texts uncopied; what Arrow cannot hold (objects, integers of 128 bits) becomes text."""
    import polars as pl
    import pyarrow as pa

    as_it_is = pl.CompatLevel.newest()
    arrays = []
    for series in frame.iter_columns():
        if str(series.dtype) == "Object":
            arrays.append(_texts(series, series.name, problems))
            continue
        try:
            arrays.append(series.to_arrow(compat_level=as_it_is))
        except pa.ArrowException:
            arrays.append(_texts(series, series.name, problems))
    return pa.Table.from_arrays(arrays, names=frame.columns)


def _texts(cells: Iterable[Any], column: str, problems: list[Problem]) -> Any:
    """Cells as texts; those that Arrow cannot hold become problems."""
    import pyarrow as pa

    texts = [_cell_text(value) for value in cells]
    for row, text in enumerate(texts):
        if text and not text.isprintable() and (half := HALVES.search(text)):
            value = whole(text[:VALUE_LIMIT])
            said = half_message(half)
            problems.append(Problem("structure-encoding", said, row, None, whole(column), value, HALVES_FIX))
            texts[row] = HALVES.sub("\ufffd", text)
    return pa.array(texts, pa.string())


def _cell_text(value: Any) -> str | None:
    value = _plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return LIST_DELIMITER.join(str(item) for item in value)
    return None if value is None else str(value)


def _plain(value: Any) -> Any:
    """A cell as a document would hold it: numpy's kinds as Python's, no value as None, midnight as its day."""
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    if type(value).__module__ == "numpy":
        value = (value.astype("datetime64[us]") if type(value).__name__ == "datetime64" else value).tolist()
    if type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float | Decimal) and value != value):
        return None
    if isinstance(value, float) and abs(value) < _WHOLE_FLOAT and value.is_integer():
        return int(value)  # pandas makes floats of whole numbers beside missing ones
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value
