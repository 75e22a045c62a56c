"""Runs rules over the submitted rows and writes what they find to `findings`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.background import Background
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.validators.engine.conditions import needs_value
from compute_trends.validators.engine.connection import sibling
from compute_trends.validators.engine.findings_table import has_too_many
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

#: Rows of which conditions are asked before all are.
_FIRST_ROWS = 10_000

#: A rule and what selects its findings.
Query = tuple[Rule, str]

#: Of rules that have one, what selects a row wherever the rule finds something.
Probes = dict[str, str]


class RuleCrashedError(ComputeTrendsError):
    """A rule's SQL failed: an error of the tool, never a finding."""

    exit_code = 2


def run_rules(
    connection: duckdb.DuckDBPyConnection, dataset: str, rules: Iterable[Rule], shipped: Shipped, as_of: dt.date
) -> int:
    """Run rules over `submitted_<dataset>` as of a day, and write what they find to `findings`.

    Returns:
        How many rules were not asked, because there were too many findings before it was their turn.

    Raises:
        RuleCrashedError: a rule's SQL failed.
    """
    schema = load_schema(dataset)
    how, mixed, count = _create_judged(connection, dataset)
    filled = _filled_columns(connection, schema) if count <= _FETCHED_ROWS else None
    statements = [
        (rule, rule.statement(schema, as_of)) for rule in rules_to_run(connection, schema, rules, as_of, filled)
    ]
    open_tables(connection, schema, statements, shipped)
    queries, probes = [], {}
    for rule, statement in statements:
        new_ones = mixed and rule.binds == "submitted"
        scope = f"with submission as not materialized ({_NEW_ONES.format(dataset)}) " if new_ones else ""
        queries.append((rule, f"{scope}select {AS_TEXT} from ({statement})"))
        if probe := rule.asked_first(schema, as_of):
            probes[rule.id] = f"{scope}select 1 from ({probe}) limit 1"
    unasked = 0
    if count > _FETCHED_ROWS:
        unasked = _store(connection, queries)
    elif found := _fetch(connection, queries, probes):
        connection.execute(_STORED.format(_UNNESTED), [list(column) for column in zip(*found, strict=True)])
    connection.execute(f"drop {how} submission")
    return unasked


def open_tables(
    connection: duckdb.DuckDBPyConnection, schema: TableSchema, queries: Iterable[Query], shipped: Shipped
) -> None:
    """Make the tables available that the SQL of rules reads beside `submission`, and those that they declare."""
    texts = [f"{text} {' '.join(rule.opened(schema))}" for rule, text in queries]
    shipped.open_for(*texts)
    create_absent(connection, *texts)


def ask_rows(connection: duckdb.DuckDBPyConnection, expressions: Iterable[str], rows: str = "submission") -> list[Any]:
    """The values of aggregates of rules' conditions over `rows`, in one statement.

    Raises:
        RuleCrashedError: a condition is no SQL over the columns of the dataset.
    """
    import duckdb

    try:
        answers = connection.execute(f"select {', '.join(expressions)} from {rows}").fetchone()
    except duckdb.Error as error:
        raise RuleCrashedError(f"a condition of a rule failed: {' '.join(str(error).split())[:500]}") from error
    assert answers is not None
    return list(answers)


def _store(connection: duckdb.DuckDBPyConnection, queries: Sequence[Query]) -> int:
    """Write what the rules find, each by itself: DuckDB has a core for every part of the rows.

    Returns:
        The number of rules that were not asked, because there are too many findings.
    """
    prepare = Preparing()
    for number, (rule, query) in enumerate(queries):
        if has_too_many(connection):
            return len(queries) - number
        with crash_of(rule):
            prepare(rule, connection)
            source = f"(select *, '{rule.id}' as rule, {is_computed(rule)} as is_computed from ({query}))"
            connection.execute(_STORED.format(source))
    return 0


def _fetch(connection: duckdb.DuckDBPyConnection, queries: list[Query], probes: Probes) -> list[tuple[Any, ...]]:
    """What the rules find. Of few rows most time goes into planning, which takes one core: so two halves share two."""
    prepare = Preparing()

    def fetch(connection: duckdb.DuckDBPyConnection, queries: Iterable[Query]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for rule, query in queries:
            with crash_of(rule):
                prepare(rule, connection)
                if rule.id in probes and connection.execute(probes[rule.id]).fetchone() is None:
                    continue
                rows = connection.execute(query).fetchall()
                found += [(*row, rule.id, is_computed(rule)) for row in rows]
        return found

    first = [item for item in queries if is_computed(item[0])]
    last = [item for item in queries if not is_computed(item[0])]
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

    def __call__(self, rule: Rule, connection: duckdb.DuckDBPyConnection) -> None:
        """Create what the rule's SQL reads beside its tables, where no rule before it has."""
        if rule.prepare is None:
            return
        with self._locks.setdefault(rule.prepare, Lock()):
            if rule.prepare not in self._done:
                rule.prepare(connection)
                self._done.add(rule.prepare)


@contextmanager
def crash_of(rule: Rule) -> Iterator[None]:
    """Tell of an error of DuckDB as of the rule's; that there is too little memory is none of it.

    Raises:
        RuleCrashedError: there is one.
    """
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise RuleCrashedError(f"the rule {rule.id} failed: {' '.join(str(error).split())[:500]}") from error


def is_computed(rule: Rule) -> bool:
    """Whether the messages of a rule hold what was computed; those of others quote texts, which may be "nan"."""
    return rule.layer in _COMPUTED


def readable(text: str, is_computed: str) -> str:
    """`text` of a finding with words for what a ratio of absurd quantities becomes, where the rule computes it."""
    shown = text
    for name, words in (("-inf", "<-1e308"), ("inf", ">1e308"), ("-?nan", "no number")):
        shown = rf"regexp_replace({shown}, '(^|[ (=]){name}($|[ ,;:)%])', '\1{words}\2', 'g')"
    return f"left(if({_IS_NUMBER.format(is_computed)}, {shown}, {text}), {VALUE_LIMIT})"


_NEW_ONES = "select * from submitted_{} where not _upstream"

_COMPUTED = ("plausibility", "inclusion")

#: Whether a message may hold a number that is not finite: it does not where it quotes a value like that.
_IS_NUMBER = "{} and not coalesce(regexp_full_match(value, '[+-]?(inf|nan)', 'i'), false)"

_TEXTS = ("column", "value", "message", "evidence")
#: The columns of what a rule's SQL selects, as texts.
AS_TEXT = "_row, " + ", ".join(f'"{name}"::VARCHAR as "{name}"' for name in _TEXTS)
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
    + ", ".join(readable(text, "is_computed") for text in ("message", "evidence")).replace("{", "{{").replace("}", "}}")
    + " from {}"
)


def rules_to_run(
    connection: duckdb.DuckDBPyConnection,
    schema: TableSchema,
    rules: Iterable[Rule],
    as_of: dt.date | None = None,
    filled: Collection[str] | None = None,
) -> list[Rule]:
    """Those of `rules` whose condition some row of `submission` meets.

    Args:
        connection: that of the check.
        schema: the dataset.
        rules: the rules.
        as_of: the day of the check.
        filled: the columns of which a row has a value, where that is known: fewer conditions have to be asked then.

    Raises:
        RuleCrashedError: a condition is no SQL over the columns of the dataset.
    """
    conditions = [(rule, rule.condition(schema, as_of, filled)) for rule in rules]
    if filled is not None:
        empty = frozenset(schema.names).difference(filled)
        conditions = [(rule, condition) for rule, condition in conditions if not needs_value(condition, empty)]
    asked = list(dict.fromkeys(condition for _, condition in conditions))
    met: set[str] = set()
    # Most conditions are met by one of the first rows; the others are asked of all.
    for rows in (f"(from submission limit {_FIRST_ROWS})", "submission"):
        left = [condition for condition in asked if condition not in met]
        count, *answers = ask_rows(connection, ["count(*)", *(f"bool_or({condition})" for condition in left)], rows)
        met |= {condition for condition, answer in zip(left, answers, strict=True) if answer}
        if count < _FIRST_ROWS:
            break
    return [rule for rule, condition in conditions if condition in met]


def _filled_columns(connection: duckdb.DuckDBPyConnection, schema: TableSchema) -> set[str]:
    counts = connection.execute(f"select {', '.join(f'count({name})' for name in schema.names)} from submission")
    return {name for name, count in zip(schema.names, counts.fetchall()[0], strict=True) if count}


def _create_judged(connection: duckdb.DuckDBPyConnection, dataset: str) -> tuple[str, bool, int]:
    """Create `submission` from `submitted_<dataset>`: as table or view, whether it holds shipped records, its rows."""
    submitted = f"submitted_{dataset}"
    counted = connection.execute(f"select count(*), coalesce(bool_or(_upstream), false) from {submitted}").fetchone()
    assert counted is not None
    how = "table" if counted[0] <= _TABLE_ROWS else "view"
    connection.execute(f"create {'temp view' if how == 'view' else 'table'} submission as select * from {submitted}")
    return how, bool(counted[1]), counted[0]
