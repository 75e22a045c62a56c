"""What the rules above structure read: typed rows as `submitted_<dataset>`, the shipped datasets beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from compute_trends.catalog.schema import Column, TableSchema, load_schema
from compute_trends.validators.engine.databases import opened_on
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.structure.scan import Scanned
from compute_trends.validators.structure.verdicts import CellSql

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.versions import Version

#: `_row` of a submission is the file's number times this, plus the row's.
FILE_SPAN = 1 << 40

#: Rows up to which an INSERT leaves columns null that the files lack; of more, one query makes the table.
_FEW_ROWS = 10_000

#: Files, or sheets of a workbook, of many rows that one statement takes: the plan of each column of each takes memory.
_FILES = 20

#: Record ids of a submission that we hold, up to which they are compared one by one.
_FEW_HELD = 100

#: Statements that name a shipped dataset, in all checks on a database, from which copying it costs less than reading
#: its file for each: all columns, or those alone that the statements may name.
_COPY_STATEMENTS, _COPY_NARROW_STATEMENTS = 4, 2


class Shipped:
    """The shipped datasets on a connection; each is opened when a rule first names it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection, self._opened = connection, opened_on(connection)

    def holds(self, schema: str, name: str) -> bool:
        """Whether a relation is one of those that were opened."""
        return self._opened.holds(schema, name)

    def open_versions_anew(self) -> None:
        """Open what is of a version, or of all of them, anew where it is next named.

        Where tables are created in another database from now on, DuckDB looks for such schemas in that one alone.
        """
        for relation in [name for name in self._opened.columns if "." in name]:
            del self._opened.columns[relation], self._opened.kinds[relation]

    def open_for(self, *statements: str, columns: Mapping[str, Collection[str]] | None = None) -> None:
        """Make the datasets that `statements` name available.

        A dataset that many of them name is copied into memory, the others stay views of their files.

        Args:
            statements: SQL, or the names of tables.
            columns: by relation, the columns of it that the statements may name; such a version of a dataset alone is
                opened then. By default all.

        Raises:
            DamagedPackageError: a shipped file is missing or cannot be read.
        """
        from compute_trends.catalog.doors.connect import ACCELERATOR_NAMES
        from compute_trends.catalog.versions import EVERY_VERSION, all_versions

        named = Counter(word for statement in statements for word in set(re.findall(r"\w+", statement)))
        words, only = set(named), {name: set(listed) for name, listed in (columns or {}).items()}
        if "accelerator_names" in words:
            words.add("accelerators")
            if "accelerators" in only:
                only["accelerators"].update(_NAMES_OF_CHIPS)
        for dataset, versions in all_versions().items():
            if dataset not in words:
                continue
            self._opened.note(dataset)
            self._opened.named[dataset] += named[dataset]
            names = frozenset(only[dataset]) if only.get(dataset) else None
            for item in versions:
                relation = f"{item.sql_schema}.{dataset}"
                if item.sql_schema in words and (columns is None or relation in only):
                    self._execute(f"create schema if not exists {item.sql_schema}")
                    self._open([item], relation, frozenset(only.get(relation, ())) or None, "view")
            every = f"{EVERY_VERSION}.{dataset}"
            if EVERY_VERSION in words and (columns is None or every in only):
                self._execute(f"create schema if not exists {EVERY_VERSION}")
                self._open(versions, every, frozenset(only.get(every, ())) or None, "view")
            copied = self._opened.named[dataset] >= (_COPY_STATEMENTS if names is None else _COPY_NARROW_STATEMENTS)
            # The newest: in a checkout that may be what was accepted since the release.
            self._open(versions[-1:], dataset, names, "table" if copied else "view")
        for dataset in words.intersection(dataset_names()) - all_versions().keys():
            if dataset not in self._opened.columns:  # of a dataset before its first version there are no records
                self._opened.note(dataset)
                self._connection.execute(f"create table {dataset} ({_declared(load_schema(dataset))})")
                self._opened.columns[dataset] = None
        if "accelerator_names" in words and "accelerator_names" not in self._opened.columns:
            self._execute(ACCELERATOR_NAMES.format(how="table"))
            self._opened.columns["accelerator_names"] = None

    @staticmethod
    def upstream_ids(dataset: str) -> str | None:
        """The query for the record_ids that any version of `dataset` took over from a source; None without versions."""
        from compute_trends.catalog.doors.connect import select_every_version
        from compute_trends.catalog.versions import all_versions

        versions = all_versions().get(dataset, ())
        if not versions:
            return None
        every = select_every_version(versions, ("record_id", "admission"))
        return f"select record_id from ({every}) where admission = 'upstream'"

    def _open(self, versions: Sequence[Version], relation: str, names: frozenset[str] | None, how: str) -> None:
        """Open a version, or several as one, under that name, with these columns and those it was opened with."""
        from compute_trends.catalog.doors.connect import select_every_version, select_statement

        columns, kinds = self._opened.columns, self._opened.kinds
        if relation in columns:
            held, kind = columns[relation], kinds[relation]
            has_all = held is None or (names is not None and names <= held)
            if has_all and (how == "view" or kind == "table"):
                return
            names = None if names is None or held is None else names | held
            del columns[relation]  # first: where this is interrupted, the next check is not to count on it
            self._execute(f"drop {kind} {relation}")
            how = kind if kind == "table" else how
        if len(versions) == 1:
            query = select_statement(versions[0], declared=True, names=names)
        else:
            query = select_every_version(versions, names)
        self._execute(f"create {how} {relation} as {query}")
        columns[relation], kinds[relation] = names, how

    def _execute(self, statement: str) -> None:
        import duckdb

        from compute_trends.catalog.doors.connect import damaged

        try:
            self._connection.execute(statement)
        except duckdb.Error as error:
            raise damaged(error) from error


#: The columns of accelerators that `accelerator_names` is made of.
_NAMES_OF_CHIPS = ("record_id", "name", "aliases")


class Held(NamedTuple):
    """A record_id of the submission that the dataset holds, and the admission of the record there."""

    record: str
    admission: str | None


def create_submission(
    connection: duckdb.DuckDBPyConnection,
    schema: TableSchema,
    files: list[Scanned],
    shipped: Shipped,
    holds_ours: bool = False,
) -> list[Held]:
    """Create `submitted_<dataset>` from the dataset's files: `_row`, `_upstream` and every declared column, typed.

    A submission that revises an upstream record owes no evidence for what the source of the record says, so that its
    `_upstream` is true; `holds_ours` says that the files are part of a table with records that we ship, which is none.

    Returns:
        The record_ids that the dataset holds already.
    """
    known, submitted = shipped.upstream_ids(schema.name), f"submitted_{schema.name}"
    if sum(file.rows for file in files) > _FEW_ROWS:
        claims = "admission = 'upstream'" if known else "false"
        for at in range(0, len(files), _FILES):
            some = files[at : at + _FILES]
            union = " union all ".join(_typed(connection, schema.columns, file) for file in some)
            into = f"insert into {submitted}" if at else f"create or replace table {submitted} as"
            connection.execute(f"{into} select *, coalesce({claims}, false) as _upstream from ({union})")
            for file in some:
                connection.execute(f"drop table if exists typed_{file.index}")
    else:
        create_absent(connection, submitted)
        for file in files:
            # Columns that a file lacks or leaves empty stay null; to bind a null for each takes longer than the others.
            names = file.raw.names
            columns = [item for item in schema.columns if item.name in names and not file.raw.is_empty(item.name)]
            claims = (
                "admission = 'upstream'" if known and any(item.name == "admission" for item in columns) else "false"
            )
            typed = _typed(connection, columns, file, file.usual)
            query = f"select *, coalesce({claims}, false) as _upstream from ({typed})"
            connection.execute(f"insert into {submitted} by name {query}")
    # Few submissions hold records that claim to be ours, and finding out whether they are takes three files.
    if connection.execute(f"select 1 from {submitted} where _upstream limit 1").fetchone():
        connection.execute(
            f"update {submitted} set _upstream = coalesce(record_id in ({known}), false) where _upstream"
        )
    held = _held(connection, schema.name, shipped)
    taken_over = [item.record for item in held if item.admission == "upstream"]
    if taken_over and not holds_ours:
        # A file with records that we ship is a table of ours.
        ours = connection.execute(f"select distinct _row // {FILE_SPAN} from {submitted} where _upstream").fetchall()
        others = "".join(f" and _row // {FILE_SPAN} <> {file}" for (file,) in sorted(ours))
        connection.execute(
            f"update {submitted} set _upstream = true "
            f"where admission is distinct from 'upstream'{others} and {_is_one_of(taken_over)}",
            [taken_over],
        )
    return held


def _held(connection: duckdb.DuckDBPyConnection, dataset: str, shipped: Shipped) -> list[Held]:
    from compute_trends.catalog.versions import all_versions

    if dataset not in all_versions():
        return []
    # Of many rows more is read of it anyway; of few, binding all of its columns takes longer than reading two.
    shipped.open_for(dataset, columns={dataset: ("record_id", "admission")})
    found = connection.execute(
        f"select record_id, admission from {dataset} where record_id in (select record_id from submitted_{dataset})"
    ).fetchall()
    return [Held(*row) for row in found]


def _is_one_of(records: Sequence[str]) -> str:
    """Whether record_id is one of the records, a parameter."""
    # Planning a join takes longer than comparing with the few ids that a submission mostly has in common with us.
    return "list_contains(?, record_id)" if len(records) <= _FEW_HELD else "record_id in (select unnest(?))"


def _typed(
    connection: duckdb.DuckDBPyConnection, columns: Iterable[Column], file: Scanned, usual: Collection[str] = ()
) -> str:
    """The query for `_row` and the typed values of columns of a file; those of `usual` hold no suspect cell."""
    raw = file.raw
    values = "".join(f", {_value(column, file, column.name in usual)} as {column.name}" for column in columns)
    if raw.numbered:
        return f"select {file.index * FILE_SPAN} + _row as _row{values} from {raw.relation}"
    table = f"typed_{file.index}"
    connection.execute(f"create or replace temp table {table} as select 0 as _file{values} from {raw.relation}")
    return f"select {file.index * FILE_SPAN} + rowid as _row, * exclude (_file) from {table}"


def _value(column: Column, file: Scanned, is_usual: bool) -> str:
    raw = file.raw
    if column.name not in raw.names:
        return "null::" + _type(column)
    at = raw.names.index(column.name)
    cell = CellSql(column, f"c{at}", raw.types[at])
    return cell.typed_usual if is_usual else cell.typed


def _type(column: Column) -> str:
    return "VARCHAR[]" if column.is_list else column.duckdb_type


def find_held_ids(
    connection: duckdb.DuckDBPyConnection, dataset: str, held: Sequence[Held]
) -> list[tuple[int, str, int]]:
    """Files of new records that have record_ids which `dataset` holds: their index, the least such id, how many.

    A file with records that we ship is a table of ours and no submission, so it is not among them.
    """
    if not held:
        return []
    of_file, records = f"select distinct _row // {FILE_SPAN} as file", [item.record for item in held]
    ours = set(
        connection.execute(f"{of_file} from submitted_{dataset} where _upstream and admission = 'upstream'").fetchall()
    )
    found = connection.execute(
        f"{of_file}, record_id from submitted_{dataset} where {_is_one_of(records)}", [records]
    ).fetchall()
    by_file: dict[int, list[str]] = {}
    for file, record in found:
        if (file,) not in ours:
            by_file.setdefault(file, []).append(record)
    return [(file, min(records), len(records)) for file, records in sorted(by_file.items())]


def create_absent(connection: duckdb.DuckDBPyConnection, *statements: str, known: str = "") -> None:
    """Create, without rows, every `submitted_<dataset>` that `statements` name and that is not there; `known` is."""
    for dataset in sorted(set(re.findall(r"\bsubmitted_(\w+)", " ".join(statements))) - {known}):
        connection.execute(
            f"create table if not exists submitted_{dataset} "
            f"(_row BIGINT, {_declared(load_schema(dataset))}, _upstream BOOLEAN)"
        )


def _declared(schema: TableSchema) -> str:
    return ", ".join(f"{column.name} {_type(column)}" for column in schema.columns)
