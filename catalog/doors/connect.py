"""DuckDB over the datasets.

Every dataset is a view under its plain name (newest version, or the pinned one) and under a schema per version:
`milestone_systems` and `v2022_2_0.milestone_systems`. A view has the columns of its version, in declared order; list
columns are VARCHAR[]. The view `accelerator_names` maps
every name and alias of a chip to its record_id, for joins from columns that name hardware.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError, DamagedPackageError, QueryError, UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema, load_schema
from compute_trends.catalog.texts.sql_text import file_literal
from compute_trends.catalog.versions import Version, all_versions, find_version, version_schema

if TYPE_CHECKING:
    import duckdb

#: Creates `accelerator_names`; `how` is "or replace view" or "table".
ACCELERATOR_NAMES = """\
create {how} accelerator_names as
  select distinct unnest(list_concat([record_id, name], coalesce(aliases, []))) as name, record_id from accelerators"""

#: Nothing but what a connection was given: no variables of Python code around it, no extensions fetched or loaded.
APART = (
    "set python_enable_replacements = false",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
)

#: A column that was declared since the last build: our own queries name columns by the schema.
_LACKING = re.compile(r'Binder Error: Referenced column "(\w+)" not found')


class _InCommon(local):
    """The database of `one_database` in a thread, opened when it is first asked for."""

    database: Callable[[], duckdb.DuckDBPyConnection] | None = None


_in_common = _InCommon()


def connect(
    pins: Mapping[str, str] | None = None, *, root: Path = PACKAGE_ROOT, **pinned: str
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection (in memory) with a view per dataset and version.

    Args:
        pins: version per dataset that the plain name stands for; also as keywords,
            `connect(milestone_systems="2022.2.0")`.
        root: the package or checkout.

    Raises:
        UnknownNameError: a pin names no dataset or version.
    """
    import duckdb

    connection = duckdb.connect()
    for statement in view_statements({**(pins or {}), **pinned}, root):
        _create_view(connection, statement)
    return connection


@contextmanager
def one_database() -> Iterator[None]:
    """Within it, relations have one database in common: to open one takes longer than to read most datasets."""
    import duckdb

    outer = _in_common.database
    _in_common.database = outer or cache(duckdb.connect)
    try:
        yield
    finally:
        _in_common.database = outer


def relation(
    dataset: str, version: str | None = None, columns: Sequence[str] | None = None, root: Path = PACKAGE_ROOT
) -> duckdb.DuckDBPyRelation:
    """One version of a dataset as a DuckDB relation, list columns as VARCHAR[].

    Args:
        dataset: name of the dataset.
        version: one of its versions; the newest one if left out.
        columns: only these, in this order; all of the version if left out.
        root: the package or checkout.

    Raises:
        UnknownNameError: no such dataset, version or column.
        DamagedPackageError: the Parquet file is missing or cannot be read.
    """
    import duckdb

    found = find_version(dataset, version, root)
    schema = version_schema(found, root)
    names = [schema[name].name for name in columns] if columns else schema.names
    connection = _in_common.database().cursor() if _in_common.database else duckdb.connect()
    try:
        return connection.sql(f"select {', '.join(names)} from ({select_statement(found, root=root)})")
    except duckdb.Error as error:
        raise damaged(error) from error


def sql(
    query: str,
    params: Sequence[Any] | Mapping[str, Any] | None = None,
    *,
    pins: Mapping[str, str] | None = None,
) -> duckdb.DuckDBPyRelation:
    """Run one query over the views of `connect` and return the relation.

    It may name files. Frames in the variables of a program are for `connect`, whose connection sees them.

    Args:
        query: SQL in DuckDB's dialect.
        params: values for the parameters of the query: a sequence for `?` and `$1`, a mapping for `$name`.
        pins: version per dataset that the plain name stands for, as `connect` takes them.

    Raises:
        UsageError: the query is empty.
        UnknownNameError: a pin names no dataset or version.
        QueryError: DuckDB refused the query; the message carries its position. Values are missing for parameters, or
            there are more values than parameters: the message names them.

    >>> sql("select name from milestone_systems where parameters > ?", [1e12])
    """
    import duckdb

    query = as_text(query)
    connection = connect(pins)
    # The variables that a query would see are those of this function and module, never of whoever calls it.
    connection.execute("set python_enable_replacements = false")
    try:
        if not connection.extract_statements(query):
            raise UsageError("the query is empty")
        return connection.sql(query, params=_values(params))
    except duckdb.Error as error:
        raise QueryError(error_text(connection, query, error)) from error


def as_text(query: str) -> str:
    """A query as DuckDB takes it: bytes of a command line that Python left as they were are letters where they can be.

    Raises:
        UsageError: it holds bytes that are not UTF-8, or half of a character.
    """
    try:
        return query if query.isascii() else query.encode("utf-8", "surrogateescape").decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"the query is not UTF-8: byte {error.start + 1:,} is 0x{error.object[error.start]:02x}"
        ) from None
    except UnicodeEncodeError as error:
        raise UsageError(f"the query is no text: character {error.start + 1:,} is half of one") from None


def _values(params: Sequence[Any] | Mapping[str, Any] | None) -> Any:
    if params is None or isinstance(params, Mapping):
        return None if params is None else dict(params)
    if isinstance(params, str | bytes) or not isinstance(params, Iterable):
        raise UsageError(f"the parameters of a query are a list or a mapping, as in [{params!r}], not a single value")
    return list(params)


def error_text(connection: duckdb.DuckDBPyConnection, query: str, error: duckdb.Error) -> str:
    """DuckDB's message on a query, with the position where it has one."""
    import duckdb

    message = str(error)
    # Errors of binding, which come before anything is run, lose their position on the way through a relation.
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException) and "\nLINE " not in message:
        try:
            connection.execute(query)
        except duckdb.Error as positioned:
            message = str(positioned)
    return "\n".join(line for line in message.splitlines() if line.strip())


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
            name = f"{item.sql_schema}.{dataset}"
            statements.append(f"create or replace view {name} as\n  {select_statement(item, path, root)}")
        plain = find_version(dataset, pins.get(dataset), root)
        statements.append(f"create or replace view {dataset} as from {plain.sql_schema}.{dataset}")
    if "accelerators" in known:
        statements.append(ACCELERATOR_NAMES.format(how="or replace view"))
    return statements


def views_sql(root: Path = PACKAGE_ROOT, relative: bool = False) -> str:
    """A script for the DuckDB command line (`duckdb -init views.sql`) that creates all views."""
    head = "-- Views over the datasets of compute-trends; written by compute-trends, never by hand.\n"
    where = "-- Run it in the folder that holds datapackage.json: duckdb -init views.sql\n" if relative else ""
    return head + where + ";\n".join(view_statements(root=root, relative=relative)) + ";\n"


def select_statement(
    item: Version,
    path: Path | None = None,
    root: Path = PACKAGE_ROOT,
    *,
    declared: bool = False,
    names: Collection[str] | None = None,
) -> str:
    """The query that reads a version's Parquet as its view shows it.

    Args:
        item: the version.
        path: the file's path as the query should write it, if not the absolute one.
        root: the package or checkout.
        declared: with all declared columns, null where the version lacks them, for SQL that is held against the
            declaration whatever version is the newest: that of rules.
        names: only these columns; one at least has to be declared.
    """
    schema = load_schema(item.dataset, root) if declared else version_schema(item, root)
    return _select(schema, names, item.absent, f"read_parquet({file_literal(path or item.path)})")


def select_every_version(versions: Sequence[Version], names: Collection[str] | None = None) -> str:
    """The query that reads all versions of a dataset, one after the other, in the columns of `select_statement`.

    To bind it takes a tenth of the time that a query of each takes.
    """
    absent = frozenset[str].intersection(*(frozenset(item.absent) for item in versions))
    files = ", ".join(file_literal(item.path) for item in versions)
    return _select(load_schema(versions[0].dataset), names, absent, f"read_parquet([{files}], union_by_name = true)")


def _select(schema: TableSchema, names: Collection[str] | None, absent: Collection[str], source: str) -> str:
    columns = []
    for column in schema.columns:
        if names is not None and column.name not in names:
            continue
        if column.name in absent:
            shown = "VARCHAR[]" if column.is_list else column.duckdb_type
            columns.append(f"null::{shown} as {column.name}")
        elif column.is_list:
            columns.append(f"string_split({column.name}, '{LIST_DELIMITER}') as {column.name}")
        else:
            columns.append(column.name)
    return f"select {', '.join(columns)}\n  from {source}"


def damaged(error: Exception) -> ComputeTrendsError:
    """What to raise where DuckDB could not read a file of the package as it is declared."""
    if lacking := _LACKING.match(str(error)):
        return UsageError(
            f"schemas/ declares the column {lacking[1]}, and datapackage.json knows nothing of it; run compute-trends "
            "build"
        )
    return DamagedPackageError(f"{str(error).splitlines()[0]}; compute-trends verify says what is wrong")


def _create_view(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    import duckdb

    try:
        connection.execute(statement)
    except duckdb.Error as error:
        raise damaged(error) from error
