"""The steps of a check, on tables and on parts of them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pytest

import compute_trends as ct
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine import check
from compute_trends.validators.engine import judge as judging
from compute_trends.validators.engine.bench import Bench
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.engine.judge import judge
from compute_trends.validators.engine.plans import Plan, plans_for
from compute_trends.validators.engine.reach import reaches
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import rules_for
from compute_trends.validators.structure import scan

#: Rows of a table, each third cell of which is that of another record, and parts of it.
ROWS, PARTS = 300, 3

SLOW = pytest.mark.slow
Found = set[tuple[Any, ...]]


def drawn(dataset: str, spoiled: bool = False) -> pa.Table:
    """Records whose cells are those of shipped ones, so that many rules fire; texts of wrong cells, if `spoiled`."""
    draw, shipped = random.Random(5), ct.load(dataset, as_="pyarrow")
    held, rows = shipped.to_pylist(), []
    for _ in range(ROWS):
        row = draw.choice(held) | {"admission": "submitted"}
        rows.append({name: draw.choice(held)[name] if draw.random() < 0.3 else cell for name, cell in row.items()})
    if not spoiled:
        return pa.Table.from_pylist(rows, schema=shipped.schema)
    wrong = ("many", "-1", "=1+1", "Language; Vision", "2021-02-30", "#REF!", " a ", "TODO", "M\u00c3\u00bcnchen", "")
    texts = [
        {name: draw.choice(wrong) if draw.random() < 0.05 else text(cell) for name, cell in row.items()} for row in rows
    ]
    return pa.Table.from_pylist(texts, schema=pa.schema([(name, pa.string()) for name in shipped.schema.names]))


def plainly_asked(dataset: str) -> list[Plan]:
    """The rules with their whole SQL, whatever the rows hold."""
    plain = {"condition": "true", "needed": (), "of_columns": None, "filter": None, "probe": None}
    return [plan._replace(**plain) for plan in plans_for(dataset)]  # type: ignore[arg-type]


def text(cell: Any) -> str | None:
    """A cell as CSV has it."""
    if isinstance(cell, list):
        return ";".join(cell)
    return None if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


def found(table: pa.Table, dataset: str, rules: Iterable[str], bench: Bench, rows: list[int]) -> Found:
    """The findings on some rows of a table, with the numbers that they have in the whole of it."""
    frame = judge(table.take(rows), dataset, rules, bench=bench).to_frame()
    return {
        (rows[row["line"] - 1], *(value for name, value in row.items() if name != "line"))
        for row in frame.to_pylist()
        if row["line"] is not None
    }


@pytest.mark.parametrize(
    "dataset",
    [*(pytest.param(name, marks=SLOW) for name in ("milestone_systems", "accelerators")), "benchmark_results",
     "hardware_prices"],
)  # fmt: skip
def test_parts_of_a_table_that_are_judged_on_one_bench_have_the_findings_of_the_whole(dataset: str) -> None:
    table, bench = drawn(dataset), Bench()
    rules = [name for name in reaches(dataset).row if name != "structure-row"]
    whole = found(table, dataset, rules, Bench(), list(range(ROWS)))
    assert len({finding[1] for finding in whole}) > 3
    order = random.Random(7).sample(range(ROWS), ROWS)
    parts = [found(table, dataset, rules, bench, order[at::PARTS]) for at in range(PARTS)]
    assert set.union(*parts) == whole
    # The shipped tables stay open; nothing of a part before stays.
    assert found(table, dataset, rules, bench, order[::PARTS]) == parts[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [("training_energy", "hardware_prices"), pytest.param("milestone_systems", "accelerators", marks=SLOW)],
)
def test_a_bench_serves_tables_of_several_datasets_and_finds_what_a_new_one_does(one: str, other: str) -> None:
    bench = Bench()
    for dataset in (one, other, one):
        table, rules = drawn(dataset), [rule.id for rule in rules_for(dataset)]
        reused, fresh = (judge(table, dataset, rules, bench=at).findings for at in (bench, Bench(connect())))
        assert reused == fresh


def test_every_rule_reaches_the_table_the_row_or_the_rows_of_a_key() -> None:
    for dataset in ct.datasets():
        reach = reaches(dataset)
        every = [*reach.table, *reach.row, *reach.keys]
        assert sorted(every) == sorted(rule.id for rule in rules_for(dataset))
        assert "structure-unique" in reach.keys
    assert reaches("accelerators", ["structure-unique"]).keys == {"structure-unique": "[record_id]"}


def test_files_and_frames_go_through_the_same_steps(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    table, judged = drawn("hardware_prices"), []
    monkeypatch.setattr(check, "judge", lambda *given, **more: judged.append(given) or judge(*given, **more))
    path = tmp_path / "prices.parquet"
    pa.parquet.write_table(table, path)
    by_file, by_frame = ct.validate(path, "hardware_prices"), ct.validate(table, "hardware_prices")
    assert len(judged) == 2
    assert [(f.line, f.rule, f.message) for f in by_file] == [(f.line, f.rule, f.message) for f in by_frame]


@SLOW
@pytest.mark.parametrize("dataset", [name for name in dataset_names() if not load_schema(name).closed])
def test_a_check_finds_what_each_rule_finds_that_is_asked_for_itself(
    dataset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither conditions, filters, probes and suspects keep anything from being found, nor that rules are joined."""
    table, bench = drawn(dataset, spoiled=True), Bench()
    rules = [rule.id for rule in rules_for(dataset)]
    together = judge(table, dataset, rules, bench=bench).findings
    assert len({finding.rule for finding in together if finding.rule.startswith("structure-")}) > 1
    monkeypatch.setattr(judging, "plans_for", plainly_asked)
    monkeypatch.setattr(scan, "_suspicious", lambda _, cells, __: cells)
    run_rules = judging.run_rules

    def one_by_one(connection: Any, dataset: str, plans: list[Plan], *more: Any) -> int:
        return sum(run_rules(connection, dataset, [plan], *more) for plan in plans)

    monkeypatch.setattr(judging, "run_rules", one_by_one)
    apart = judge(table, dataset, rules, bench=bench).findings
    assert sorted(apart, key=repr) == sorted(together, key=repr)
