"""Runs rules over the submitted rows and writes what they find to `findings`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.background import Background
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.asking import NEW_ONES, TEXTS, Query, crash_of, filled_columns, rules_to_run
from compute_trends.validators.engine.connection import sibling
from compute_trends.validators.engine.findings_table import has_too_many
from compute_trends.validators.engine.plans import Columns, Plan
from compute_trends.validators.engine.slices import Slice
from compute_trends.validators.engine.submission import FILE_SPAN, Shipped, create_absent
from compute_trends.validators.reading.raw_table import VALUE_LIMIT
from compute_trends.validators.rule import Rule

if TYPE_CHECKING:
    import duckdb

#: Rows up to which the rules read `submission` from a table of its own. A view or CTE is bound column by column in
#: every statement: 80 rules on one record of milestone_systems take 563 ms of CPU so, and 418 ms from a table.
_TABLE_ROWS = 10_000

#: Rows up to which what the rules find is fetched and stored at the end, in one statement. To bind an INSERT takes
#: longer than to bind most rules, which find nothing; of many rows most rules find something.
_FETCHED_ROWS = 500


def run_rules(
    connection: duckdb.DuckDBPyConnection,
    dataset: str,
    plans: Iterable[Plan],
    shipped: Shipped,
    as_of: dt.date,
    given: Collection[str] | None = None,
    parts: Sequence[Slice] = (),
) -> int:
    """Run rules over `submitted_<dataset>` and write what they find to `findings`.

    Args:
        connection: that of the check.
        dataset: its name.
        plans: the rules.
        shipped: the shipped tables.
        as_of: the day of the check.
        given: the columns that may have a value; all by default.
        parts: the slices of the submission, where it is not to be taken as a whole.

    Returns:
        How many rules were not asked, because there were too many findings before it was their turn.

    Raises:
        RuleCrashedError: a rule's SQL failed.
    """
    schema = load_schema(dataset)
    how, mixed, count = _create_judged(connection, dataset, is_whole=not parts)
    names = [name for name in schema.names if given is None or name in given]
    is_fetched = count <= _FETCHED_ROWS and not parts
    filled = filled_columns(connection, names) if is_fetched else None
    chosen = rules_to_run(connection, schema, plans, as_of, filled, parts)
    queries = [Query(plan, as_of, NEW_ONES.format(dataset) if mixed else "") for plan in chosen]
    if is_fetched:
        queries = _probed(connection, dataset, queries, shipped)
    _open(connection, dataset, [(query.plan.names, query.plan.columns) for query in queries], shipped)
    unasked = 0
    if not is_fetched:
        unasked = _store(connection, queries, parts)
    elif found := _fetch(connection, queries):
        connection.execute(_STORED.format(_UNNESTED), [list(column) for column in zip(*found, strict=True)])
    connection.execute(f"drop {how} submission")
    return unasked


def _probed(
    connection: duckdb.DuckDBPyConnection, dataset: str, queries: Sequence[Query], shipped: Shipped
) -> list[Query]:
    """Those of which a probe that needs no table of the rule's own yields a row, or that have no such probe.

    A probe reads few columns of the shipped tables, and several rules share one.
    """
    asked = {query.plan.id: query for query in queries if query.probe and not query.plan.prepared_by}
    tables = [(query.plan.probe_names, query.plan.probe_columns) for query in asked.values()]
    _open(connection, dataset, tables, shipped)
    answers: dict[str | None, bool] = {}
    for query in asked.values():
        if query.probe not in answers:
            with crash_of(query.plan):
                answers[query.probe] = connection.execute(str(query.probe)).fetchone() is not None
    return [
        query._replace(is_probed=True) if query.plan.id in asked else query
        for query in queries
        if query.plan.id not in asked or answers[query.probe]
    ]


def _open(
    connection: duckdb.DuckDBPyConnection,
    dataset: str,
    tables: Iterable[tuple[Iterable[str], Columns]],
    shipped: Shipped,
) -> None:
    """Make tables available that rules read, each with the columns that may be named by the rules that read it.

    Args:
        connection: that of the check.
        dataset: what is judged; its submission is there.
        tables: of each rule, what it names and the columns by table.
        shipped: the shipped tables.
    """
    columns: dict[str, set[str]] = {}
    texts = []
    for names, of_tables in tables:
        texts.append(" ".join(names))
        for table, listed in of_tables.items():
            for relation in (table, *(name for name in names if name.endswith(f".{table}"))):
                columns.setdefault(relation, set()).update(listed)
    shipped.open_for(*texts, columns=columns)
    create_absent(connection, *texts, known=dataset)


def open_tables(connection: duckdb.DuckDBPyConnection, texts: Sequence[str], shipped: Shipped) -> None:
    """Make the tables available that texts name beside `submission`, one of each rule: its SQL, or the names alone."""
    shipped.open_for(*texts)
    create_absent(connection, *texts)


def _store(connection: duckdb.DuckDBPyConnection, queries: Sequence[Query], parts: Sequence[Slice] = ()) -> int:
    """Write what the rules find, each by itself: DuckDB has a core for every part of the rows.

    Returns:
        The number of rules that were not asked, because there are too many findings.
    """
    prepare = Preparing()
    for number, query in enumerate(queries):
        if has_too_many(connection):
            return len(queries) - number
        plan = query.plan
        with crash_of(plan):
            prepare(plan, connection)
            for part in parts if plan.is_of_rows and parts else (None,):
                text = query._replace(part=part).text
                source = f"(select *, '{plan.id}' as rule, {plan.is_computed} as is_computed from ({text}))"
                _execute(connection, _STORED.format(source))
    return 0


def _execute(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Execute a statement; on one core where the memory is too little for what each of several keeps."""
    import duckdb

    try:
        connection.execute(statement)
    except duckdb.OutOfMemoryException:
        connection.execute("set threads = 1")
        try:
            connection.execute(statement)
        finally:
            connection.execute("reset threads")


def _fetch(connection: duckdb.DuckDBPyConnection, queries: Sequence[Query]) -> list[tuple[Any, ...]]:
    """What the rules find. Of few rows most time goes into planning, which takes one core: so two halves share two."""
    prepare = Preparing()

    def fetch(connection: duckdb.DuckDBPyConnection, queries: Iterable[Query]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for query in queries:
            plan = query.plan
            with crash_of(plan):
                prepare(plan, connection)
                if (probe := query.probe) and connection.execute(probe).fetchone() is None:
                    continue
                rows = connection.execute(query.text).fetchall()
                found += [(*row, plan.id, plan.is_computed) for row in rows]
        return found

    first = [query for query in queries if query.plan.is_computed]
    last = [query for query in queries if not query.plan.is_computed]
    if not first or not last:
        return fetch(connection, queries)
    other = sibling(connection)
    beside = Background(lambda: fetch(other, last))
    try:
        found = fetch(connection, first)
    finally:
        found_beside = beside.result()
        other.close()
    return found + found_beside


class Preparing:
    """Prepares what several rules share, once, for whichever of them comes first."""

    def __init__(self) -> None:
        self._locks: dict[Callable[[duckdb.DuckDBPyConnection], object], Lock] = {}
        self._done: set[Callable[[duckdb.DuckDBPyConnection], object]] = set()

    def __call__(self, rule: Rule | Plan, connection: duckdb.DuckDBPyConnection) -> None:
        """Create what the rule's SQL reads beside its tables, where no rule before it has."""
        if (prepare := rule.prepare) is None:
            return
        with self._locks.setdefault(prepare, Lock()):
            if prepare not in self._done:
                prepare(connection)
                self._done.add(prepare)


def readable(text: str, is_computed: str) -> str:
    """`text` of a finding with words for what a ratio of absurd quantities becomes, where the rule computes it."""
    shown = text
    for name, words in (("-inf", "<-1e308"), ("inf", ">1e308"), ("-?nan", "no number")):
        shown = rf"regexp_replace({shown}, '(^|[ (=]){name}($|[ ,;:)%])', '\1{words}\2', 'g')"
    return f"left(if({_IS_NUMBER.format(is_computed)}, {shown}, {text}), {VALUE_LIMIT})"


#: Whether a message may hold a number that is not finite: it does not where it quotes a value like that.
_IS_NUMBER = "{} and not coalesce(regexp_full_match(value, '[+-]?(inf|nan)', 'i'), false)"

_UNNESTED = "(select {})".format(
    ", ".join(
        f'unnest(?::{kind}[]) as "{name}"'
        for name, kind in (("_row", "BIGINT"), *((n, "VARCHAR") for n in (*TEXTS, "rule")), ("is_computed", "BOOLEAN"))
    )
)

#: Writes findings of rules, given a relation of `_row`, the texts, the rule and whether it computes its message.
_STORED = (
    f'insert into findings (file, row, "column", rule, value, message, evidence) '
    f'select _row // {FILE_SPAN}, _row % {FILE_SPAN}, "column", rule, left(value, {VALUE_LIMIT}), '
    + ", ".join(readable(text, "is_computed") for text in ("message", "evidence")).replace("{", "{{").replace("}", "}}")
    + " from {}"
)


def _create_judged(connection: duckdb.DuckDBPyConnection, dataset: str, is_whole: bool) -> tuple[str, bool, int]:
    """Create `submission` from `submitted_<dataset>`: as table or view, whether it holds shipped records, its rows."""
    submitted = f"submitted_{dataset}"
    counted = connection.execute(f"select count(*), coalesce(bool_or(_upstream), false) from {submitted}").fetchone()
    assert counted is not None
    how = "table" if is_whole and counted[0] <= _TABLE_ROWS else "view"
    connection.execute(f"create {'temp view' if how == 'view' else 'table'} submission as select * from {submitted}")
    return how, bool(counted[1]), counted[0]
