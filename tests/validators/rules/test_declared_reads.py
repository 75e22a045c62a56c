"""The columns that a rule says it reads are those that its SQL reads, one by one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import duckdb
import pytest

from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.versions import EVERY_VERSION
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.engine.submission import Shipped, create_absent
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rule import Rule


class Tables:
    """A connection with the shipped tables, whose `submission` has some of the columns of a dataset."""

    def __init__(self, schema: TableSchema, rules: Iterable[Rule], opened: Iterable[str] | None = None) -> None:
        self.schema, self.connection = schema, connect()
        texts = [text for rule in rules for text in (rule.statement(schema), rule.applicable(schema))]
        if opened is None:
            opened = {name for rule in rules for name in rule.opened(schema)}
        versions = re.findall(rf"\b(?:v\d{{4}}_\d+_\d+|{EVERY_VERSION})\b", " ".join(texts)) if opened else []
        Shipped(self.connection).open_for(*opened, *versions)
        create_absent(self.connection, f"submitted_{schema.name}", *texts)
        self.connection.execute(f"alter table submitted_{schema.name} rename to whole")
        self.standing = {name for (name,) in self._names()}
        self.submitted = ""

    def _names(self) -> list[tuple[str]]:
        return self.connection.execute("select table_name from duckdb_tables()").fetchall()

    def answer(self, rule: Rule, columns: Iterable[str]) -> bool:
        """Whether the rule can be asked of rows that have only these columns."""
        listed, submitted = ", ".join(["_row", *columns, "_upstream"]), f"submitted_{self.schema.name}"
        kept = {submitted, "submission"} if listed == self.submitted else set()
        for (name,) in self._names():
            if name not in self.standing | kept:
                self.connection.execute(f"drop table {name}")
        if not kept:  # to make tables of so many columns takes longer than to ask a rule
            self.connection.execute(f"create table {submitted} as select {listed} from whole")
            self.connection.execute(f"insert into {submitted} (_row, _upstream) values (1, false)")
            self.connection.execute(f"create table submission as from {submitted}")
            self.submitted = listed
        try:
            if rule.prepare:
                rule.prepare(self.connection)
            for text in (rule.statement(self.schema), rule.applicable(self.schema)):
                self.connection.execute(f"from ({text}) limit 0").fetchall()
            keys = rule.keys(self.schema) or "[]"
            self.connection.execute(f"select {rule.condition(self.schema)}, {keys} from submission").fetchall()
        except (duckdb.BinderException, duckdb.CatalogException):
            return False
        return True


@pytest.mark.parametrize("dataset", dataset_names())
def test_a_rule_reads_no_column_but_those_that_it_declares(dataset: str) -> None:
    schema, rules = load_schema(dataset), [rule for rule in rules_for(dataset) if rule.sql is not None]
    tables = Tables(schema, rules)
    assert [rule.id for rule in rules if not tables.answer(rule, rule.columns(schema))] == []


@pytest.mark.parametrize("dataset", dataset_names())
def test_a_rule_opens_the_shipped_tables_that_it_declares_and_no_other(dataset: str) -> None:
    schema, rules = load_schema(dataset), [rule for rule in rules_for(dataset) if rule.sql is not None]
    by_tables: dict[tuple[str, ...], list[Rule]] = defaultdict(list)
    for rule in rules:
        by_tables[rule.opened(schema)].append(rule)
    for opened, of_them in by_tables.items():
        tables = Tables(schema, of_them, opened)
        assert [rule.id for rule in of_them if not tables.answer(rule, schema.names)] == []
        for name in opened:
            fewer = Tables(schema, of_them, [other for other in opened if name not in (other, "accelerators")])
            wrong = [rule.id for rule in of_them if fewer.answer(rule, schema.names)]
            assert wrong == [] or name == "accelerators"  # comes with accelerator_names


@pytest.mark.slow
@pytest.mark.parametrize("dataset", dataset_names())
def test_a_rule_reads_every_column_that_it_declares(dataset: str) -> None:
    schema, rules = load_schema(dataset), [rule for rule in rules_for(dataset) if rule.sql is not None]
    tables, unread = Tables(schema, rules), []
    for rule in {
        rule.prepare or rule.id: rule for rule in rules
    }.values():  # what is prepared for several reads the same
        columns = set(rule.columns(schema))
        unread += [(rule.id, name) for name in columns if tables.answer(rule, columns - {name})]
    assert unread == []
