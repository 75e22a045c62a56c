"""Reads one version of a dataset into the library the user works with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from compute_trends.catalog.errors import DamagedPackageError, MissingExtraError, UnknownNameError
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema, load_schema
from compute_trends.catalog.versions import find_version

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

LIBRARIES = ("pyarrow", "pandas", "polars", "duckdb")


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

    Args:
        dataset: name, as `datasets()` lists it.
        version: as `versions(dataset)` lists it; the newest one if left out.
        as_: "pyarrow" (Table), "pandas" (DataFrame of nullable dtypes), "polars" (DataFrame) or "duckdb" (relation).

    Raises:
        UnknownNameError: no such dataset, version or library.
        MissingExtraError: pandas or polars is not installed.
        DamagedPackageError: the Parquet file is missing or cannot be read.
    """
    if as_ not in LIBRARIES:
        raise UnknownNameError("library", as_, LIBRARIES)
    if as_ == "duckdb":
        from compute_trends.catalog.doors.connect import relation

        return relation(dataset, version)
    table = with_lists(read_table(dataset, version), load_schema(dataset))
    if as_ == "pyarrow":
        return table
    if as_ == "polars":
        try:
            import polars as pl
        except ImportError as error:
            raise MissingExtraError("load(..., as_='polars')", "polars", "polars") from error
        return pl.from_arrow(table)
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("load(..., as_='pandas')", "pandas", "pandas") from error
    nullable = {"int64": pd.Int64Dtype(), "double": pd.Float64Dtype(), "bool": pd.BooleanDtype()}
    frame = table.replace_schema_metadata(None).to_pandas(
        types_mapper=lambda kind: pd.StringDtype() if str(kind) == "string" else nullable.get(str(kind)),
    )
    for column in load_schema(dataset).columns:
        if column.is_list and column.name in frame:
            frame[column.name] = [None if cell is None else list(cell) for cell in frame[column.name]]
    return frame


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
