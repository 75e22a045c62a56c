"""The Parquet file of a version: what every reader accepts, in few bytes, and the same bytes for the same rows.

zstd, one row group, rows in the order of the table, no statistics (a file is read whole). Each column is stored in
whichever of the standard encodings takes the fewest bytes; these tables are small and read far more often than written.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import Column, TableSchema

if TYPE_CHECKING:
    import pyarrow as pa

# Encodings worth trying beside plain and dictionary, by Table Schema type.
_ENCODINGS = {
    "string": ("DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"),
    "list": ("DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"),
    "number": ("BYTE_STREAM_SPLIT",),
    "integer": ("DELTA_BINARY_PACKED",),
    "date": ("DELTA_BINARY_PACKED",),
    "boolean": (),
}
_ARROW_NAMES = {"number": "float64", "integer": "int64", "boolean": "bool"}


def write_parquet(path: Path, table: pa.Table, schema: TableSchema) -> None:
    """Write a table whose columns are those of `schema`; the caller replaces `path` atomically."""
    path.write_bytes(encode_parquet(table, schema))


def encode_parquet(table: pa.Table, schema: TableSchema, smallest: bool = True) -> bytes:
    """The content of the Parquet file of a table whose columns are those of `schema`.

    Args:
        table: the rows.
        schema: declares the columns.
        smallest: try all encodings of each column, which takes ten times as long as the rest; a file that the next
            edit replaces does without.
    """
    if smallest:
        return _encode(table, schema, *_smallest_encodings(table, schema))
    return _encode(table, schema, schema.names, {}, level=3)


def read_parquet(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The table, or some of its columns, exactly as stored: list columns are strings joined by `;`.

    Raises:
        OSError, pyarrow.ArrowException: missing or damaged.
    """
    import pyarrow.parquet as pq

    # One file, not a dataset: a folder named like key=value on the way must not become a column.
    return pq.ParquetFile(path).read(columns).replace_schema_metadata(None)


def _smallest_encodings(table: pa.Table, schema: TableSchema) -> tuple[list[str], dict[str, str]]:
    dictionary, encodings = [], {}
    for column in schema.columns:
        one = table.select([column.name])
        sizes = {
            "": len(_encode(one, None, [], {})),
            "DICTIONARY": len(_encode(one, None, [column.name], {})),
            **{name: len(_encode(one, None, [], {column.name: name})) for name in _ENCODINGS[column.type]},
        }
        best = min(sizes, key=lambda name: (sizes[name], name))
        if best == "DICTIONARY":
            dictionary.append(column.name)
        elif best:
            encodings[column.name] = best
    return dictionary, encodings


def _encode(
    table: pa.Table, schema: TableSchema | None, dictionary: list[str], encodings: dict[str, str], level: int = 19
) -> bytes:
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
        column_encoding=encodings or None,
    ) as writer:
        writer.write_table(table, row_group_size=max(1, table.num_rows))
        if schema is not None:
            metadata = json.dumps(_pandas_metadata(schema.columns), separators=(",", ":"))
            writer.add_key_value_metadata({"pandas": metadata})
    return buffer.getvalue()


def _pandas_metadata(columns: tuple[Column, ...]) -> dict[str, Any]:
    # What pandas itself would store for nullable dtypes, for those columns where it matters: without it, readers that
    # go through pandas (stock frictionless among them) turn nulls of these into NaN and reject them. Written here and
    # not by pandas so that the bytes of a file do not depend on the pandas version that happens to be installed.
    return {
        "index_columns": [],
        "column_indexes": [],
        "columns": [
            {
                "name": column.name,
                "pandas_type": _ARROW_NAMES[column.type],
                "numpy_type": column.pandas_dtype,
            }
            for column in columns
            if column.type in _ARROW_NAMES
        ],
    }
