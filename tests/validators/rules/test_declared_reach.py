"""A finding follows from its row and the rows that share a key with it: parts of a table are judged as the whole."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import cache
from typing import Any

import duckdb
import pytest

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.engine.submission import Shipped, create_absent
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rule import Example, Rule

#: Rows whose cells are those of shipped rows, drawn for each column by itself; shipped rows themselves; parts.
DRAWN, HELD, PARTS = 200, 60, 2

Findings = frozenset[tuple[Any, ...]]


def example_rows(dataset: str) -> list[dict[str, Any]]:
    """The records that the rules of a dataset give as examples, which make them fire."""
    found = []
    for rule in rules_for(dataset):
        for example in (*rule.fails, *rule.passes):
            if rule.sql is not None and home(rule, example) == dataset:
                found += [dict(item) for item in (example if isinstance(example, list) else [example])]
    return found


def home(rule: Rule, example: Example) -> str:
    """The dataset of an example."""
    first = example[0] if isinstance(example, list) else example
    return str(first.get("_dataset", rule.datasets[0]))


class Judge:
    """Asks rules of some rows of one table."""

    def __init__(self, dataset: str) -> None:
        self.dataset, self.schema, self.connection = dataset, load_schema(dataset), connect()
        self.rules = [rule for rule in rules_for(dataset) if rule.sql is not None]
        self.statements = {rule.id: rule.statement(self.schema) for rule in self.rules}
        opened = [name for rule in self.rules for name in rule.opened(self.schema)]
        Shipped(self.connection).open_for(dataset, *opened, *self.statements.values())
        create_absent(self.connection, f"submitted_{dataset}", *self.statements.values())
        self.connection.execute(f"alter table submitted_{dataset} rename to rows")
        self.standing = self._tables()
        self._fill(random.Random(7))

    def _tables(self) -> set[str]:
        return {name for (name,) in self.connection.execute("select table_name from duckdb_tables()").fetchall()}

    def _fill(self, draw: random.Random) -> None:
        names = self.schema.names
        held = self.connection.execute(f"select {', '.join(names)} from {self.dataset} order by record_id").fetchall()
        chosen = draw.sample(held, min(HELD, len(held)))
        # Of two rows in three each third cell is that of another row, so that most of what a row says is still one's.
        rows = [list(row) for row in chosen]
        for _ in range(DRAWN):
            row = list(draw.choice(held))
            rows.append([draw.choice(held)[at] if draw.random() < 0.3 else cell for at, cell in enumerate(row)])
        for example in example_rows(self.dataset):
            given = {"record_id": f"example-{len(rows)}"} | example
            rows.append([given.get(name) for name in names])
        draw.shuffle(rows)
        columns = [[self._text(row[at]) for row in rows] for at in range(len(names))]
        upstream = [draw.random() < 0.1 for _ in rows]
        # As texts of whole columns: to insert row by row takes three times as long as all rules do.
        texts = ", ".join(f"unnest(?::VARCHAR[]{'[]' if column.is_list else ''})" for column in self.schema.columns)
        self.connection.execute(
            f"insert into rows select unnest(range(1, {len(rows) + 1})), {texts}, unnest(?::BOOLEAN[])",
            [*columns, upstream],
        )
        self.count = len(rows)

    @staticmethod
    def _text(cell: Any) -> Any:
        if isinstance(cell, list):
            return [str(item) for item in cell]
        return None if cell is None else str(cell)

    def submit(self, rows: set[int] | None = None) -> None:
        """Make the submission of these rows, all by default."""
        self.connection.execute("drop view if exists submission")
        for name in self._tables() - self.standing:
            self.connection.execute(f"drop table {name}")
        chosen = "" if rows is None else f" where _row in ({', '.join(map(str, sorted(rows)))})"
        self.connection.execute(f"create table submitted_{self.dataset} as from rows{chosen} order by _row")
        self.connection.execute(f"create temp view submission as from submitted_{self.dataset}")
        self.prepared: set[Any] = set()

    def ask(self, rule: Rule) -> Findings:
        """What a rule finds in the submission."""
        if rule.prepare and rule.prepare not in self.prepared:
            self.prepared.add(rule.prepare)
            rule.prepare(self.connection)
        columns = ", ".join(f'"{name}"::varchar' for name in ("column", "value", "message", "evidence"))
        try:
            return frozenset(
                self.connection.execute(f"select _row, {columns} from ({self.statements[rule.id]})").fetchall()
            )
        except duckdb.Error as error:
            raise AssertionError(f"{rule.id}: {error}") from error

    def neighbours(self, rule: Rule) -> dict[int, set[int]]:
        """The rows that share a key with each row."""
        query = f"select _row, {rule.keys(self.schema)} from submission"
        by_key: dict[Any, set[int]] = defaultdict(set)
        keys = {
            row: {key for key in found or () if key is not None}
            for row, found in self.connection.execute(query).fetchall()
        }
        for row, found in keys.items():
            for key in found:
                by_key[key].add(row)
        return {row: set().union(*(by_key[key] for key in found)) for row, found in keys.items()}


#: The tests of one dataset run one after the other, so that one process judges it.
BY_DATASET = pytest.mark.parametrize("dataset", dataset_names(), scope="module")


@cache
def judge(dataset: str) -> tuple[Judge, dict[str, Findings]]:
    """The rows, and what every rule finds in all of them."""
    found = Judge(dataset)
    found.submit()
    return found, {rule.id: found.ask(rule) for rule in found.rules}


def parts(count: int) -> list[set[int]]:
    rows = list(range(1, count + 1))
    random.Random(11).shuffle(rows)
    return [set(rows[start::PARTS]) for start in range(PARTS)]


def among(found: Findings, part: set[int]) -> Findings:
    """The findings on the rows of a part."""
    return frozenset(item for item in found if item[0] in part)


#: The parts of a table: the first every time.
EACH_PART = [0, *(pytest.param(at, marks=pytest.mark.slow) for at in range(1, PARTS))]


@pytest.mark.parametrize("at", EACH_PART)
@BY_DATASET
def test_a_rule_on_rows_says_the_same_of_random_parts(dataset: str, at: int) -> None:
    table, whole = judge(dataset)
    part = parts(table.count)[at]
    table.submit(part)
    rules = [rule for rule in table.rules if rule.reach == "row"]
    assert [rule.id for rule in rules if table.ask(rule) != among(whole[rule.id], part)] == []


@pytest.mark.parametrize("at", EACH_PART)
@BY_DATASET
def test_a_rule_on_keys_says_the_same_of_rows_beside_those_with_their_keys(dataset: str, at: int) -> None:
    table, whole = judge(dataset)
    part, wrong = parts(table.count)[at], set()
    for rule in (rule for rule in table.rules if rule.reach != "row"):
        table.submit()
        neighbours = table.neighbours(rule)
        table.submit(part.union(*(neighbours[row] for row in part)))
        if among(table.ask(rule), part) != among(whole[rule.id], part):
            wrong.add(rule.id)
    assert wrong == set()


@BY_DATASET
def test_every_rule_of_the_dataset_fires_on_these_rows(dataset: str) -> None:
    table, whole = judge(dataset)
    silent = [rule for rule in table.rules if not whole[rule.id]]
    assert [rule.id for rule in silent if any(home(rule, example) == dataset for example in rule.fails)] == []


def test_some_rules_on_keys_would_say_otherwise_of_random_parts() -> None:
    table, whole = judge("milestone_systems")
    rules = [rule for rule in table.rules if rule.reach != "row"]
    found: dict[str, set[tuple[Any, ...]]] = {rule.id: set() for rule in rules}
    for part in parts(table.count):
        table.submit(part)
        for rule in rules:
            found[rule.id] |= table.ask(rule)
    assert {rule.id for rule in rules if found[rule.id] != whole[rule.id]} >= {"duplicate-name"}
