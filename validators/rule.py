"""What a rule is, and how one is written.

A rule's id is its address: `chip-newer-than-system` is declared in `chip_newer_than_system.py`, in the folder of its
dataset below `validators/rules/`, or in `any/` where it is for several. The file sets `RULE` and nothing registers it;
`registry.all_rules()` finds it. What several rules have in common stands in `validators/rules/shared/`. The rules of
the structure layer follow from the Table Schemas and stand together, in `validators/structure/rules.py`.

    from compute_trends.validators.rule import Rule, Threshold

    RULE = Rule(
        id="chip-newer-than-system",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="Training hardware was released after the system was published",
        explanation="A system cannot have been trained on a chip that nobody could use yet ...",
        fix="Check training_hardware and publication_date against the paper.",
        source="The release dates in the accelerators dataset.",
        reads=("training_hardware", "publication_date"),
        thresholds=(Threshold("grace_day", 90, "day", "Vendors date the announcement, labs get early samples."),),
        sql='''
            select s._row, 'training_hardware' as "column", a.name as value,
                   a.name || ' was released on ' || a.release_date || ', after the system of ' || s.publication_date
                       as message,
                   'accelerators/' || a.record_id as evidence
            from submission s, unnest(s.training_hardware) as u(chip)
            join accelerator_names n on n.name = u.chip
            join accelerators a using (record_id)
            where a.release_date > s.publication_date + $grace_day::integer
        ''',
        passes=({"training_hardware": "NVIDIA A100", "publication_date": "2023-03-01"},),
        fails=({"training_hardware": "NVIDIA A100", "publication_date": "2015-03-01"},),
    )

**The SQL** (DuckDB) selects failing rows; none means pass. It yields exactly the columns `_row, "column", value,
message, evidence`, by name and in any order; all but `_row` may be null. One row is one finding. It reads

    submission  the rows to judge: `_row` (BIGINT, opaque key), `_upstream` (BOOLEAN: a record that we ship as taken
        over from a curated source) and every declared column of the dataset, typed: DOUBLE, BIGINT, BOOLEAN, DATE,
        VARCHAR, and VARCHAR[] for lists. Absent columns and cells that do not parse or are outside their declared
        range are null (these are findings of the structure layer already, so a finding on such a cell is dropped).
    submitted_<dataset>  the same for every dataset in this check: records submitted together may name each other
    <dataset>, accelerator_names, v2022_2_0.<dataset>, ...  the shipped datasets, as `catalog.connect.connect` shows
        them. A shipped record that is checked again meets itself there: exclude equal record_ids.

`$name` stands for the value of the threshold of that name, `$as_of` for the day of the check, a DATE: no rule asks the
clock. With `binds="submitted"` the rule sees only rows that are
not `_upstream`: rules about evidence. `sql` may be a function from the dataset's TableSchema to that text, for rules
that follow from declarations (references). `prepare(connection)` may create tables that the SQL uses, none of them
temporary, for rules run on several connections; it runs once per check, however many rules share it. An SQL error is
an error of the tool, never a finding.

**What it looks at** is declared, and tests hold it. `reads` names the columns of the dataset that the SQL reads, also
by way of `prepare`; a function from the TableSchema where datasets differ. `reach` says what a finding follows from:
from its row and the shipped tables ("row"), or from the rows of the submission that share one of its `Keys` with it;
rules of the structure layer about columns and files follow from these ("table"). So parts of a table may be judged
apart (`engine/reach.py`). No finding depends on anything else: not on other rows, their order or the clock. `opens`
names the shipped tables that the SQL or `prepare` reads.

`applies` (SQL, or a function to it) yields the `_row` of the rows that the rule can judge at all, from the same tables;
all rows where it is left out. A warning that fires on more than a tenth of those of the shipped records is a bad rule,
and a test says so; for rules about evidence the share that does not fire is the dataset's coverage.

A rule is run only where some row of the submission meets its condition, an SQL expression over the columns of one row
without which it never fires: that is the filter of an `applies` of the form `select _row from submission where ...`
(without subqueries), or else `needs`; where `applies` is no such filter, `needs` asks for no more than it does. All
conditions are put to the submission in one short statement; most rules of a record with few columns cost nothing then.
A `needs` that is `OfColumns` (`engine/conditions.py`) is asked of the columns alone that have a value in some row. Of a
rule whose SQL is a filter of single rows, the filter itself is put in that statement: such a rule is run only where it
finds something.

DuckDB takes longer to plan long SQL than to run it on a few rows. `probe` is short SQL, over the same tables, that
yields a row wherever `sql` does; of few rows it is asked first, and where it yields none the rule has found nothing.

A rule that asks for one of several values names them: `would_do` has, by the column of the finding, the columns of
which any would do. Where one of them holds what cannot be read, nobody knows that the value is missing, and the finding
is dropped as if it were on that cell.

**Examples**: `passes` and `fails` are records (mappings from column to value, as in YAML; columns that the rule does
not look at may be left out). A test runs the rule alone on each: silent on every one of `passes`, at least one finding
on every one of `fails`. For a rule of several datasets the first is that of the examples, unless an example has the
key `_dataset`. Where a rule compares rows of one submission, an example may be a list of such mappings.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from compute_trends.catalog.versions import current_day

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema

Layer = Literal["structure", "inclusion", "plausibility", "reference", "duplicate"]
Severity = Literal["error", "warning"]
Example = Mapping[str, Any] | list[Mapping[str, Any]]
Columns = Iterable[str] | Callable[["TableSchema"], Iterable[str]]

#: The day of a check, by default today; or the text that keeps its place.
Day = dt.date | Literal["$as_of"] | None

#: What a condition of a rule on submissions begins with.
ON_SUBMITTED = "not _upstream and "

#: Layers in the order in which they are reported.
LAYERS: tuple[Layer, ...] = ("structure", "inclusion", "plausibility", "reference", "duplicate")

#: An `applies` whose filter can be put to the rows beside the filters of other rules.
_FILTER = re.compile(r"\s*select _row from submission\s+where (.+)", re.DOTALL)
_CLAUSE = re.compile(r"\b(select|from|group|order|limit|having|qualify|union|except|intersect|window)\b|--|/\*")

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Threshold(NamedTuple):
    """A number that a rule compares with, and where it comes from."""

    name: str
    value: float
    unit: str | None
    source: str


@dataclass(frozen=True)
class Keys:
    """Which rows of a submission bear on each other: those that share a key.

    Attributes:
        words: what such rows have in common, as in "records of one run".
        sql: SQL over one row of `submission`, or a function to it, for the list of the row's keys; shipped tables may
            be asked. Null is no key.
    """

    words: str
    sql: str | Callable[[TableSchema], str]


@dataclass(frozen=True)
class Rule:
    """One declared rule; the module docstring says how to write one."""

    id: str
    layer: Layer
    severity: Severity
    datasets: tuple[str, ...]
    title: str
    explanation: str
    fix: str
    source: str
    passes: tuple[Example, ...]
    fails: tuple[Example, ...]
    sql: str | Callable[[TableSchema], str] | None = None  # None: derived from the Table Schema (structure layer)
    applies: str | Callable[[TableSchema], str] | None = None  # None: to every row
    reads: Columns = ()  # in the structure layer: all
    binds: Literal["all", "submitted"] = "all"
    reach: Literal["row", "table"] | Keys = "row"
    needs: str | Callable[[TableSchema], str] | None = None  # None: what `applies` filters by
    thresholds: tuple[Threshold, ...] = ()
    prepare: Callable[[duckdb.DuckDBPyConnection], object] | None = None
    opens: Columns = ()
    probe: str | Callable[[TableSchema], str] | None = None  # None: `sql` is short
    would_do: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _KEBAB.fullmatch(self.id):
            raise ValueError(f"rule id {self.id!r} is not lower-case words joined by hyphens")
        if self.layer not in LAYERS or self.severity not in ("error", "warning"):
            raise ValueError(f"rule {self.id}: unknown layer {self.layer!r} or severity {self.severity!r}")
        if not self.datasets or not self.passes or not self.fails:
            raise ValueError(f"rule {self.id} needs a dataset, an example that passes and one that fails")
        if self.sql is not None and not self.reads:
            raise ValueError(f"rule {self.id} does not say which columns its SQL reads")

    def threshold(self, name: str) -> float:
        """The value of the threshold `name`.

        Raises:
            KeyError: the rule has no such threshold.
        """
        return {item.name: item.value for item in self.thresholds}[name]

    def statement(self, schema: TableSchema, as_of: Day = None) -> str:
        """The rule's SQL for a dataset, thresholds and the day of the check filled in; by default that is today.

        Raises:
            ValueError: the rule has no SQL, or its SQL names a threshold that is not declared.
        """
        if self.sql is None:
            raise ValueError(f"rule {self.id} is derived from the Table Schema and has no SQL of its own")
        return self.filled(self.sql, schema, as_of)

    def asked_first(self, schema: TableSchema, as_of: Day = None) -> str | None:
        """The rule's probe for a dataset, filled in as the statement.

        Raises:
            ValueError: the SQL names a threshold that is not declared.
        """
        return None if self.probe is None else self.filled(self.probe, schema, as_of)

    def applicable(self, schema: TableSchema, as_of: Day = None) -> str:
        """The SQL for the `_row` of the rows of a dataset that the rule can judge, filled in as the statement.

        Raises:
            ValueError: the SQL names a threshold that is not declared.
        """
        return self.filled(self.applies or "select _row from submission", schema, as_of)

    def filter(self, schema: TableSchema, as_of: Day = None) -> str | None:
        """`applies` as an SQL expression over one row of `submission`; None where it is more than a filter.

        Raises:
            ValueError: the SQL names a threshold that is not declared.
        """
        if self.applies is None:
            return "true"
        filtered = _FILTER.fullmatch(self.applicable(schema, as_of))
        return filtered[1] if filtered and not _CLAUSE.search(filtered[1]) else None

    def condition(self, schema: TableSchema, as_of: Day = None) -> str:
        """An SQL expression over one row of `submission`: where no row meets it, the rule finds nothing.

        Raises:
            ValueError: the SQL names a threshold that is not declared.
        """
        needs = self.needs
        return self.on_rows(needs if needs is not None else self.filter(schema, as_of) or "true", schema, as_of)

    def on_rows(self, sql: str | Callable[[TableSchema], str], schema: TableSchema, as_of: Day = None) -> str:
        """SQL over one row of `submission` filled in as the statement, and false on rows that the rule does not bind.

        Raises:
            ValueError: the SQL names a threshold that is not declared.
        """
        text = self.filled(sql, schema, as_of)
        return text if self.binds == "all" else f"{ON_SUBMITTED}({text})"

    def columns(self, schema: TableSchema) -> tuple[str, ...]:
        """The columns of a dataset that the rule reads, in the order of the dataset.

        Raises:
            ValueError: the dataset has no such column.
        """
        if self.sql is None:
            return tuple(schema.names)
        names = set(_of(self.reads, schema))
        if unknown := names.difference(schema.names):
            raise ValueError(f"rule {self.id} reads {', '.join(sorted(unknown))}, which {schema.name} does not declare")
        return tuple(name for name in schema.names if name in names)

    def opened(self, schema: TableSchema) -> tuple[str, ...]:
        """The shipped tables that the rule reads for a dataset."""
        return tuple(_of(self.opens, schema))

    def keys(self, schema: TableSchema) -> str | None:
        """SQL over one row of `submission` for the list of its keys; None where no rows bear on each other."""
        if isinstance(self.reach, str):
            return None
        return self.reach.sql if isinstance(self.reach.sql, str) else self.reach.sql(schema)

    def filled(self, sql: str | Callable[[TableSchema], str], schema: TableSchema, as_of: Day) -> str:
        """SQL of the rule with the values of its thresholds, and the day.

        Raises:
            ValueError: it names a threshold that is not declared.
        """
        text = sql if isinstance(sql, str) else sql(schema)
        values = {item.name: item.value for item in self.thresholds}

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name == "as_of":
                return as_of if isinstance(as_of, str) else day_sql(as_of or current_day())
            if name not in values:
                raise ValueError(f"rule {self.id}: its SQL names ${name}, which is no threshold of it")
            return repr(values[name])

        return re.sub(r"(?<![\w$'])\$([a-z]\w*)", fill, text)


def day_sql(day: dt.date) -> str:
    """A day as SQL."""
    return f"date '{day}'"


def _of(names: Columns, schema: TableSchema) -> Iterable[str]:
    return names(schema) if callable(names) else names
