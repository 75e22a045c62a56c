"""Which rules are asked of a submission, and what is asked: SQL, and the error where that fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.engine.conditions import put_together
from compute_trends.validators.engine.plans import Plan, with_day
from compute_trends.validators.engine.slices import Slice
from compute_trends.validators.rule import Rule

if TYPE_CHECKING:
    import duckdb

#: Rows of which conditions are asked before all are.
_FIRST_ROWS = 10_000

TEXTS = ("column", "value", "message", "evidence")
#: The columns of what a rule's SQL selects, as texts.
AS_TEXT = "_row, " + ", ".join(f'"{name}"::VARCHAR as "{name}"' for name in TEXTS)


NEW_ONES = "select * from submitted_{} where not _upstream"


class RuleCrashedError(ComputeTrendsError):
    """A rule's SQL failed: an error of the tool, never a finding."""

    exit_code = 2


class Query(NamedTuple):
    """A rule as it is asked of one submission.

    Attributes:
        plan: the rule's.
        day: of the check.
        new_ones: selects the rows that no source brought, where others are beside them.
        is_probed: whether the probe of the rule was asked, and found a row.
        part: the slice of the submission that is asked about; None for all of it.
    """

    plan: Plan
    day: dt.date
    new_ones: str
    is_probed: bool = False
    part: Slice | None = None

    @property
    def text(self) -> str:
        """What selects the findings."""
        return f"{self._scope}select {AS_TEXT} from ({with_day(self.plan.statement, self.day)})"

    @property
    def probe(self) -> str | None:
        """What selects a row wherever the rule finds something, of a rule that has a short form, until it was asked."""
        probe = None if self.is_probed else self.plan.probe
        return probe and f"{self._scope}select 1 from ({with_day(probe, self.day)}) limit 1"

    @property
    def _scope(self) -> str:
        is_confined = self.new_ones and self.plan.is_on_submitted
        if self.part is None:
            return f"with submission as not materialized ({self.new_ones}) " if is_confined else ""
        confined = " and not _upstream" if is_confined else ""
        return f"with submission as not materialized ({self.part.rows}{confined}) "


def rules_to_run(
    connection: duckdb.DuckDBPyConnection,
    schema: TableSchema,
    plans: Iterable[Plan],
    as_of: dt.date,
    filled: Collection[str] | None = None,
    parts: Sequence[Slice] = (),
) -> list[Plan]:
    """Those of the rules whose filter, or else their condition, some row of `submission` meets.

    Args:
        connection: that of the check.
        schema: the dataset.
        plans: the rules.
        as_of: the day of the check.
        filled: the columns of which a row has a value, where that is known: fewer conditions have to be asked then.
        parts: the slices of the submission, where it is not to be taken as a whole.

    Raises:
        RuleCrashedError: a condition is no SQL over the columns of the dataset.
    """
    empty = frozenset[str]() if filled is None else frozenset(schema.names).difference(filled)
    made: dict[str, dict[str, bool]] = {}  # by what conditions make of columns: the columns of all of them
    conditions = []
    for plan in plans:
        if not empty.isdisjoint(plan.needed):
            continue
        condition = plan.filter or plan.condition
        if plan.of_columns is not None:
            columns, frame, test = plan.of_columns
            if not (some := {name: is_list for name, is_list in columns.items() if name not in empty}):
                continue
            made.setdefault(frame, {}).update(some)
            condition = test.replace("{made}", f"made_{list(made).index(frame)}")
        conditions.append((plan, with_day(condition, as_of)))
    put = "".join(f", {put_together(frame, columns)} as made_{at}" for at, (frame, columns) in enumerate(made.items()))
    wholes = [f"({part.rows})" for part in parts] or ["submission"]
    sources = [f"(select *{put} from {whole})" if made else whole for whole in wholes]
    asked = list(dict.fromkeys(condition for _, condition in conditions))
    met: set[str] = set()
    # Most conditions are met by one of the first rows; the others are asked of all.
    for rows in sources if parts else (f"(from {sources[0]} limit {_FIRST_ROWS})", sources[0]):
        left = [condition for condition in asked if condition not in met]
        expressions = ["count(*)", *(f"bool_or({condition})" for condition in left)]
        try:
            count, *answers = ask_rows(connection, expressions, rows)
        except RuleCrashedError:
            for plan, condition in conditions:  # whose it is
                with crash_of(plan):
                    connection.execute(f"select bool_or({condition}) from {rows}").fetchall()
            raise
        met |= {condition for condition, answer in zip(left, answers, strict=True) if answer}
        if not parts and count < _FIRST_ROWS:
            break
    return [plan for plan, condition in conditions if condition in met]


def ask_rows(connection: duckdb.DuckDBPyConnection, expressions: Iterable[str], rows: str = "submission") -> list[Any]:
    """The values of aggregates of rules' conditions over `rows`, in one statement.

    Raises:
        RuleCrashedError: a condition is no SQL over the columns of the dataset.
    """
    import duckdb

    try:
        answers = connection.execute(f"select {', '.join(expressions)} from {rows}").fetchone()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise RuleCrashedError(f"a condition of a rule failed: {' '.join(str(error).split())[:500]}") from error
    assert answers is not None
    return list(answers)


def filled_columns(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> set[str]:
    """Those of some columns of which a row has a value."""
    if not names:
        return set()
    counted = ", ".join(f"count({name})" for name in names)
    counts = connection.execute(f"select {counted} from submission").fetchall()[0]
    return {name for name, count in zip(names, counts, strict=False) if count}


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
