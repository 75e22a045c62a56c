"""Runs a query that somebody else may have written: it can read the datasets and nothing else, and write nowhere.

The tables that the query names are copied into memory; then the file system, the network, extensions and further
settings are closed for good, and the query runs in a read-only transaction. Views over the files would need the files
to stay open to the query, and DuckDB's `allowed_paths` and `allowed_directories` would let it overwrite them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from compute_trends.catalog.doors.connect import (
    ACCELERATOR_NAMES,
    APART,
    as_text,
    connect,
    damaged,
    error_text,
    select_statement,
)
from compute_trends.catalog.doors.render import box, relation_rows, write_parquet, write_text
from compute_trends.catalog.errors import QueryError, UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import Version, all_versions, find_version, version_schema

if TYPE_CHECKING:
    import duckdb

# In this order; the last one makes the others final.
_SETTINGS = (
    *APART,
    "set temp_directory = ''",
    "set enable_external_access = false",
    "set lock_configuration = true",
    "begin transaction read only",
)

# Ways to see which tables there are: for these, all of them have to be there.
_LISTING = re.compile(r"\b(show|tables|information_schema|duckdb_\w+|pg_\w+|sqlite_master|pragma_\w+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Result:
    """A query that DuckDB accepted; it runs when the result is taken.

    Each way to take it raises QueryError where the query fails on the way.
    """

    connection: duckdb.DuckDBPyConnection
    relation: duckdb.DuckDBPyRelation | None  # None where the statement has no result
    query: str

    @property
    def is_plan(self) -> bool:
        """Whether it is the plan of a query, which is a drawing."""
        return self.relation is not None and self.relation.columns == ["explain_key", "explain_value"]

    def box(self, max_width: int, max_rows: int | None = None) -> str:
        """The result drawn as a table, `max_width` characters wide at most."""
        with _refusals(self.connection, self.query):
            return box(self.relation, max_width, max_rows) if self.relation is not None else ""

    def write_text(self, format_name: str, stream: IO[str]) -> None:
        """Write the result in one of `render.TEXT_FORMATS`."""
        with _refusals(self.connection, self.query):
            if self.relation is not None:
                write_text(relation_rows(self.connection, self.relation), format_name, stream)

    def write_parquet(self, sink: IO[bytes]) -> None:
        """Write the result as Parquet.

        Raises:
            UsageError: the statement has no result.
        """
        if self.relation is None:
            raise UsageError("the statement has no result to write as Parquet")
        with _refusals(self.connection, self.query):
            write_parquet(self.relation.to_arrow_reader(), sink)


def run_query(
    query: str,
    pins: Mapping[str, str] | None = None,
    *,
    allow_external: bool = False,
    root: Path = PACKAGE_ROOT,
) -> Result:
    """Run SQL over the datasets.

    Args:
        query: one statement that reads: SELECT, VALUES, FROM, WITH, DESCRIBE, SHOW, SUMMARIZE, PIVOT or EXPLAIN.
        pins: version per dataset that the plain name stands for.
        allow_external: run any statements, one after the other, with files and network open to them.
        root: the package or checkout.

    Returns:
        The result of the (last) statement.

    Raises:
        UsageError: the query is empty, or several statements where one is allowed.
        UnknownNameError: a pin names no dataset or version.
        QueryError: DuckDB refused the query, or it does more than read; the message carries the position.
    """
    import duckdb

    for dataset, version in (pins or {}).items():
        find_version(dataset, version, root)
    query = as_text(query)
    connection = connect(pins, root=root) if allow_external else duckdb.connect()
    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise QueryError(error_text(connection, query, error)) from error
    if not statements:
        raise UsageError("the query is empty")
    if allow_external:
        return _run_all(connection, statements)
    _refuse_others(statements)
    query = _without_end(query)
    words = set(re.findall(r"\w+", query.lower()))
    try:
        _fill(connection, words, bool(_LISTING.search(query)), pins, root)
        return Result(connection, connection.sql(query), query)
    except duckdb.CatalogException:  # bound when the relation is made
        # The text hid a table's name (query('fro' || 'm ...')), or names none that exists: with all tables there, the
        # first works and the second gets told the nearest name, for which they may be empty.
        connection = duckdb.connect()
        _fill(connection, set(), True, pins, root, are_empty=True)
        try:
            connection.sql(query)
        except duckdb.CatalogException as error:
            raise QueryError(error_text(connection, query, error)) from error
        except duckdb.Error:  # which their rows may settle
            pass
        connection = duckdb.connect()
        _fill(connection, set(), True, pins, root)
        return _run(connection, query)
    except duckdb.Error as error:
        raise QueryError(error_text(connection, query, error)) from error


def _without_end(query: str) -> str:
    """One statement without the semicolon that ends it: DuckDB writes relations into others, where it has no place."""
    import duckdb

    text = query.encode()  # positions of tokens count bytes
    end = len(text)
    for position, kind in reversed(duckdb.tokenize(query)):
        if kind != duckdb.token_type.comment and text[position : position + 1] != b";":
            break
        end = position
    return text[:end].decode()


def _refuse_others(statements: list[duckdb.Statement]) -> None:
    import duckdb

    if len(statements) > 1:
        raise UsageError(f"the query holds {len(statements)} statements; give one at a time")
    try:
        kind = statements[0].type
    except ValueError as error:  # UPDATE EXTENSIONS and the like, of which DuckDB's own Python does not know
        raise QueryError("only queries that read are run, and this is none; see --allow-external") from error
    # A PIVOT without given values is several statements to DuckDB. What else is, the closed connection refuses.
    if kind not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI):
        raise QueryError(f"only queries that read are run, and this is a {kind.name} statement; see --allow-external")


def _fill(
    connection: duckdb.DuckDBPyConnection,
    words: set[str],
    everything: bool,
    pins: Mapping[str, str] | None,
    root: Path,
    are_empty: bool = False,
) -> None:
    """Copy the tables that `words` name, or all, into the connection, with or without their rows, then close it."""
    import duckdb

    def create(name: str, item: Version) -> None:
        made = f"({_declared(item, root)})" if are_empty else f"as {select_statement(item, root=root)}"
        connection.execute(f"create table {name} {made}")

    known = all_versions(root)
    if "accelerator_names" in words:
        words.add("accelerators")
    schemas = {item.sql_schema for found in known.values() for item in found}
    schemas = schemas if everything else schemas & words
    for schema in sorted(schemas):
        connection.execute(f"create schema {schema}")
    try:
        for dataset in known if everything else words & known.keys():
            create(dataset, find_version(dataset, (pins or {}).get(dataset), root))
            for item in known[dataset]:
                if item.sql_schema in schemas:
                    create(f"{item.sql_schema}.{dataset}", item)
        if "accelerators" in known and (everything or "accelerators" in words):
            connection.execute(ACCELERATOR_NAMES.format(how="table"))
    except duckdb.Error as error:
        raise damaged(error) from error
    for setting in _SETTINGS:
        connection.execute(setting)


def _declared(item: Version, root: Path) -> str:
    """The columns of a version with their types, as `select_statement` gives them."""
    columns = version_schema(item, root).columns
    return ", ".join(f"{column.name} {'VARCHAR[]' if column.is_list else column.duckdb_type}" for column in columns)


def _run(connection: duckdb.DuckDBPyConnection, query: str) -> Result:
    with _refusals(connection, query):
        return Result(connection, connection.sql(query), query)


def _run_all(connection: duckdb.DuckDBPyConnection, statements: list[duckdb.Statement]) -> Result:
    for statement in statements[:-1]:
        result = _run(connection, _without_end(statement.query))
        if result.relation is not None:
            result.relation.fetchall()
    return _run(connection, _without_end(statements[-1].query))


@contextmanager
def _refusals(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise QueryError(error_text(connection, query, error)) from error
