"""The Parquet file of a version: what every reader accepts, in few bytes, and the same bytes for the same rows.

zstd, one row group, rows in the order of the table, no statistics (a file is read whole). Each column is stored plain
or with a dictionary, whichever takes fewer bytes. The newer encodings of the standard would save another twelfth, but
Spark 3.5 and fastparquet do not read all of them.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import Column, TableSchema

if TYPE_CHECKING:
    import pyarrow as pa

#: The names that pandas has for a type in the metadata that it stores, by Table Schema type: of the values, and of the
#: column where that is not the dtype of `load`.
_PANDAS_TYPES = {
    "string": ("unicode", "object"),
    "list": ("unicode", "object"),
    "number": ("float64", None),
    "integer": ("int64", None),
    "boolean": ("bool", None),
    "date": ("datetime", "datetime64[ns]"),
}


def write_parquet(path: Path, table: pa.Table, schema: TableSchema) -> None:
    """Write a table whose columns are those of `schema`; the caller replaces `path` atomically."""
    path.write_bytes(encode_parquet(table, schema))


def encode_parquet(table: pa.Table, schema: TableSchema, smallest: bool = True) -> bytes:
    """The content of the Parquet file of a table whose columns are those of `schema`.

    Args:
        table: the rows.
        schema: declares the columns.
        smallest: compress as much as can be, and try each column with and without a dictionary, which takes ten times
            as long as the rest; a file that the next edit replaces does without.
    """
    if smallest:
        return _encode(table, schema, _smaller_with_dictionary(table))
    return _encode(table, schema, table.column_names, level=3)


def read_parquet(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The table, or some of its columns, exactly as stored: list columns are strings joined by `;`.

    Raises:
        OSError, pyarrow.ArrowException: missing or damaged.
    """
    import pyarrow.parquet as pq

    # One file, not a dataset: a folder named like key=value on the way must not become a column.
    return pq.ParquetFile(path).read(columns).replace_schema_metadata(None)


def _smaller_with_dictionary(table: pa.Table) -> list[str]:
    """The columns that take fewer bytes with a dictionary."""
    ones = {name: table.select([name]) for name in table.column_names}
    return [name for name, one in ones.items() if len(_encode(one, None, [name])) < len(_encode(one, None, []))]


def _encode(table: pa.Table, schema: TableSchema | None, dictionary: list[str], level: int = 19) -> bytes:
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    with pq.ParquetWriter(
        buffer,
        table.schema,
        version="2.6",
        compression="zstd",
        compression_level=level,
        store_schema=False,  # a second copy of the metadata, which all types here do without
        write_statistics=False,
        use_dictionary=dictionary or False,
    ) as writer:
        writer.write_table(table, row_group_size=max(1, table.num_rows))
        if schema is not None:
            metadata = json.dumps(_pandas_metadata(schema.columns), separators=(",", ":"))
            writer.add_key_value_metadata({"pandas": metadata})
    return buffer.getvalue()


def _pandas_metadata(columns: tuple[Column, ...]) -> dict[str, Any]:
    # What pandas itself would store for nullable dtypes: without it, readers that go through pandas (stock frictionless
    # among them) turn nulls of numbers into NaN and reject them. Every column is listed, because fastparquet looks each
    # up. Written here and not by pandas so that the bytes of a file do not depend on the pandas that is installed.
    listed = []
    for column in columns:
        values, dtype = _PANDAS_TYPES[column.type]
        names = {"name": column.name, "field_name": column.name}
        listed.append({**names, "pandas_type": values, "numpy_type": dtype or column.pandas_dtype, "metadata": None})
    return {"index_columns": [], "column_indexes": [], "columns": listed}
