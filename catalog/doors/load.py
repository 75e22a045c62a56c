"""Reads one version of a dataset into the library the user works with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from compute_trends.catalog.doors.frames import LIBRARIES as LIBRARIES
from compute_trends.catalog.doors.frames import about, as_library, check_library, described
from compute_trends.catalog.errors import DamagedPackageError
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema, load_schema
from compute_trends.catalog.versions import find_version, version_schema

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa


@overload
def load(dataset: str, version: str | None = None, as_: Literal["pyarrow"] = "pyarrow") -> pa.Table: ...
@overload
def load(dataset: str, version: str | None = None, *, as_: Literal["pandas"]) -> pd.DataFrame: ...
@overload
def load(dataset: str, version: str | None = None, *, as_: Literal["polars"]) -> pl.DataFrame: ...
@overload
def load(dataset: str, version: str | None = None, *, as_: Literal["duckdb"]) -> duckdb.DuckDBPyRelation: ...
def load(dataset: str, version: str | None = None, as_: str = "pyarrow") -> Any:
    """One version of a dataset: one row per record, sorted by record_id, list columns as lists, unknown as null.

    The table says what it holds: unit and description of each column, dataset, version and sources stand in its Arrow
    metadata, in `attrs` of a pandas frame.

    Args:
        dataset: name, as `datasets()` lists it.
        version: as `versions(dataset)` lists it; the newest one if left out.
        as_: "pyarrow" (Table), "pandas" (DataFrame of nullable dtypes, dates as datetime64), "polars" (DataFrame) or
            "duckdb" (relation).

    Raises:
        UnknownNameError: no such dataset, version or library.
        MissingExtraError: pandas or polars is not installed.
        DamagedPackageError: the Parquet file is missing or cannot be read.
    """
    check_library(as_)
    if as_ == "duckdb":
        from compute_trends.catalog.doors.connect import relation

        return relation(dataset, version)
    found, stored = find_version(dataset, version), read_table(dataset, version)
    table = with_lists(stored, load_schema(dataset).with_retired())
    columns, sources = version_schema(found).columns, stored["source"].unique().to_pylist()
    return as_library(described(table, columns, about(found, sources)), as_, f"load(..., as_={as_!r})")


def read_table(dataset: str, version: str | None = None) -> pa.Table:
    """The Parquet of a version exactly as stored: list columns are strings joined by `;`.

    Raises:
        UnknownNameError: no such dataset or version.
        DamagedPackageError: the file is missing or cannot be read.
    """
    import pyarrow as pa

    found = find_version(dataset, version)
    try:
        return read_parquet(found.path)
    except (OSError, pa.ArrowException) as error:
        raise DamagedPackageError(
            f"{found.path} cannot be read ({error}); compute-trends verify says what is wrong"
        ) from error


def with_lists(table: pa.Table, schema: TableSchema) -> pa.Table:
    """Replace the joined strings of list columns by lists of strings."""
    import pyarrow.compute as pc

    for index, name in enumerate(table.column_names):
        if name in schema.names and schema[name].is_list:
            table = table.set_column(index, name, pc.split_pattern(table[name], LIST_DELIMITER))
    return table
