"""Runs rules over the submitted rows and writes what they find to `findings`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.background import Background
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.validators.engine.conditions import needs_value
from compute_trends.validators.engine.connection import sibling
from compute_trends.validators.engine.findings_table import has_too_many
from compute_trends.validators.engine.plans import Plan, with_day
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


class RuleCrashedError(ComputeTrendsError):
    """A rule's SQL failed: an error of the tool, never a finding."""

    exit_code = 2


def run_rules(
    connection: duckdb.DuckDBPyConnection, dataset: str, plans: Iterable[Plan], shipped: Shipped, as_of: dt.date
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
    chosen = rules_to_run(connection, schema, plans, as_of, filled)
    open_tables(connection, [" ".join(plan.names) for plan in chosen], shipped)
    queries = [_Query(plan, schema, as_of, _NEW_ONES.format(dataset) if mixed else "") for plan in chosen]
    unasked = 0
    if count > _FETCHED_ROWS:
        unasked = _store(connection, queries)
    elif found := _fetch(connection, queries):
        connection.execute(_STORED.format(_UNNESTED), [list(column) for column in zip(*found, strict=True)])
    connection.execute(f"drop {how} submission")
    return unasked


def open_tables(connection: duckdb.DuckDBPyConnection, texts: Sequence[str], shipped: Shipped) -> None:
    """Make the tables available that texts name beside `submission`, one of each rule: its SQL, or the names alone."""
    shipped.open_for(*texts)
    create_absent(connection, *texts)


@dataclass(frozen=True)
class _Query:
    """A rule as it is asked of one submission; `new_ones` selects the rows that no source brought, where some are."""

    plan: Plan
    schema: TableSchema
    day: dt.date
    new_ones: str

    @property
    def text(self) -> str:
        """What selects the findings."""
        statement = self.plan.statement
        if statement is None:
            return f"{self._scope}select {AS_TEXT} from ({self.plan.rule.statement(self.schema, self.day)})"
        return f"{self._scope}select {AS_TEXT} from ({with_day(statement, self.day)})"

    @property
    def probe(self) -> str | None:
        """What selects a row wherever the rule finds something, of a rule that has a short form."""
        probe = self.plan.probe
        return probe and f"{self._scope}select 1 from ({with_day(probe, self.day)}) limit 1"

    @property
    def _scope(self) -> str:
        is_confined = self.new_ones and self.plan.is_on_submitted
        return f"with submission as not materialized ({self.new_ones}) " if is_confined else ""


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


def _store(connection: duckdb.DuckDBPyConnection, queries: Sequence[_Query]) -> int:
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
            source = f"(select *, '{plan.id}' as rule, {plan.is_computed} as is_computed from ({query.text}))"
            connection.execute(_STORED.format(source))
    return 0


def _fetch(connection: duckdb.DuckDBPyConnection, queries: Sequence[_Query]) -> list[tuple[Any, ...]]:
    """What the rules find. Of few rows most time goes into planning, which takes one core: so two halves share two."""
    prepare = Preparing()

    def fetch(connection: duckdb.DuckDBPyConnection, queries: Iterable[_Query]) -> list[tuple[Any, ...]]:
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
        if isinstance(rule, Plan):
            if not rule.prepares:
                return
            rule = rule.rule
        if rule.prepare is None:
            return
        with self._locks.setdefault(rule.prepare, Lock()):
            if rule.prepare not in self._done:
                rule.prepare(connection)
                self._done.add(rule.prepare)


@contextmanager
def crash_of(rule: Rule | Plan) -> Iterator[None]:
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


def readable(text: str, is_computed: str) -> str:
    """`text` of a finding with words for what a ratio of absurd quantities becomes, where the rule computes it."""
    shown = text
    for name, words in (("-inf", "<-1e308"), ("inf", ">1e308"), ("-?nan", "no number")):
        shown = rf"regexp_replace({shown}, '(^|[ (=]){name}($|[ ,;:)%])', '\1{words}\2', 'g')"
    return f"left(if({_IS_NUMBER.format(is_computed)}, {shown}, {text}), {VALUE_LIMIT})"


_NEW_ONES = "select * from submitted_{} where not _upstream"

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
    plans: Iterable[Plan],
    as_of: dt.date,
    filled: Collection[str] | None = None,
) -> list[Plan]:
    """Those of the rules whose filter, or else their condition, some row of `submission` meets.

    Args:
        connection: that of the check.
        schema: the dataset.
        plans: the rules.
        as_of: the day of the check.
        filled: the columns of which a row has a value, where that is known: fewer conditions have to be asked then.

    Raises:
        RuleCrashedError: a condition is no SQL over the columns of the dataset.
    """
    empty = frozenset[str]() if filled is None else frozenset(schema.names).difference(filled)
    conditions = []
    for plan in plans:
        texts = [text for text in (plan.asked(filled), plan.filter) if text is not None]
        if not any(needs_value(text, empty) for text in texts):
            conditions.append((plan, with_day(texts[-1], as_of)))
    asked = list(dict.fromkeys(condition for _, condition in conditions))
    met: set[str] = set()
    # Most conditions are met by one of the first rows; the others are asked of all.
    for rows in (f"(from submission limit {_FIRST_ROWS})", "submission"):
        left = [condition for condition in asked if condition not in met]
        expressions = ["count(*)", *(f"bool_or({condition})" for condition in left)]
        try:
            count, *answers = ask_rows(connection, expressions, rows)
        except RuleCrashedError:
            for plan, condition in conditions:  # whose it is
                with crash_of(plan):
                    connection.execute(f"select bool_or({condition}) from submission").fetchall()
            raise
        met |= {condition for condition, answer in zip(left, answers, strict=True) if answer}
        if count < _FIRST_ROWS:
            break
    return [plan for plan, condition in conditions if condition in met]


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
