"""Every dataset and version as one DuckDB file, under the names that the command line knows them by."""

from __future__ import annotations

import tempfile
from pathlib import Path

from compute_trends.catalog.doors.connect import ACCELERATOR_NAMES, select_statement
from compute_trends.catalog.files.duckdb_file import duckdb_file
from compute_trends.catalog.versions import UNRELEASED, all_versions, find_version


def database() -> bytes:
    """The file: a schema per version, and the newest version of each dataset under its plain name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "compute_trends.duckdb"
        write_database(path)
        return path.read_bytes()


def write_database(path: Path) -> None:
    """Write the file of `database`."""
    known = {
        dataset: [item for item in found if item.version != UNRELEASED] for dataset, found in all_versions().items()
    }
    with duckdb_file(path) as connection:
        for schema in sorted({item.sql_schema for found in known.values() for item in found}):
            connection.execute(f"create schema {schema}")
        for dataset, found in known.items():
            for item in found:
                connection.execute(f"create table {item.sql_schema}.{dataset} as {select_statement(item)}")
            connection.execute(f"create view {dataset} as from {find_version(dataset).sql_schema}.{dataset}")
        connection.execute(ACCELERATOR_NAMES.format(how="view"))
