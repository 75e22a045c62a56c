"""A trend on rows of one's own: the study's script runs unchanged on the columns that it reads.

A frame of Spark stays where it is but for these columns, of which the script makes a point a row.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.doors.frames import is_spark_frame, kinds_of, with_levels
from compute_trends.catalog.errors import MissingExtraError, UsageError
from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema, load_schema
from compute_trends.catalog.texts.numbers import count as counted
from compute_trends.trends.choices.options import Options, shared_connection
from compute_trends.trends.declaration import Trend
from compute_trends.trends.known.shares import KNOWN_COLUMNS
from compute_trends.trends.points import Setting
from compute_trends.trends.results import OWN_SCHEMA, TrendResult
from compute_trends.trends.run import run_trend

if TYPE_CHECKING:
    import pyarrow as pa

_NUMBERS = count(1)


def trend_of_own_rows(
    trend: Trend, data: Any, options: Options, settings: Mapping[str, Setting] | None = None
) -> TrendResult:
    """Compute a trend on other rows than those of its dataset.

    Args:
        trend: which one.
        data: rows with the columns of its dataset that the script reads: a pandas, polars or Spark DataFrame, an Arrow
            table or a DuckDB relation. Lists are lists, or texts joined by a semicolon.
        options: as `run_trend` takes them, but for a version.
        settings: as `run_trend` takes them.

    Raises:
        UsageError: a version is asked for as well; the data lack a column that the script reads, hold values of
            another type, or are no table.
    """
    if options.version is not None:
        raise UsageError("the rows are those of data=, so that version= has no use; leave out one of the two")
    schema = load_schema(trend.dataset)
    columns = read_columns(trend, schema)
    table = _as_arrow(data, columns, trend)
    name = _stored(table, columns, trend)
    remark = _repeated(name)
    own = replace(trend, overrides={**trend.overrides, trend.dataset: name}, comparisons=())
    forget = partial(_forget, name)
    try:
        found = replace(run_trend(own, options, settings), remark=remark)
    except BaseException:
        forget()
        raise
    weakref.finalize(found, forget)  # the points are read from the table when they are asked for
    return found


def _repeated(table: str) -> str:
    """What is said where rows have one record_id: each of them counts."""
    query = f"select count(record_id) - count(distinct record_id) from {table}"
    ((repeats,),) = shared_connection().cursor().execute(query).fetchall()
    if not repeats:
        return ""
    rows = f"{counted(repeats, 'row')} repeat{'s' if repeats == 1 else ''}"
    return f"{rows} a record_id, and count as much as the others."


def _forget(table: str) -> None:
    shared_connection().cursor().execute(f"drop schema if exists {table.partition('.')[0]} cascade")


def read_columns(trend: Trend, schema: TableSchema) -> list[Column]:
    """The columns of its dataset that a trend's script names, and those that say where a line ends."""
    words = set(re.findall(r"\w+", f"{trend.script.preamble}\n{trend.script.statement(trend.statement)}"))
    words |= {"record_id", *(KNOWN_COLUMNS if trend.depends_on_known else ())}
    return [column for column in schema.columns if column.name in words]


def _as_arrow(data: Any, columns: Sequence[Column], trend: Trend) -> pa.Table:
    wanted = [column.name for column in columns]
    if is_spark_frame(data):
        frame: Any = data
        _check_columns(frame.columns, wanted, trend)
        return _of_spark(frame, columns)
    table = _taken(data, wanted)
    if table is None:
        raise UsageError(
            f"cannot compute a trend on a {type(data).__name__}: give a pandas, polars or Spark DataFrame, an Arrow "
            "table or a DuckDB relation"
        )
    _check_columns(table.column_names, wanted, trend)
    return table.select(wanted)


def _check_columns(names: Iterable[object], wanted: Sequence[str], trend: Trend) -> None:
    held = set(map(str, names))
    if lacking := [name for name in wanted if name not in held]:
        raise UsageError(
            f"{trend.name} reads {', '.join(lacking)} of {trend.dataset}, which the data lack: add "
            f"{'it' if len(lacking) == 1 else 'them'}, null where unknown"
        )


def _taken(data: Any, wanted: Sequence[str]) -> pa.Table | None:
    """The columns that a table has of those that are wanted; None of what is no table."""
    kinds = kinds_of(data)
    if "pandas.DataFrame" in kinds:
        import pyarrow as pa

        frame = with_levels(data)
        return pa.Table.from_pandas(frame[[name for name in wanted if name in frame.columns]], preserve_index=False)
    if {"polars.LazyFrame", "polars.DataFrame"}.intersection(kinds):
        held = data.lazy().collect_schema().names()
        return data.lazy().select([name for name in wanted if name in held]).collect().to_arrow()
    if type(data).__name__ == "DuckDBPyRelation":
        held = [name for name in wanted if name in data.columns]
        return data.project(", ".join(f'"{name}"' for name in held) or "null").to_arrow_table()
    if hasattr(data, "__arrow_c_stream__"):
        import pyarrow as pa

        try:
            return pa.table(data)
        except pa.ArrowInvalid:  # a single column
            return None
    return None


def _of_spark(data: Any, columns: Sequence[Column]) -> pa.Table:
    try:
        from pyspark.sql import functions as f
    except ImportError as error:
        raise MissingExtraError("a trend on a Spark DataFrame", "pyspark", "spark") from error
    kinds = dict(data.dtypes)
    shown = [
        # The day of a timestamp is that of the session, which the user sees.
        f.col(column.name).cast("date").alias(column.name)
        if column.type == "date" and kinds[column.name].startswith("timestamp")
        else f.col(column.name)
        for column in columns
    ]
    return data.select(*shown).toArrow()


def _stored(table: pa.Table, columns: Sequence[Column], trend: Trend) -> str:
    """The name of a table of ours with these rows, its columns typed as the script expects them."""
    import duckdb

    schema = f"{OWN_SCHEMA}{next(_NUMBERS)}"
    cursor = shared_connection().cursor()
    cursor.register("given_rows", table)
    kinds = {name: kind for name, kind, *_ in cursor.execute("describe given_rows").fetchall()}
    cursor.execute(f"create schema {schema}")
    try:
        cells = ", ".join(f"{_typed(column, kinds[column.name])} as {column.name}" for column in columns)
        cursor.execute(f"create table {schema}.{trend.dataset} as select {cells} from given_rows")
    except duckdb.Error as error:
        cursor.execute(f"drop schema {schema} cascade")
        raise UsageError(f"the data are no rows of {trend.dataset}: {str(error).splitlines()[0]}") from error
    finally:
        cursor.unregister("given_rows")
    return f"{schema}.{trend.dataset}"


def _typed(column: Column, kind: str) -> str:
    if not column.is_list:
        return f"{column.name}::{column.duckdb_type}"
    return f"string_split({column.name}, '{LIST_DELIMITER}')" if kind == "VARCHAR" else f"{column.name}::VARCHAR[]"
