"""The databases of checks: one whose check is over is cleared and lent to the next, because a new one takes 12 ms.

A check has a connection of its own to a database that no other check has meanwhile. The database is free again when
nobody has that connection any more, nor one that was made from it. Where its settings were changed, as for many rows,
it goes with the connection.
"""

from __future__ import annotations

import os
import weakref
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from compute_trends.catalog.files.kept import stats
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.versions import Version, all_versions

if TYPE_CHECKING:
    import duckdb

#: Databases that are kept for later checks, at most, of those with shipped tables and of those without.
_KEPT = 2

#: The settings of a whole database that a check may change.
_SETTINGS = ", ".join(f"current_setting('{name}')" for name in ("threads", "memory_limit", "temp_directory"))

#: The relations of a connection; to list them in `information_schema` takes twice the time.
_RELATIONS = " union all ".join(
    f"select '{kind}', database_name, schema_name, {kind}_name from duckdb_{kind}s() where not internal"
    for kind in ("table", "view")
)

#: What a dataset is opened from: its versions, its schema, and the size and time of change of its files.
_State = tuple[tuple[Version, ...], TableSchema, list[tuple[str, int, int]]] | None  # None: a file is not there


class Opened:
    """The shipped tables of a database.

    Attributes:
        columns: those that are there, by relation; None for all.
        kinds: "table" or "view", by relation, of versions of a dataset.
        states: what each dataset was opened from.
        named: in how many statements a dataset was named so far.
    """

    def __init__(self) -> None:
        self.columns: dict[str, frozenset[str] | None] = {}
        self.kinds: dict[str, str] = {}
        self.states: dict[str, _State] = {}
        self.named: Counter[str] = Counter()

    def holds(self, schema: str, name: str) -> bool:
        """Whether a relation is one of them."""
        return (name if schema == "main" else f"{schema}.{name}") in self.columns

    def note(self, dataset: str) -> None:
        """Remember what a dataset is opened from, before it is."""
        if dataset not in self.states:
            self.states[dataset] = _state(dataset)

    def is_current(self) -> bool:
        """Whether every dataset would be opened from the same files as they are."""
        return all(state is not None and state == _state(dataset) for dataset, state in self.states.items())


def _state(dataset: str) -> _State:
    versions = tuple(all_versions().get(dataset, ()))
    try:
        return versions, load_schema(dataset), stats(str(item.path) for item in versions)
    except OSError:
        return None


class _Database:
    def __init__(self, root: duckdb.DuckDBPyConnection, with_shipped: bool) -> None:
        self.root, self.with_shipped, self.process = root, with_shipped, os.getpid()
        self.settings, self.opened, self.is_let_go = _settings(root), Opened(), False
        self.users: list[bool] = []  # one for each connection, True for the first: taken by the last


#: Free databases, and those in use by their connections.
_idle: dict[bool, list[_Database]] = {False: [], True: []}
_lent: weakref.WeakKeyDictionary[duckdb.DuckDBPyConnection, _Database] = weakref.WeakKeyDictionary()


def _leave_to_the_parent() -> None:
    """Keep what a forked process has of its parent's databases as it is.

    Their threads are not in this process: to take one apart, be it at the end, would crash it.
    """
    import ctypes

    for database in (*(item for kept in _idle.values() for item in kept), *_lent.values()):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(database.root))
    for kept in _idle.values():
        kept.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_the_parent)


def lend(create: Callable[[], duckdb.DuckDBPyConnection], *, with_shipped: bool) -> duckdb.DuckDBPyConnection:
    """A connection to a database that holds nothing, or shipped tables alone.

    Args:
        create: makes a new database.
        with_shipped: whether it may hold the shipped tables that were opened for checks before.
    """
    database = _free(with_shipped)
    if database is None:
        database = _Database(create(), with_shipped)
    return _lend(database, database.root.cursor(), is_first=True)


def _lend(database: _Database, connection: duckdb.DuckDBPyConnection, *, is_first: bool) -> duckdb.DuckDBPyConnection:
    database.users.append(is_first)
    _lent[connection] = database
    weakref.finalize(connection, _take_back, database).atexit = False
    return connection


def opened_on(connection: duckdb.DuckDBPyConnection) -> Opened:
    """The shipped tables that a connection has from checks before, where it was lent with them."""
    database = _lent.get(connection)
    return database.opened if database and database.with_shipped else Opened()


def lend_further(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Another connection to the database of one, which is not free again before both are gone.

    A thread may have it that goes on after the check was interrupted.
    """
    database, cursor = _lent.get(connection), connection.cursor()
    return _lend(database, cursor, is_first=False) if database else cursor


def drop_relations(connection: duckdb.DuckDBPyConnection, keep: Callable[[str, str], bool]) -> None:
    """Drop the tables and views of a connection, except those of which `keep` is true, given their schema and name."""
    listed = connection.execute(_RELATIONS).fetchall()
    dropped = [
        f"drop {kind} {catalog}.{schema}.{name}" for kind, catalog, schema, name in listed if not keep(schema, name)
    ]
    if dropped:
        connection.execute("; ".join(dropped))


def let_go(connection: duckdb.DuckDBPyConnection) -> None:
    """Have the database of a connection go with it, as where its settings are changed or it holds much."""
    if database := _lent.get(connection):
        database.is_let_go = True


def _free(with_shipped: bool) -> _Database | None:
    while True:
        try:
            database = _idle[with_shipped].pop()
        except IndexError:
            return None
        if _clear(database):
            return database


def _clear(database: _Database) -> bool:
    """Drop what a check left; whether the database is otherwise as a new one would be."""
    import duckdb

    try:
        if _settings(database.root) != database.settings or not database.opened.is_current():
            return False
        drop_relations(database.root, database.opened.holds)
    except duckdb.Error:  # whatever happened to it
        return False
    return True


def _take_back(database: _Database) -> None:
    # It is cleared when it is lent again: here, where Python takes a connection apart, a Ctrl-C would be lost.
    is_last, kept = database.users.pop(), _idle[database.with_shipped]
    if is_last and not database.is_let_go and len(kept) < _KEPT and database.process == os.getpid():
        kept.append(database)


def _settings(root: duckdb.DuckDBPyConnection) -> object:
    return root.execute(f"select {_SETTINGS}").fetchall()
