"""Parquet files of other programs as states of a dataset: their cells as a released file holds them.

Libraries write lists as lists, days as moments and texts of few values as numbers beside a dictionary. A released file
holds lists as texts joined by `;` and days as days, so that the same facts are the same cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema
from compute_trends.catalog.texts.numbers import count
from compute_trends.catalog.texts.sql_text import file_literal

if TYPE_CHECKING:
    import duckdb

_TEXTS = ("string", "list")

#: What pandas calls the numbers of rows that were sorted or chosen from others.
_INDEX = re.compile(r"__index_level_\d+__")


def without_index(kinds: Mapping[str, str]) -> dict[str, str]:
    """The columns of a table but for the numbers that pandas gives rows, which are no facts of records."""
    return {name: kind for name, kind in kinds.items() if not _INDEX.fullmatch(name)}


def as_released(columns: Sequence[Column], kinds: Mapping[str, str]) -> list[str]:
    """SQL for the columns of a table, in its order.

    Args:
        columns: those that the dataset has or had.
        kinds: DuckDB's type of each column of the table.
    """
    declared = {column.name: column for column in columns}
    return [_cell(declared.get(name), f'"{name}"', kind) for name, kind in kinds.items()]


def _cell(column: Column | None, cell: str, kind: str) -> str:
    if column is None:
        return cell
    taken = cell
    if column.is_list and kind.endswith("[]"):
        taken = f"nullif(array_to_string({cell}, '{LIST_DELIMITER}'), '')"
    elif column.type == "date" and kind.startswith("TIMESTAMP"):
        moment = f"({cell} at time zone 'UTC')" if kind.endswith("TIME ZONE") else cell
        taken = f"{moment}::DATE"
    elif column.type == "number" and kind.startswith("DECIMAL"):
        taken = f"{cell}::DOUBLE"
    elif column.type in _TEXTS and kind.startswith("ENUM"):
        taken = f"{cell}::VARCHAR"
    return cell if taken == cell else f"{taken} as {cell}"


def check_ids(where: str, connection: duckdb.DuckDBPyConnection, source: str) -> int:
    """The number of records of a table.

    Raises:
        ComputeTrendsError: some have no record_id, or two have the same.
    """
    counts = "count(*), count(record_id), count(distinct record_id)"
    ((rows, ids, records),) = connection.execute(f"select {counts} from {source}").fetchall()
    if rows > ids:
        raise ComputeTrendsError(f"{where}: {rows - ids:,} of {rows:,} records have no record_id")
    if rows > records:
        query = f"select record_id from {source} group by 1 having count(*) > 1 order by 1"
        twice = [str(record) for (record,) in connection.execute(f"{query} limit 3").fetchall()]
        more = " ..." if rows - records > len(twice) else ""
        said = f"{count(rows - records, 'row')} repeat{'s' if rows == records + 1 else ''}"
        raise ComputeTrendsError(f"{where}: {said} a record_id ({', '.join(twice)}{more})")
    return int(records)


def read_given(path: Path, schema: TableSchema) -> list[Record]:
    """The records of a Parquet file that any program wrote.

    Raises:
        ComputeTrendsError: it cannot be read, is not of the dataset's columns, or its ids are not those of records.
    """
    import duckdb

    source, columns = f"read_parquet({file_literal(path)}, hive_partitioning = false)", schema.with_retired().columns
    connection = duckdb.connect()
    try:
        described = connection.execute(f"describe from {source}").fetchall()
        kinds = without_index({name: kind for name, kind, *_ in described})
        odd = sorted(kinds.keys() - {column.name for column in columns})
        if odd or "record_id" not in kinds:
            raise ComputeTrendsError(f"{path}: not a table of {schema.name}: {', '.join(odd) or 'no record_id'}")
        check_ids(str(path), connection, source)
        query = f"select {', '.join(as_released(columns, kinds))} from {source}"
        return [dict(zip(kinds, row, strict=True)) for row in connection.execute(query).fetchall()]
    except duckdb.Error as error:
        raise ComputeTrendsError(f"{path} cannot be read: {str(error).splitlines()[0]}") from error
