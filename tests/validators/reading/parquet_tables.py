"""Tables that tests write as Parquet, and where their columns stand in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS: dict[str, Callable[[int], object]] = {
    "record_id": lambda i: f"a-{i}",
    "name": lambda i: f"System {i}",
    "publication_date": lambda i: "2021-02-03",
    "parameters": lambda i: 1e9 + i,
    "citations": lambda i: i % 3,
    "notes": lambda i: f"of no dataset {i}",
    "domains": lambda i: ["Language", "Vision"][: i % 3],
    "source": lambda i: "x",
    "admission": lambda i: "submitted",
}
TABLE = pa.table({name: [cell(i) for i in range(3000)] for name, cell in COLUMNS.items()})


def written(path: Path, table: Any = TABLE, **options: Any) -> Path:
    pq.write_table(table, path, **{"row_group_size": 1500, **options})
    return path


def chunks(path: Path) -> list[tuple[str, int, int]]:
    """Column, first byte and length of every column of every row group."""
    meta = pq.ParquetFile(path).metadata
    found = []
    for group in range(meta.num_row_groups):
        for at in range(meta.num_columns):
            column = meta.row_group(group).column(at)
            start = min(column.dictionary_page_offset or column.data_page_offset, column.data_page_offset)
            found.append((column.path_in_schema.split(".")[0], start, column.total_compressed_size))
    return found
