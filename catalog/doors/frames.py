"""Arrow tables in the library that a user works with, and what a table says of itself.

An Arrow table carries what its columns mean: per field `description` and `unit`, of the table `dataset`, `version` and
`sources` (JSON: source key -> title, url and licence). In pandas the same stands in `frame.attrs`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeGuard

from compute_trends.catalog.errors import MissingExtraError, UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import Column

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from compute_trends.catalog.versions import Version

#: Libraries whose tables the functions of the package give; the first is the default.
LIBRARIES = ("pyarrow", "pandas", "polars", "duckdb")
Library = Literal["pyarrow", "pandas", "polars", "duckdb"]


def check_library(name: str) -> None:
    """Refuse a library whose tables we do not give, before the work is done.

    Raises:
        UnknownNameError: there is no such library.
    """
    if name not in LIBRARIES:
        raise UnknownNameError("library", name, LIBRARIES)


class SparkFrame(Protocol):
    """A DataFrame of Spark, by what no other table has: its types are known where pyspark is not."""

    @property
    def sparkSession(self) -> Any:  # noqa: N802  (so called by Spark)
        """The session in which it was made."""

    def mapInArrow(self, func: Any, schema: Any) -> Any:  # noqa: N802
        """What a function makes of its batches."""


def is_spark_frame(table: object) -> TypeGuard[SparkFrame]:
    """Whether a table is a DataFrame of Spark, classic or Connect; pyspark is not imported for that."""
    kind = type(table)
    return kind.__module__.startswith("pyspark.sql.") and kind.__name__ == "DataFrame"


def kinds_of(table: object) -> list[str]:
    """What a table is, as "pandas.DataFrame", its own kind first: users' own kinds of frames derive from those.

    By their names, so that no library is imported that the caller does not use.
    """
    return [f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(table).__mro__]


def with_levels(frame: Any) -> Any:
    """A frame of pandas whose levels of the index that have a name are columns, as in a Parquet file that it writes."""
    named = enumerate(frame.index.names)
    levels = [level for level, name in named if name is not None and name not in frame.columns]
    return frame.reset_index(level=levels, allow_duplicates=True) if levels else frame


def as_library(table: pa.Table, name: str, what: str) -> Any:
    """An Arrow table as a table of another library.

    Args:
        table: list columns as Arrow lists.
        name: one of `LIBRARIES`. pandas: nullable dtypes, dates as datetime64, lists as lists; metadata in `attrs`.
        what: the call, for the message where the library is not installed.

    Raises:
        UnknownNameError: there is no such library.
        MissingExtraError: pandas or polars is not installed.
    """
    check_library(name)
    if name == "pyarrow":
        return table
    if name == "duckdb":
        import duckdb

        return duckdb.connect().from_arrow(table)
    if name == "polars":
        try:
            import polars as pl
        except ImportError as error:
            raise MissingExtraError(what, "polars", "polars") from error
        return pl.from_arrow(table)
    return _as_pandas(table, what)


def table_of(columns: Mapping[str, Iterable[Any]]) -> pa.Table:
    """An Arrow table of Python values, which pandas and polars then take over as they are.

    Args:
        columns: values by name; where numbers and texts are mixed, all become texts.
    """
    import pyarrow as pa

    return pa.table({name: _array(list(values)) for name, values in columns.items()})


def _array(values: list[Any]) -> pa.Array:
    import pyarrow as pa

    try:
        found = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        found = pa.array([None if value is None else str(value) for value in values])
    return found.cast(pa.string()) if pa.types.is_null(found.type) else found


def _as_pandas(table: pa.Table, what: str) -> Any:
    import pyarrow as pa

    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError(what, "pandas", "pandas") from error
    nullable = {"int64": pd.Int64Dtype(), "double": pd.Float64Dtype(), "bool": pd.BooleanDtype()}
    frame = table.replace_schema_metadata(None).to_pandas(
        types_mapper=lambda kind: pd.StringDtype() if str(kind) == "string" else nullable.get(str(kind)),
        date_as_object=False,
    )
    for field in table.schema:
        if pa.types.is_list(field.type):
            frame[field.name] = [None if cell is None else list(cell) for cell in frame[field.name]]
    frame.attrs.update(attributes(table))
    return frame


def attributes(table: pa.Table) -> dict[str, Any]:
    """What an Arrow table says of itself, for `DataFrame.attrs`: its own metadata, `units` and `descriptions`."""
    found: dict[str, Any] = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    if "sources" in found:
        found["sources"] = json.loads(found["sources"])
    for part in ("unit", "description"):
        held = {field.name: (field.metadata or {}).get(part.encode()) for field in table.schema}
        if told := {name: value.decode() for name, value in held.items() if value}:
            found[f"{part}s"] = told
    return found


def described(table: pa.Table, columns: Iterable[Column], about: Mapping[str, str]) -> pa.Table:
    """The table with the unit and description of each column, and what is to be said of the whole.

    Args:
        table: any.
        columns: what the columns of these names mean; others stay as they are.
        about: metadata of the table.
    """
    import pyarrow as pa

    known = {column.name: column for column in columns}
    fields = [
        field.with_metadata(
            {"description": column.description} | ({"unit": column.unit} if column.unit else {})
        ) if (column := known.get(field.name)) else field
        for field in table.schema
    ]  # fmt: skip
    return table.cast(pa.schema(fields, metadata=dict(about)))


def about(item: Version, sources: Iterable[str], root: Path = PACKAGE_ROOT) -> dict[str, str]:
    """What a version's table says of the whole: dataset, version, last month, and the sources that its rows come from.

    Args:
        item: the version.
        sources: keys of the sources, as in the column `source`.
        root: the package or checkout.
    """
    from compute_trends.catalog.doors.until import data_to
    from compute_trends.catalog.files.origin import read_declared

    declared = read_declared(root, item.dataset)["sources"]
    told = {
        key: {part: declared[key].get(part) for part in ("title", "url", "licence")}
        for key in sorted(set(sources) & declared.keys())
    }
    return {
        "dataset": item.dataset,
        "version": item.version,
        "data_to": data_to(item, root),
        "sources": json.dumps(told, ensure_ascii=False),
    }
