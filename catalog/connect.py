"""DuckDB over the datasets.

Every dataset is a view under its plain name (newest version, or the pinned one) and under a schema per version:
`milestone_systems` and `v2022_2_0.milestone_systems`. List columns are VARCHAR[]. The view `accelerator_names` maps
every name and alias of a chip to its record_id, for joins from columns that name hardware.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import DamagedPackageError, QueryError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, load_schema
from compute_trends.catalog.versions import Version, all_versions, find_version

if TYPE_CHECKING:
    import duckdb

_ACCELERATOR_NAMES = """\
create {how} accelerator_names as
  select distinct unnest(list_concat([record_id, name], coalesce(aliases, []))) as name, record_id from accelerators"""

# Words by which a query can reach tables that its text does not name.
_CATALOG_WORDS = re.compile(
    r"\b(show|tables|information_schema|duckdb_\w+|pg_\w+|sqlite_master|query|query_table|describe)\b", re.IGNORECASE
)


def connect(pins: Mapping[str, str] | None = None, **pinned: str) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection (in memory) with a view per dataset and version.

    Args:
        pins: version per dataset that the plain name stands for; also as keywords,
            `connect(milestone_systems="2022.2.0")`.

    Raises:
        UnknownNameError: a pin names no dataset or version.
    """
    import duckdb

    connection = duckdb.connect()
    for statement in view_statements({**(pins or {}), **pinned}):
        _create(connection, statement)
    return connection


def sandbox(query: str) -> duckdb.DuckDBPyConnection:
    """A connection that holds copies of the tables that `query` can reach and can touch nothing outside itself.

    The tables are loaded first, then file system, network and further settings are closed; views over the files would
    need the files to stay open to the query, and `allowed_paths` would let it overwrite them.
    """
    import duckdb

    connection = duckdb.connect()
    words = set(re.findall(r"\w+", query.lower()))
    everything = bool(_CATALOG_WORDS.search(query))
    if everything or "accelerator_names" in words:
        words.add("accelerators")
    wanted = []
    for dataset, found in all_versions().items():
        if everything or dataset in words:
            newest = find_version(dataset)
            wanted += [_statement(newest, dataset, "table", newest.path)]
            wanted += [
                _statement(item, f"{item.sql_schema}.{dataset}", "table", item.path)
                for item in found
                if everything or item.sql_schema in words
            ]
    for schema in sorted({item.sql_schema for found in all_versions().values() for item in found}):
        if everything or schema in words:
            connection.execute(f"create schema {schema}")
    for statement in wanted:
        _create(connection, statement)
    if "accelerators" in words or everything:
        connection.execute(_ACCELERATOR_NAMES.format(how="table"))
    connection.execute("set python_enable_replacements = false")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def sql(query: str, pins: Mapping[str, str] | None = None) -> duckdb.DuckDBPyRelation:
    """Run one query over the views of `connect` and return the relation.

    Raises:
        QueryError: DuckDB refused the query; the message carries its position.
    """
    import duckdb

    try:
        return connect(pins).sql(query)
    except duckdb.Error as error:
        raise QueryError(str(error)) from error


def view_statements(
    pins: Mapping[str, str] | None = None, root: Path = PACKAGE_ROOT, relative: bool = False
) -> list[str]:
    """The statements that create all views, in order.

    Args:
        pins: version per dataset for the plain name.
        root: the package or checkout.
        relative: write paths relative to `root` instead of absolute ones.

    Raises:
        UnknownNameError: a pin names no dataset or version.
    """
    pins = dict(pins or {})
    for dataset, version in pins.items():
        find_version(dataset, version, root)
    known = all_versions(root)
    schemas = {item.sql_schema for found in known.values() for item in found}
    statements = [f"create schema if not exists {schema}" for schema in sorted(schemas)]
    for dataset, found in known.items():
        for item in found:
            path = item.path.relative_to(root) if relative else item.path
            statements.append(_statement(item, f"{item.sql_schema}.{dataset}", "or replace view", path, root))
        plain = find_version(dataset, pins.get(dataset), root)
        statements.append(f"create or replace view {dataset} as from {plain.sql_schema}.{dataset}")
    if "accelerators" in known:
        statements.append(_ACCELERATOR_NAMES.format(how="or replace view"))
    return statements


def views_sql(root: Path = PACKAGE_ROOT, relative: bool = False) -> str:
    """A script for the DuckDB command line (`duckdb -init views.sql`) that creates all views."""
    head = "-- Views over the datasets of compute-trends; written by compute-trends, never by hand.\n"
    where = "-- Run it in the folder that holds datapackage.json: duckdb -init views.sql\n" if relative else ""
    return head + where + ";\n".join(view_statements(root=root, relative=relative)) + ";\n"


def _statement(item: Version, name: str, how: str, path: Path, root: Path = PACKAGE_ROOT) -> str:
    columns = []
    for column in load_schema(item.dataset, root).columns:
        shown = "VARCHAR[]" if column.is_list else column.duckdb_type
        if column.name in item.absent:
            columns.append(f"null::{shown} as {column.name}")
        elif column.is_list:
            columns.append(f"string_split({column.name}, '{LIST_DELIMITER}') as {column.name}")
        else:
            columns.append(column.name)
    source = str(path).replace("'", "''")
    return f"create {how} {name} as\n  select {', '.join(columns)}\n  from read_parquet('{source}')"


def _create(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    import duckdb

    try:
        connection.execute(statement)
    except duckdb.Error as error:
        raise DamagedPackageError(f"{str(error).splitlines()[0]}; compute-trends verify says what is wrong") from error
