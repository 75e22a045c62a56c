"""What a worker of a cluster does with parts of a table, without a cluster."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import duckdb
import pyarrow as pa
import pytest

import compute_trends as ct
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import current_day
from compute_trends.validators.clusters import worker
from compute_trends.validators.clusters.findings import FIELDS, IS_HOME
from compute_trends.validators.clusters.spark import columns_read
from compute_trends.validators.clusters.worker import KEYS, ROW, Job, WorkerError
from compute_trends.validators.engine import databases
from compute_trends.validators.engine.reach import reaches

ROWS, PARTS = 240, 3


def drawn(dataset: str, rows: int = ROWS) -> pa.Table:
    """Records whose cells are those of shipped ones, with a number: many rules fire, and some compare records."""
    draw, shipped = random.Random(5), ct.load(dataset, as_="pyarrow")
    held, found = shipped.to_pylist(), []
    for _ in range(rows):
        row = draw.choice(held) | {"admission": "submitted"}
        found.append({name: draw.choice(held)[name] if draw.random() < 0.2 else cell for name, cell in row.items()})
    return pa.Table.from_pylist(found, schema=shipped.schema).append_column("n", pa.array(range(rows)))


def by_parts(table: pa.Table, dataset: str) -> Iterable[dict[str, Any]]:
    """The findings of all rules on rows, judged in parts as Spark divides them."""
    schema, reach = load_schema(dataset), reaches(dataset)
    columns = tuple(name for name in table.column_names if name in schema.names)
    job = Job(dataset, tuple(sorted(reach.row)), columns, ("n",), current_day())
    halves = [table.slice(0, table.num_rows // 2), table.slice(table.num_rows // 2)]
    for half in halves:
        yield from rows_of(worker.judge_rows(half.to_batches(), job))
    groups: dict[str, list[str]] = defaultdict(list)
    for rule, keys in sorted(reach.keys.items()):
        groups[keys].append(rule)
    read = [columns_read(schema, rules, columns) for rules in groups.values()]
    asked = replace(job, columns=tuple(dict.fromkeys(name for names in read for name in names)), keys=tuple(groups))
    kept = ["n", *asked.columns]
    keyed = [
        row
        for at, half in enumerate(halves)
        for row in rows_of(worker.keyed_rows(half.select(kept).to_batches(), asked, partition=at))
    ]
    assert len({row[ROW] for row in keyed}) == table.num_rows
    for place, (rules, names) in enumerate(zip(groups.values(), read, strict=True)):
        own = [(row, key["key"], key["home"] % PARTS) for row in keyed for key in row[KEYS] if key["place"] == place]
        homes: dict[int, set[int]] = defaultdict(set)
        for _, key, home in own:
            homes[key].add(home)
        fields = [pa.field("n", pa.int64()), *(table.schema.field(name) for name in names)]
        shape = pa.schema([*fields, pa.field(ROW, pa.int64()), pa.field(IS_HOME, pa.bool_())])
        for part in range(PARTS):
            rows = [{**row, IS_HOME: home == part} for row, key, home in own if part in homes[key]]
            if rows:
                together = pa.Table.from_pylist(rows, schema=shape).to_batches()
                yield from rows_of(worker.judge_keyed(together, replace(job, rules=tuple(rules), columns=names)))


def rows_of(batches: Iterable[pa.RecordBatch]) -> list[dict[str, Any]]:
    return [row for batch in batches for row in batch.to_pylist()]


def of_whole(table: pa.Table, dataset: str) -> Counter[tuple[Any, ...]]:
    """The findings on rows of a check of the whole table."""

    def evidence(text: str | None) -> str | None:
        first = re.fullmatch(r"first on row (\d+) of table", text or "")
        return f"first at n {int(first[1]) - 1}" if first else text

    return Counter(
        (finding.line - 1, *(getattr(finding, name) for name in FIELDS[:-1]), evidence(finding.evidence))
        for finding in ct.validate(table.drop(["n"]), dataset)
        if finding.line is not None
    )


@pytest.mark.parametrize(
    "dataset",
    ["hardware_prices", "benchmarks"]
    + [pytest.param(name, marks=pytest.mark.slow) for name in ("milestone_systems", "accelerators")],
)
def test_parts_have_every_finding_of_the_whole_to_the_letter(dataset: str) -> None:
    table = drawn(dataset)
    found = Counter(
        (row["n"], *(row[name] for name in FIELDS)) for row in by_parts(table, dataset) if not row["waived"]
    )
    whole = of_whole(table, dataset)
    assert found == whole
    compared = {rule for _, _, _, rule, *_ in whole} & reaches(dataset).keys.keys()
    assert len(compared) >= 2 or dataset == "benchmarks"


def test_the_day_of_the_check_is_that_of_the_job() -> None:
    table = pa.table({"n": [7], "record_id": ["a"], "name": ["A"], "publication_date": ["2024-05-05"]})
    day = current_day()
    job = Job("milestone_systems", ("date-in-future",), ("record_id", "name", "publication_date"), ("n",), day)
    assert rows_of(worker.judge_rows(table.to_batches(), job)) == []
    [found] = rows_of(worker.judge_rows(table.to_batches(), replace(job, day=day.replace(year=2024, month=1, day=1))))
    assert (found["n"], found["rule"], found["severity"]) == (7, "date-in-future", "error")


def test_rows_that_revise_our_records_owe_evidence_only_beside_none_of_ours() -> None:
    held = ct.sql("select * from milestone_systems where admission = 'upstream' limit 1").to_arrow_table()
    table = held.set_column(held.column_names.index("admission"), "admission", pa.array(["submitted"]))
    rules = tuple(sorted(reaches("milestone_systems").row))
    job = Job("milestone_systems", rules, tuple(table.column_names), ("record_id",), current_day())
    alone, beside = (
        Counter(row["rule"] for row in rows_of(worker.judge_rows(table.to_batches(), replace(job, holds_ours=ours))))
        for ours in (False, True)
    )
    assert beside - alone


def test_tables_are_gathered_until_there_are_enough_rows() -> None:
    batches = pa.table({"a": range(10)}).to_batches(max_chunksize=3)
    assert [table.num_rows for table in worker.gathered(batches, rows=6)] == [6, 4]
    assert [table.num_rows for table in worker.gathered(batches, rows=None)] == [10]
    assert list(worker.gathered([], rows=6)) == []


def test_a_worker_with_other_rules_than_the_driver_judges_nothing() -> None:
    table = pa.table({"n": [7], "record_id": ["a"], "name": ["A"]})
    job = Job("milestone_systems", (), ("record_id", "name"), ("n",), current_day(), package="another")
    assert list(worker.judge_rows(table.to_batches(), replace(job, package=worker.fingerprint()))) == []
    with pytest.raises(WorkerError, match=r"a worker has other rules or datasets than the driver, in .*: install"):
        list(worker.judge_rows(table.to_batches(), job))


def test_a_part_that_was_not_judged_is_no_part_without_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    from compute_trends.validators.engine import findings_table

    table = pa.table({"n": range(600), "record_id": [f"a-{row}" for row in range(600)], "name": ["GPT-4"] * 600})
    table = table.append_column("parameters", pa.array([{"a": "A"}] * 600))
    columns = ("record_id", "name", "parameters")
    job = Job("milestone_systems", ("structure-type", "record-id-unlike-name"), columns, ("n",), current_day())
    assert len(rows_of(worker.judge_rows(table.to_batches(), job))) >= 600
    monkeypatch.setattr(findings_table, "FINDINGS_LIMIT", 500)
    with pytest.raises(
        WorkerError, match="a part of the table was not judged: the records have more than 500 findings"
    ):
        list(worker.judge_rows(table.to_batches(), job))
    long = pa.table({"n": [1], "record_id": ["a"], "name": ["x" * 3_000_000]})
    with pytest.raises(WorkerError, match="a part of the table was not judged: the value of 'name' is longer than"):
        list(worker.judge_rows(long.to_batches(), replace(job, columns=("record_id", "name"))))


def test_a_limit_or_a_folder_that_is_too_small_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    # A database that was lent before may hold more shipped tables than fit, and spill before the folder is named.
    monkeypatch.setattr(databases, "_idle", {False: [], True: []})
    rows = 20_000
    table = drawn("milestone_systems", 200)
    table = pa.concat_tables([table] * (rows // 200))
    columns = tuple(name for name in table.column_names if name != "n")
    job = Job("milestone_systems", ("duplicate-name",), columns, ("n",), current_day())
    worker._of_process.cache_clear()  # where data spilled, the folder for them stays
    bench = worker._of_process(job.day, None)
    for settings, advice in (
        (
            ("memory_limit = '8MB'", "temp_directory = ''"),
            "divide the table into more partitions, or raise memory_limit",
        ),
        (("memory_limit = '8MB'", "max_temp_directory_size = '1MB'"), "set another with spark.executorEnv.TMPDIR"),
    ):
        for setting in settings:
            bench.connection.execute(f"set {setting}")
        with pytest.raises(WorkerError, match=advice) as raised:
            list(worker.judge_rows(table.to_batches(), job))
        assert "\n" not in str(raised.value)
        worker._of_process.cache_clear()
        bench = worker._of_process(job.day, None)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            duckdb.OutOfMemoryException("Out of Memory Error: failed to\nallocate"),
            "divide the table into more partitions",
        ),
        (duckdb.IOException("IO Error: No space left on device"), "spark.executorEnv.TMPDIR"),
        (ValueError("some\nthing"), "ValueError: some thing"),
    ],
)
def test_what_a_worker_cannot_do_is_told_in_one_line(error: Exception, told: str) -> None:
    with pytest.raises(WorkerError) as raised, worker.one_line():
        raise error
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
