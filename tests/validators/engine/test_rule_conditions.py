"""The conditions by which a check skips rules: no rule fires on a row that does not meet its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.versions import current_day
from compute_trends.validators.api import validate
from compute_trends.validators.engine import judge
from compute_trends.validators.engine.asking import rules_to_run
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.engine.plans import Plan, plan_of, plans_for, with_day
from compute_trends.validators.engine.submission import Shipped, create_absent
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rule import Rule


def _rule(**properties: object) -> Rule:
    values = {
        "id": "made-up", "layer": "plausibility", "severity": "warning", "datasets": ("milestone_systems",),
        "title": "t", "explanation": "e.", "fix": "f", "source": "s", "reads": ("epochs",), "passes": ({},),
        "fails": ({},), "sql": "select",
    }  # fmt: skip
    return Rule(**{**values, **properties})  # type: ignore[arg-type]


def _met(rule: Rule, schema: TableSchema) -> str:
    """Whether a row meets what a check asks before it runs the rule."""
    plan = plan_of(rule, schema)
    return with_day(f"({plan.condition}) and ({plan.filter or 'true'})", current_day())


def _examples(rule: Rule, dataset: str) -> list[dict[str, Any]]:
    """The records of the dataset among the examples at which a rule fires; a closed one takes no submitted ones."""
    given = [item for found in rule.fails for item in (found if isinstance(found, list) else [found])]
    admission = {"admission": "upstream"} if load_schema(dataset).closed else {}
    return [
        {name: cell for name, cell in item.items() if not name.startswith("_")} | admission
        for item in given
        if item.get("_dataset", rule.datasets[0]) == dataset
    ]


def _typed(records: list[dict[str, Any]], dataset: str) -> pa.Table:
    report = validate(
        records, dataset, select=["list-item-repeated"]
    )  # any rule above structure: these read typed rows
    return report.connection.sql(f"select * exclude (_row, _upstream) from submitted_{dataset}").to_arrow_table()


@pytest.mark.parametrize("dataset", dataset_names())
def test_rules_fire_only_on_rows_that_meet_their_condition(dataset: str) -> None:
    """On shipped rows, on 4,000 with cells of other rows, a third of them emptied, on spoiled texts, on examples."""
    connection, schema = connect(), load_schema(dataset)
    rules = [rule for rule in rules_for(dataset) if rule.sql is not None]
    examples = {rule.id: found for rule in rules if (found := _examples(rule, dataset))}
    connection.register("examples", _typed([record for found in examples.values() for record in found], dataset))
    statements = {rule.id: rule.statement(schema) for rule in rules}
    opened = [name for rule in rules for name in rule.opened(schema)]
    Shipped(connection).open_for(dataset, *opened, *statements.values())
    connection.execute("set threads = 1")
    connection.execute("select setseed(0.25)")
    drawn = ", ".join(f"list({column.name}) as {column.name}" for column in schema.columns)
    cells = ", ".join(
        f"case when random() > 0.33 then {column.name}[1 + floor(random() * len({column.name}))::BIGINT] end"
        for column in schema.columns
    )
    spoiled = "".join(
        " union all by name select "
        + ", ".join(
            f"['{text}', '{text}'] as {column.name}" if column.is_list else f"'{text}' as {column.name}"
            for column in schema.columns
            if column.type in ("string", "list")
        )
        for text in ("1-Mar", "M\u00c3\u00bcnchen", "a\u3000", "-", "Canada, France")
    )
    connection.execute(
        f"create temp table submitted_{dataset} as select row_number() over () as _row, *, false as _upstream from ("
        f"  select * from {dataset} union all select {cells}"
        f" from (select {drawn} from {dataset}), range(4000){spoiled} union all by name from examples)"
    )
    create_absent(connection, *statements.values())
    connection.execute(f"create temp view submission as from submitted_{dataset}")
    prepared, fired, wrong = set(), set(), []
    for rule in rules:
        if rule.prepare and rule.prepare not in prepared:
            prepared.add(rule.prepare)
            rule.prepare(connection)
        found, beside = connection.execute(
            f"select count(*), count(*) filter (not coalesce(met, false)) from ({statements[rule.id]}) "
            f"left join (select _row, {_met(rule, schema)} as met from submission) using (_row)"
        ).fetchone() or (0, 0)
        wrong += [rule.id] if beside else []
        fired |= {rule.id} if found else set()
    assert wrong == []
    assert examples.keys() - fired == set()


def test_a_simple_filter_of_applies_is_the_condition() -> None:
    schema = load_schema("milestone_systems")
    every_row = "select _row from submission"
    assert _rule().condition(schema) == "true"
    assert _rule(binds="submitted").condition(schema) == "not _upstream and (true)"
    assert _rule(applies=f"{every_row}\n  where epochs > 2").condition(schema) == "epochs > 2"
    assert _rule(applies=f"{every_row} where epochs > 2", needs="true").condition(schema) == "true"
    for more in (" where epochs in (select 1)", " where true union all select 1", " where true order by epochs"):
        assert _rule(applies=every_row + more).condition(schema) == "true"


def test_rules_are_skipped_where_no_row_meets_their_condition() -> None:
    connection, schema = connect(), load_schema("milestone_systems")
    columns = "2.0 as epochs, null::DATE as publication_date, true as _upstream"
    connection.execute(f"create table submission as select {columns}")
    filtered = "select _row, 'epochs' as \"column\" from submission where epochs > 2"
    met = [
        plan_of(_rule(id=f"made-up-{number}", **asked), schema)
        for number, asked in enumerate(
            (
                {"needs": "epochs > 1"}, {"needs": "epochs > 2"}, {"needs": "publication_date > $as_of"},
                {"needs": "true"}, {"needs": "epochs > 1", "sql": filtered}, {"sql": filtered.replace("2", "1")},
            )
        )
    ]  # fmt: skip
    day = dt.date(2026, 1, 1)

    def run(*plans: Plan) -> list[str]:
        return [plan.id for plan in rules_to_run(connection, schema, plans, day)]

    assert run(*met) == ["made-up-0", "made-up-3", "made-up-5"]
    assert run(plan_of(_rule(binds="submitted"), schema)) == []
    connection.execute("delete from submission")
    assert run(*met) == []
    for wrong in ({"needs": "no_such_column > 1"}, {"sql": filtered.replace("epochs >", "no_such_column >")}):
        with pytest.raises(ComputeTrendsError, match=r"rule made-up failed.*no_such_column"):
            run(*met, plan_of(_rule(**wrong), schema))


@pytest.mark.parametrize(
    ("dataset", "step"), [("training_energy", 6), pytest.param("milestone_systems", 35, marks=pytest.mark.slow)]
)
def test_a_check_finds_what_the_rules_find_without_conditions(
    monkeypatch: pytest.MonkeyPatch, dataset: str, step: int
) -> None:
    """Neither conditions nor probes; record by record, so that no record's cells keep a rule from being skipped."""
    records = [
        dict(example)
        for rule in rules_for(dataset)
        for example in (*rule.fails, *rule.passes)
        if isinstance(example, dict) and example.get("_dataset", rule.datasets[0]) == dataset
        and "_file" not in example
    ]  # fmt: skip
    chosen = [{name: value for name, value in record.items() if name != "_dataset"} for record in records[::step]]
    assert len(chosen) > 6

    def findings() -> list[tuple[str, ...]]:
        return [
            (str(number), found.rule, str(found.column), str(found.message))
            for number, record in enumerate(chosen)
            for found in validate(record, dataset)
        ]

    with_conditions = findings()
    assert with_conditions
    plans = plans_for(dataset)
    assert all(any(getattr(plan, name) for plan in plans) for name in ("needed", "of_columns", "filter", "probe"))
    plain = {"condition": "true", "needed": (), "of_columns": None, "filter": None, "probe": None}
    asked = [plan._replace(**plain) for plan in plans]  # type: ignore[arg-type]
    monkeypatch.setattr(judge, "plans_for", lambda _: asked)
    assert findings() == with_conditions
