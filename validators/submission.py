"""The layers above structure: typed rows as `submission`, the shipped datasets beside them, rules run on both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.schema import Column, TableSchema, load_schema
from compute_trends.validators.rule import Rule
from compute_trends.validators.scanning import Scanned
from compute_trends.validators.structure_sql import CellSql
from compute_trends.validators.tables import VALUE_LIMIT, file_literal

if TYPE_CHECKING:
    import duckdb

#: `_row` of a submission is the file's number times this, plus the row's.
FILE_SPAN = 1 << 40

#: Rows up to which a submission is copied into memory; more are read from their file by every rule.
_COPY_ROWS = 200_000


#: Rows up to which the rules read `submission` from a table of its own. A view or CTE is bound column by column in
#: every statement: 80 rules on one record of milestone_systems take 563 ms of CPU so, and 418 ms from a table.
_TABLE_ROWS = 10_000

#: Rows up to which what the rules find is fetched and stored at the end, in one statement. To bind an INSERT takes
#: longer than to bind most rules, which find nothing; of many rows most rules find something.
_FETCHED_ROWS = 500

#: Record ids of a submission that we hold, up to which they are compared one by one.
_FEW_HELD = 100

#: Statements that name a shipped dataset from which copying it costs less than reading its file for each.
_COPY_STATEMENTS = 4


class RuleCrashedError(ComputeTrendsError):
    """A rule's SQL failed: an error of the tool, never a finding."""

    exit_code = 2


class Shipped:
    """The shipped datasets on a connection; each is opened when a rule first names it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._opened: set[str] = set()

    def open_for(self, *statements: str) -> None:
        """Make the datasets that `statements` name available.

        A dataset that many of them name is copied into memory, the others stay views of their files.

        Raises:
            DamagedPackageError: a shipped file is missing or cannot be read.
        """
        from compute_trends.catalog.connect import ACCELERATOR_NAMES, select_statement
        from compute_trends.catalog.versions import all_versions

        named = Counter(word for statement in statements for word in set(re.findall(r"\w+", statement)))
        words = set(named)
        if "accelerator_names" in words:
            words.add("accelerators")
        for dataset, versions in all_versions().items():
            if dataset not in words:
                continue
            for item in versions:
                if item.sql_schema in words:
                    self._execute(f"create schema if not exists {item.sql_schema}")
                    self._create(f"{item.sql_schema}.{dataset}", select_statement(item))
            how = "temp table" if named[dataset] >= _COPY_STATEMENTS else "view"
            newest = versions[-1]  # in a checkout that may be what was accepted since the release
            self._create(dataset, select_statement(newest), how)
        if "accelerator_names" in words and "accelerator_names" not in self._opened:
            self._opened.add("accelerator_names")
            self._execute(ACCELERATOR_NAMES.format(how="temp table"))

    @staticmethod
    def upstream_ids(dataset: str) -> str | None:
        """The query for the record_ids that any version of `dataset` took over from a source; None without versions."""
        from compute_trends.catalog.versions import all_versions

        paths = ", ".join(file_literal(str(item.path)) for item in all_versions().get(dataset, ()))
        source = f"read_parquet([{paths}], union_by_name = true)"
        return f"select record_id from {source} where admission = 'upstream'" if paths else None

    def _create(self, name: str, query: str, how: str = "view") -> None:
        if name not in self._opened:
            self._opened.add(name)
            self._execute(f"create {how} {name} as {query}")

    def _execute(self, statement: str) -> None:
        import duckdb

        from compute_trends.catalog.connect import damaged

        try:
            self._connection.execute(statement)
        except duckdb.Error as error:
            raise damaged(error) from error


def create_submission(
    connection: duckdb.DuckDBPyConnection, schema: TableSchema, files: list[Scanned], shipped: Shipped
) -> None:
    """Create `submitted_<dataset>` from the dataset's files: `_row`, `_upstream` and every declared column, typed."""
    selects = []
    for file in files:
        raw = file.raw
        typed = ", ".join(f"{_typed(column, file)} as {column.name}" for column in schema.columns)
        if raw.numbered:
            selects.append(f"select {file.index * FILE_SPAN} + _row as _row, {typed} from {raw.relation}")
        else:
            table = f"typed_{file.index}"
            connection.execute(f"create or replace temp table {table} as select {typed} from {raw.relation}")
            selects.append(f"select {file.index * FILE_SPAN} + rowid as _row, * from {table}")
    is_large = sum(file.rows for file in files) > _COPY_ROWS
    known, submitted = shipped.upstream_ids(schema.name), f"submitted_{schema.name}"
    claims = "coalesce(admission = 'upstream', false)" if known else "false"
    is_shipped = f"{claims} and record_id in ({known})" if known and is_large else claims
    connection.execute(
        f"create temp {'view' if is_large else 'table'} {submitted} as "
        f"select *, coalesce({is_shipped}, false) as _upstream from ({' union all '.join(selects)})"
    )
    # Few submissions hold records that claim to be ours, and finding out whether they are takes three files.
    if not is_large and connection.execute(f"select 1 from {submitted} where _upstream limit 1").fetchone():
        connection.execute(
            f"update {submitted} set _upstream = coalesce(record_id in ({known}), false) where _upstream"
        )


def _typed(column: Column, file: Scanned) -> str:
    raw = file.raw
    if column.name not in raw.names:
        return "null::" + ("VARCHAR[]" if column.is_list else column.duckdb_type)
    at = raw.names.index(column.name)
    return CellSql(column, f"c{at}", raw.types[at]).typed


def find_held_ids(
    connection: duckdb.DuckDBPyConnection, dataset: str, files: list[Scanned], shipped: Shipped
) -> list[tuple[int, str, int]]:
    """Files of new records that have record_ids which `dataset` holds: their index, the least such id, how many.

    A file with records that we ship is a table of ours and no submission, so it is not among them.
    """
    from compute_trends.catalog.versions import all_versions

    if dataset not in all_versions():
        return []
    shipped.open_for(dataset)
    # The ids of large files are in memory already; reading their `submitted_<dataset>` parses them again.
    ids = " union all ".join(f"select record from {file.ids}" for file in files)
    query = f"select record_id from {dataset} where record_id in ({ids})"
    held = [record for (record,) in connection.execute(query).fetchall()]
    if not held:
        return []
    of_file = f"select distinct _row // {FILE_SPAN} as file"
    ours = set(connection.execute(f"{of_file} from submitted_{dataset} where _upstream").fetchall())
    # Planning a join takes longer than comparing with the few ids that a submission mostly has in common with us.
    is_held = "list_contains(?, record_id)" if len(held) <= _FEW_HELD else "record_id in (select unnest(?))"
    found = connection.execute(f"{of_file}, record_id from submitted_{dataset} where {is_held}", [held]).fetchall()
    by_file: dict[int, list[str]] = {}
    for file, record in found:
        if (file,) not in ours:
            by_file.setdefault(file, []).append(record)
    return [(file, min(records), len(records)) for file, records in sorted(by_file.items())]


def run_rules(connection: duckdb.DuckDBPyConnection, dataset: str, rules: Iterable[Rule], shipped: Shipped) -> None:
    """Run rules over `submitted_<dataset>` and write what they find to `findings`.

    Raises:
        RuleCrashedError: a rule's SQL failed.
    """
    import duckdb

    schema, prepared = load_schema(dataset), set()
    how, mixed, count = _create_judged(connection, dataset)
    statements = [(rule, rule.statement(schema)) for rule in rules_to_run(connection, schema, rules)]
    shipped.open_for(*(statement for _, statement in statements))
    create_absent(connection, *(statement for _, statement in statements))
    fetched: list[tuple[Any, ...]] = []
    for rule, statement in statements:
        try:
            if rule.prepare and rule.prepare not in prepared:
                prepared.add(rule.prepare)
                rule.prepare(connection)
            new_ones = mixed and rule.binds == "submitted"
            scope = f"with submission as not materialized ({_NEW_ONES.format(dataset)}) " if new_ones else ""
            found = f"{scope}select {_AS_TEXT} from ({statement})"
            if count > _FETCHED_ROWS:
                source = f"(select *, '{rule.id}' as rule, {rule.layer in _COMPUTED} as is_computed from ({found}))"
                connection.execute(_STORED.format(source))
            else:
                rows = connection.execute(found).fetchall()
                fetched += [(*row, rule.id, rule.layer in _COMPUTED) for row in rows]
        except duckdb.Error as error:
            raise RuleCrashedError(f"the rule {rule.id} failed: {' '.join(str(error).split())[:500]}") from error
    if fetched:
        connection.execute(_STORED.format(_UNNESTED), [list(column) for column in zip(*fetched, strict=True)])
    connection.execute(f"drop {how} submission")


def _readable(text: str) -> str:
    """`text` with words for what a ratio of absurd quantities becomes."""
    for name, words in (("-inf", "<-1e308"), ("inf", ">1e308"), ("-?nan", "no number")):
        text = rf"regexp_replace({text}, '(^|[ (=]){name}($|[ ,;:)%])', '\1{words}\2', 'g')"
    return text


_NEW_ONES = "select * from submitted_{} where not _upstream"

#: Layers whose messages hold what was computed; the others quote texts, which may be "nan".
_COMPUTED = ("plausibility", "inclusion")

#: Whether a message may hold a number that is not finite: it does not where it quotes a value like that.
_IS_COMPUTED = "is_computed and not coalesce(regexp_full_match(value, '[+-]?(inf|nan)', 'i'), false)"

_TEXTS = ("column", "value", "message", "evidence")
_AS_TEXT = "_row, " + ", ".join(f'"{name}"::VARCHAR as "{name}"' for name in _TEXTS)
_UNNESTED = "(select {})".format(
    ", ".join(
        f'unnest(?::{kind}[]) as "{name}"'
        for name, kind in (("_row", "BIGINT"), *((n, "VARCHAR") for n in (*_TEXTS, "rule")), ("is_computed", "BOOLEAN"))
    )
)

#: Writes findings of rules, given a relation of `_row`, the texts, the rule and whether it computes its message.
_STORED = (
    f'insert into findings (file, row, "column", rule, value, message, evidence) '
    f'select _row // {FILE_SPAN}, _row % {FILE_SPAN}, "column", rule, left(value, {VALUE_LIMIT}), '
    + ", ".join(
        f"left(if({_IS_COMPUTED}, {_readable(text)}, {text}), {VALUE_LIMIT})" for text in ("message", "evidence")
    )
    .replace("{", "{{")
    .replace("}", "}}")
    + " from {}"
)


def rules_to_run(connection: duckdb.DuckDBPyConnection, schema: TableSchema, rules: Iterable[Rule]) -> list[Rule]:
    """Those of `rules` whose condition some row of `submission` meets.

    Raises:
        RuleCrashedError: a condition is no SQL over the columns of the dataset.
    """
    import duckdb

    conditions = [(rule, rule.condition(schema)) for rule in rules]
    asked = list(dict.fromkeys(condition for _, condition in conditions))
    tests = ", ".join(["count(*) > 0", *(f"bool_or({condition})" for condition in asked)])
    try:
        answers = connection.execute(f"select {tests} from submission").fetchone()
    except duckdb.Error as error:
        raise RuleCrashedError(f"a condition of a rule failed: {' '.join(str(error).split())[:500]}") from error
    assert answers is not None
    met = dict(zip(asked, answers[1:], strict=True))
    return [rule for rule, condition in conditions if answers[0] and met[condition]]


def _create_judged(connection: duckdb.DuckDBPyConnection, dataset: str) -> tuple[str, bool, int]:
    """Create `submission` from `submitted_<dataset>`: as table or view, whether it holds shipped records, its rows."""
    submitted = f"submitted_{dataset}"
    counted = connection.execute(f"select count(*), coalesce(bool_or(_upstream), false) from {submitted}").fetchone()
    assert counted is not None
    how = "table" if counted[0] <= _TABLE_ROWS else "view"
    connection.execute(f"create temp {how} submission as select * from {submitted}")
    return how, bool(counted[1]), counted[0]


def create_absent(connection: duckdb.DuckDBPyConnection, *statements: str) -> None:
    """Create, without rows, every `submitted_<dataset>` that `statements` name and that is not there."""
    for dataset in sorted(set(re.findall(r"\bsubmitted_(\w+)", " ".join(statements)))):
        columns = ", ".join(
            f"{column.name} {'VARCHAR[]' if column.is_list else column.duckdb_type}"
            for column in load_schema(dataset).columns
        )
        connection.execute(
            f"create temp table if not exists submitted_{dataset} (_row BIGINT, {columns}, _upstream BOOLEAN)"
        )


def drop_consequences(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget what other layers said of a cell that does not parse or is out of range: one mistake is told once."""
    connection.execute(
        """delete from findings where not starts_with(rule, 'structure-') and exists (
             from findings s where s.file = findings.file and s.row = findings.row
               and s."column" = findings."column"
               and (s.rule = 'structure-type' or s.rule = 'structure-range' or s.rule = 'structure-formula'))"""
    )
