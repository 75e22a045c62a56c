"""Every dataset and version as one DuckDB file, under the names that the command line knows them by."""

from __future__ import annotations

import tempfile
from pathlib import Path

from compute_trends.catalog.doors.connect import ACCELERATOR_NAMES, select_statement
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.catalog.versions import UNRELEASED, all_versions, find_version

#: The format that DuckDB-Wasm reads, as every DuckDB since 1.0 does.
STORAGE = "v1.0.0"


def database() -> bytes:
    """The file: a schema per version, and the newest version of each dataset under its plain name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "compute_trends.duckdb"
        write_database(path)
        return path.read_bytes()


def write_database(path: Path) -> None:
    """Write the file of `database`."""
    import duckdb

    known = {
        dataset: [item for item in found if item.version != UNRELEASED] for dataset, found in all_versions().items()
    }
    with duckdb.connect(config={"threads": 1}) as connection:  # the same file on every machine
        connection.execute(f"attach {text_literal(str(path))} as held (storage_version '{STORAGE}')")
        connection.execute("use held")
        for schema in sorted({item.sql_schema for found in known.values() for item in found}):
            connection.execute(f"create schema {schema}")
        for dataset, found in known.items():
            for item in found:
                connection.execute(f"create table {item.sql_schema}.{dataset} as {select_statement(item)}")
            connection.execute(f"create view {dataset} as from {find_version(dataset).sql_schema}.{dataset}")
        connection.execute(ACCELERATOR_NAMES.format(how="view"))
        connection.execute("checkpoint held")
