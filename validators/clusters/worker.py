"""What a worker of a cluster does with its part of a table: the steps of a check, on Arrow tables of many rows.

A worker keeps one bench for all of its parts: the connection and the shipped tables stay open. Spark hands these
functions to `DataFrame.mapInArrow`; they ask nothing of it but batches of rows, and give batches of findings.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.bench import Bench
from compute_trends.validators.engine.judge import judge
from compute_trends.validators.engine.memory import VARIABLE, MemoryLimitError
from compute_trends.validators.engine.submission import create_submission
from compute_trends.validators.engine.waiving import apply_waivers
from compute_trends.validators.reading.frames import open_table
from compute_trends.validators.registry import find_rule
from compute_trends.validators.reports.report import violation_text
from compute_trends.validators.structure.scan import scan
from compute_trends.validators.waivers import Waiver

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

#: Rows that are judged at once: of fewer each costs more (183 us of 10,000, 109 of these), more take more memory.
CALL_ROWS = 50_000

#: Rows of a batch that goes back.
_BATCH_ROWS = 10_000

#: The columns of findings that are texts; those of the key stand before them, `waived` behind.
FIELDS = ("record", "column", "rule", "severity", "layer", "value", "message", "fix", "evidence")

#: The columns that keyed rows have beside their own: a number of the row, and its keys.
ROW, KEYS, IS_HOME = "ct_row", "ct_keys", "ct_is_home"

#: What a worker takes of memory: a cluster gives it a core, and not a quarter of the machine.
_MEMORY = "1GB"

#: Rows of a partition up to which their numbers stay apart.
_PARTITION_SPAN = 1 << 33


class WorkerError(RuntimeError):
    """What a worker could not do, in one line; Spark shows the driver nothing of an error but its text."""


@dataclass(frozen=True)
class Job:
    """What is asked of a worker.

    Attributes:
        dataset: what the records are meant for.
        rules: ids of the rules to run.
        columns: those to judge.
        key: those that tell rows apart, which findings repeat.
        day: of the check, for all workers.
        waivers: given ones.
        holds_ours: whether the whole table holds records that we ship.
        keys: SQL for the list of keys of a row, of each group of rules.
        memory_limit: of a worker; by default what its environment says, else `_MEMORY`.
    """

    dataset: str
    rules: tuple[str, ...]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    day: dt.date
    waivers: tuple[Waiver, ...] = ()
    holds_ours: bool = False
    keys: tuple[str, ...] = ()
    memory_limit: str | int | None = None


def judge_rows(batches: Iterable[pa.RecordBatch], job: Job) -> Iterator[pa.RecordBatch]:
    """The findings of rules that judge each row by itself."""
    for table in gathered(batches):
        yield from _judged(table, job)


def judge_keyed(batches: Iterable[pa.RecordBatch], job: Job) -> Iterator[pa.RecordBatch]:
    """The findings of rules that compare rows with a key in common, all in this part, on rows at home here."""
    for table in gathered(batches, rows=None):
        yield from _judged(_once(table), job)


def keyed_rows(batches: Iterable[pa.RecordBatch], job: Job, partition: int | None = None) -> Iterator[pa.RecordBatch]:
    """The rows with a number and their keys: of each its group, its hash, and that of the first one of the row."""
    import pyarrow as pa

    if partition is None:
        from pyspark import TaskContext

        context = TaskContext.get()
        partition = context.partitionId() if context else 0
    start = partition * _PARTITION_SPAN
    for table in gathered(batches):
        with one_line():
            places, keys = _keys(table.select(job.columns), job)
        numbers = pa.array(range(start, start + table.num_rows), pa.int64())
        start += table.num_rows
        kept = table.append_column(ROW, numbers).take(places).append_column(KEYS, keys)
        yield from kept.combine_chunks().to_batches(max_chunksize=_BATCH_ROWS)


def gathered(batches: Iterable[pa.RecordBatch], rows: int | None = CALL_ROWS) -> Iterator[pa.Table]:
    """Tables of at least so many rows, or of all."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    for batch in batches:
        if batch.num_rows:
            held.append(batch)
        if rows is not None and sum(map(len, held)) >= rows:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


@lru_cache(maxsize=1)
def _bench(day: dt.date, memory_limit: str | int | None) -> Bench:
    bench = Bench(as_of=day, memory_limit=memory_limit or os.environ.get(VARIABLE) or _MEMORY)
    bench.expect_many_rows()
    bench.connection.execute("set threads = 1")  # the cluster has given this worker one core
    return bench


def _judged(table: pa.Table, job: Job) -> Iterator[pa.RecordBatch]:
    with one_line():
        bench = _bench(job.day, job.memory_limit)
        judge(table.select(job.columns), job.dataset, job.rules, bench=bench, holds_ours=job.holds_ours)
        if job.waivers:
            apply_waivers(bench.connection, [(waiver, None) for waiver in job.waivers], job.day)
        found = findings_of(bench.connection, table, job)
    yield from found.combine_chunks().to_batches(max_chunksize=_BATCH_ROWS)


def findings_of(connection: duckdb.DuckDBPyConnection, table: pa.Table, job: Job) -> pa.Table:
    """What was found in rows of a table (in those at home, where others stand beside them), with their keys."""
    import pyarrow as pa
    import pyarrow.compute as pc

    unsaid = connection.execute(
        'select distinct rule, "column", value from findings '
        "where message is null and \"column\" is not null and starts_with(rule, 'structure-')"
    ).fetchall()
    said = [violation_text(job.dataset, *cell) for cell in unsaid]
    texts = pa.table(
        {
            name: pa.array(cells, pa.string())
            for name, cells in zip(
                ("rule", "column", "value", "said"),
                (*(map(list, zip(*unsaid, strict=True)) if unsaid else ([], [], [])), said),
                strict=True,
            )
        }
    )
    connection.register("said", texts)
    found = connection.sql(
        """select f.row, f.other_row, f.record, f."column", f.rule, f.value, coalesce(f.message, said) as message,
              f.fix, f.evidence, f.waived
            from (select rowid, * from findings where row is not null) f left join said
              on f.message is null and said.rule = f.rule and said."column" = f."column"
              and said.value is not distinct from f.value
            order by f.row, f.rowid"""
    ).to_arrow_table()
    connection.unregister("said")
    if IS_HOME in table.column_names:
        found = found.filter(table[IS_HOME].take(found["row"]))
    keys = table.select(job.key)
    ids = sorted(set(found["rule"].unique().to_pylist()))
    rules, at = [find_rule(name) for name in ids], pc.index_in(found["rule"], pa.array(ids, pa.string()))

    def of_rule(texts: list[str]) -> pa.Array:
        return pa.chunked_array([pa.array(texts, pa.string())]).take(at)

    columns = {name: found[name] for name in ("record", "column", "rule", "value", "evidence", "waived")}
    columns["severity"] = of_rule([rule.severity for rule in rules])
    columns["layer"] = of_rule([rule.layer for rule in rules])
    columns["message"] = pc.coalesce(found["message"], of_rule([rule.title for rule in rules]))
    columns["fix"] = pc.coalesce(found["fix"], of_rule([rule.fix for rule in rules]))
    other = keys.take(found["other_row"])
    named = [f"{', ' if at else ''}{name} " for at, name in enumerate(job.key)]
    parts = [part for name, text in zip(job.key, named, strict=True) for part in (text, _texts(other[name]))]
    at_first = pc.binary_join_element_wise(pa.scalar("first at "), *parts, "", null_handling="replace")
    columns["evidence"] = pc.if_else(pc.is_valid(found["other_row"]), at_first, columns["evidence"])
    held = keys.take(found["row"])
    return pa.table({**{name: held[name] for name in job.key}, **{name: columns[name] for name in (*FIELDS, "waived")}})


def _texts(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    try:
        return cells.cast(pa.string())
    except pa.ArrowException:
        return pa.chunked_array(
            [pa.array([None if cell is None else str(cell) for cell in cells.to_pylist()], pa.string())]
        )


def _once(table: pa.Table) -> pa.Table:
    """Each row once, by their numbers; at home where one of its copies is."""
    import numpy as np

    numbers, at_home = (table[name].to_numpy() for name in (ROW, IS_HOME))
    order = np.lexsort((~at_home, numbers))
    _, first = np.unique(numbers[order], return_index=True)
    return table.take(order[first])


def _keys(table: pa.Table, job: Job) -> tuple[pa.Array, pa.Array]:
    """The places of the rows that are records, and the keys of each."""
    schema, bench = load_schema(job.dataset), _bench(job.day, job.memory_limit)
    bench.clear()
    connection = bench.connection
    raw = open_table(table, connection).load(connection, "raw_0", schema)
    scanned = scan(connection, raw, schema, 0)
    create_submission(connection, schema, [scanned], bench.shipped, job.holds_ours)
    bench.shipped.open_for(*job.keys)
    lists = ", ".join(
        f"list_filter({sql}, lambda key: key is not null) as keys_{at}" for at, sql in enumerate(job.keys)
    )
    hashed = "(hash({}) >> 1)::BIGINT"
    groups = ", ".join(
        f"coalesce(list_transform(list_distinct(keys_{at}), lambda key: {{'place': {at}, "
        f"'key': {hashed.format('key')}, 'home': {hashed.format(f'keys_{at}[1]')}}}), [])"
        for at in range(len(job.keys))
    )
    found = connection.sql(
        f"""select _row, flatten([{groups}]) as keys from (
              select _row, {lists} from (select * from submitted_{job.dataset}) as submission) order by _row"""
    ).to_arrow_table()
    return found["_row"].combine_chunks(), found["keys"].combine_chunks()


@contextmanager
def one_line() -> Iterator[None]:
    """Tell of what cannot be done in a line that says what to do: Spark shows no more of an error to the driver.

    Raises:
        WorkerError: in the place of whatever is raised.
    """
    import duckdb

    try:
        yield
    except Exception as error:
        text = " ".join(str(error).split())
        if "No space left" in text or "max_temp_directory_size" in text:
            advice = "the temporary folder of a worker is full; set another with spark.executorEnv.TMPDIR"
        elif (
            isinstance(error, duckdb.OutOfMemoryException | MemoryError | MemoryLimitError)
            or "Out of Memory Error" in text
        ):
            advice = "a worker's memory is too small: divide the table into more partitions, or raise memory_limit"
        else:
            raise WorkerError(f"{type(error).__name__}: {text[:500]}") from error
        raise WorkerError(f"{advice} ({text[:200]})") from error
