"""Why an estimate moved between two states of a dataset: new, revised and removed records, and single ones.

Each of the three groups of changes can be made or left unmade, which gives eight states of the dataset; the estimate
is computed on all of them. A group's contribution is its Shapley value (Shapley 1953, "A value for n-person games"):
its mean effect over the six orders in which the groups can be made. The three sum to the whole movement. The effect of
a single change is the estimate with all changes less the estimate with all but that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from math import factorial
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.changes.diff import PROVENANCE, called, read_state
from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.catalog.files.records import Record, to_arrow
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema, load_schema
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.trends.choices.options import Options, trend_variables
from compute_trends.trends.choices.records import marked
from compute_trends.trends.declaration import Trend
from compute_trends.trends.known.shares import KNOWN_UNTIL, known_in
from compute_trends.trends.methods.estimate import Estimate
from compute_trends.trends.registry import get_trend, list_trends
from compute_trends.trends.run import usable
from compute_trends.trends.script import run_statement

if TYPE_CHECKING:
    import duckdb

GROUPS = ("new", "revised", "removed")

_TABLE = "attribution.records"


@dataclass(frozen=True)
class End:
    """The estimate at one end, with its interval (None where there is none)."""

    state: str
    estimate: float
    low: float | None
    high: float | None
    level: float | None
    n: int


@dataclass(frozen=True)
class Contribution:
    """What a group of changes adds to the movement, in the trend's unit."""

    group: str
    records: int
    contribution: float


@dataclass(frozen=True)
class Influence:
    """What one record's change adds to the movement, all other changes made, in the trend's unit."""

    record: str
    name: str | None
    group: str
    effect: float


@dataclass(frozen=True)
class Attribution:
    """The movement of an estimate, taken apart twice: by group, and by single changes with a remainder.

    `movement` is the sum of the contributions; it is also the sum of the effects shown and `remainder`.
    """

    trend: str
    question: str
    quantity: str
    unit: str
    before: End
    after: End
    groups: tuple[Contribution, ...]
    influential: tuple[Influence, ...]
    remainder: float

    @property
    def movement(self) -> float:
        """The estimate after less the estimate before."""
        return self.after.estimate - self.before.estimate

    @property
    def within_noise(self) -> bool | None:
        """Whether each estimate lies in the other's interval; None where there is no interval."""
        ends = ((self.before, self.after), (self.after, self.before))
        if any(end.low is None or end.high is None for end, _ in ends):
            return None
        return all((end.low or 0.0) <= other.estimate <= (end.high or 0.0) for end, other in ends)


def headline(dataset: str) -> str:
    """Name of the dataset's headline trend.

    Raises:
        UnknownNameError: there is no such dataset.
        UsageError: its schema declares none.
    """
    if not (declared := load_schema(dataset).headline_trend):
        raise UsageError(f"{dataset} has no headline trend; name one with --trend (compute-trends trend lists them)")
    return declared


def attribute(
    dataset: str, before: str, after: str, trend: str | Trend, root: Path = PACKAGE_ROOT, top: int = 5
) -> Attribution:
    """Attribute the movement of a trend's estimate between two states of its dataset.

    Args:
        dataset: name.
        before, after: as `diff` takes them: versions, `unreleased`, or files.
        trend: one that reads the dataset; its other datasets keep the versions that it declares.
        root: the package or checkout.
        top: most influential records to list.

    Raises:
        UnknownNameError: no such dataset, state or trend.
        UsageError: the trend does not read the dataset, or its estimate is no number.
        ComputeTrendsError: the trend has no answer on one of the states.
    """
    chosen = get_trend(trend) if isinstance(trend, str) else trend
    if chosen.dataset != dataset:
        names = [item.name for item in list_trends() if item.dataset == dataset]
        raise UnknownNameError(f"trend on {dataset}", chosen.name, names)
    schema = load_schema(dataset, root)
    old, new = read_state(schema, before, root), read_state(schema, after, root)
    changes = Changes.between(old, new)
    fit = Fitting(chosen, schema, root)
    fit.follow(new.values())
    values = {made: fit.number(changes.applied(made)) for made in _subsets()}
    first, last = fit.estimate(old.values()), fit.estimate(new.values())
    contributions = shapley(values)
    influences = _influences(fit, changes, values[frozenset(GROUPS)])[:top]
    return Attribution(
        trend=chosen.name,
        question=chosen.question,
        quantity=chosen.quantity,
        unit=chosen.unit,
        before=_end(called(before), first),
        after=_end(called(after), last),
        groups=tuple(Contribution(group, len(changes.ids(group)), contributions[group]) for group in GROUPS),
        influential=tuple(influences),
        remainder=values[frozenset(GROUPS)] - values[frozenset()] - sum(item.effect for item in influences),
    )


def shapley(values: Mapping[frozenset[str], float]) -> dict[str, float]:
    """The Shapley value of each group, from the value of every set of them."""
    shares = dict.fromkeys(GROUPS, 0.0)
    for order in permutations(GROUPS):
        made: frozenset[str] = frozenset()
        for group in order:
            shares[group] += (values[made | {group}] - values[made]) / factorial(len(GROUPS))
            made |= {group}
    return shares


@dataclass(frozen=True)
class Changes:
    """Two states of a dataset, and which records tell them apart."""

    old: Mapping[str, Record]
    new: Mapping[str, Record]
    groups: Mapping[str, str]  # record_id -> group

    @classmethod
    def between(cls, old: Mapping[str, Record], new: Mapping[str, Record]) -> Changes:
        """Tell the records that differ apart by how they do."""
        groups = {key: "new" for key in new if key not in old}
        groups |= {key: "removed" for key in old if key not in new}
        groups |= {key: "revised" for key in old if key in new and _facts(old[key]) != _facts(new[key])}
        return cls(old, new, groups)

    def ids(self, group: str) -> list[str]:
        """The records of one group."""
        return sorted(key for key, its in self.groups.items() if its == group)

    def applied(self, made: Iterable[str]) -> list[Record]:
        """The records after the changes of the groups `made`."""
        wanted = set(made)
        keys = sorted(self.old.keys() | self.new.keys())
        states = [(self.new if self.groups.get(key) in wanted else self.old).get(key) for key in keys]
        return [record for record in states if record is not None]


class Fitting:
    """Computes one trend on any records of its dataset."""

    def __init__(self, trend: Trend, schema: TableSchema, root: Path) -> None:
        self.trend, self.schema = trend, schema
        self.script = marked(trend, trend.script, Options())
        self.connection: duckdb.DuckDBPyConnection = connect(root=root)
        self.connection.execute("set threads = 1")  # hundreds of small queries: threads cost more than they give
        self.connection.execute("create schema attribution")
        self.variables = {**trend_variables(trend, Options()), schema.name: _TABLE}
        self.selected: set[str] = set()  # records that were among the points of any run

    def follow(self, records: Iterable[Record]) -> None:
        """End the line, in all states alike, where it ends by what these records say of training compute."""
        if self.trend.rests_on_compute:
            self.load("whole", records)
            as_of = self.variables.get("as_of")
            known = known_in(self.connection, "attribution.whole", as_of if isinstance(as_of, date) else None)
            self.variables[KNOWN_UNTIL] = known.until

    def number(self, records: Iterable[Record]) -> float:
        """The estimate on these records, in the trend's unit."""
        return float(self.estimate(records).value)

    def estimate(self, records: Iterable[Record]) -> Estimate:
        """The estimate on these records, with its interval.

        Raises:
            UsageError: it is no number.
            ComputeTrendsError: the records have no answer.
        """
        self.load("whole", records)
        self.connection.execute(f"create or replace view {_TABLE} as from attribution.whole")
        return self._estimate()

    def number_but(self, record: str) -> float:
        """The estimate on the table "after" with one record as the table "before" has it, both loaded earlier."""
        self.connection.execute(
            f"create or replace view {_TABLE} as from attribution.after where record_id <> {text_literal(record)} "
            f"union all by name from attribution.before where record_id = {text_literal(record)}"
        )
        return float(self._estimate().value)

    def load(self, table: str, records: Iterable[Record]) -> None:
        """Make a table of records, as the views of the datasets show them."""
        complete = [{name: record.get(name) for name in self.schema.names} for record in records]
        self.connection.register("given", to_arrow(self.schema, complete))
        lists = [
            f"string_split({column.name}, '{LIST_DELIMITER}') as {column.name}"
            for column in self.schema.columns
            if column.is_list
        ]
        replaced = f" replace ({', '.join(lists)})" if lists else ""
        self.connection.execute(f"create or replace table attribution.{table} as select *{replaced} from given")
        self.connection.unregister("given")

    def _estimate(self) -> Estimate:
        table, used = run_statement(self.connection, self.script, self.trend.statement, self.variables)
        points, _ = usable(self.trend, table, used)
        if "record_id" in points.table.column_names:
            self.selected |= set(points.texts("record_id"))
        try:
            found = self.trend.estimate(points)
        except ComputeTrendsError as error:
            raise ComputeTrendsError(
                f"{self.trend.name} has no answer on some of the records between the two states: {error}"
            ) from error
        if isinstance(found.value, str):
            raise UsageError(f"the estimate of {self.trend.name} is {found.value!r}, not a number that can be split")
        return found


def _influences(fit: Fitting, changes: Changes, whole: float) -> list[Influence]:
    """The effects of the changes of records that any run selected and that touch what the script reads."""
    text = fit.script.preamble + fit.script.statement(fit.trend.statement)
    read = [name for name in fit.schema.names if name in text]
    fit.load("before", changes.old.values())
    fit.load("after", changes.new.values())
    found = []
    for key in sorted(fit.selected & changes.groups.keys()):
        old, new = changes.old.get(key), changes.new.get(key)
        if old is not None and new is not None and all(old.get(name) == new.get(name) for name in read):
            continue
        effect = whole - fit.number_but(key)
        found.append(Influence(key, (new or old or {}).get("name"), changes.groups[key], effect))
    return sorted(found, key=lambda item: (-abs(item.effect), item.record))


def _subsets() -> list[frozenset[str]]:
    return [
        frozenset(group for position, group in enumerate(GROUPS) if bits >> position & 1)
        for bits in range(2 ** len(GROUPS))
    ]


def _facts(record: Record) -> Record:
    """What a record states; where that was found is no revision, and every export names itself."""
    return {key: value for key, value in record.items() if value is not None and key not in PROVENANCE}


def _end(state: str, found: Estimate) -> End:
    return End(state, float(found.value), found.low, found.high, found.level, found.n)
