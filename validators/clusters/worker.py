"""What a worker of a cluster does with its part of a table: the steps of a check, on Arrow tables of many rows.

A worker keeps one bench for all of its parts: the connection and the shipped tables stay open. Spark hands these
functions to `DataFrame.mapInArrow`; they ask nothing of it but batches of rows, and give batches of findings.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.clusters.findings import IS_HOME, findings_of
from compute_trends.validators.engine.bench import Bench
from compute_trends.validators.engine.judge import judge
from compute_trends.validators.engine.memory import VARIABLE, MemoryLimitError
from compute_trends.validators.engine.submission import create_submission
from compute_trends.validators.engine.waiving import apply_waivers
from compute_trends.validators.reading.frames import open_table
from compute_trends.validators.registry import find_rule
from compute_trends.validators.structure.scan import scan
from compute_trends.validators.waivers import Waiver

if TYPE_CHECKING:
    import pyarrow as pa

    from compute_trends.validators.reports.report import Report

#: Rows that are judged at once: of fewer each costs more (183 us of 10,000, 109 of these), more take more memory.
CALL_ROWS = 50_000

#: Rows of a batch that goes back.
_BATCH_ROWS = 10_000

#: The columns that keyed rows have beside their own: a number of the row, and its keys.
ROW, KEYS = "ct_row", "ct_keys"

#: What a worker takes of memory: a cluster gives it a core, and not a quarter of the machine.
_MEMORY = "1GB"

#: What DuckDB names where the folder that it spills to may hold no more.
_FOLDER_SETTING = "max_temp_directory_size"

#: Rows of a partition up to which their numbers stay apart.
_PARTITION_SPAN = 1 << 33


class WorkerError(RuntimeError):
    """What a worker could not do, in one line; Spark shows the driver nothing of an error but its text."""


@cache
def fingerprint() -> str:
    """What tells the package that runs here from another one: the names and sizes of all that a check follows from.

    Releases differ in it, and checkouts, of whose version nothing is known.
    """
    files = sorted(
        (path.relative_to(PACKAGE_ROOT).as_posix(), path.stat().st_size)
        for folder in ("catalog", "datasets", "schemas", "validators")
        for path in (PACKAGE_ROOT / folder).rglob("*")
        if path.suffix in (".py", ".json", ".yaml", ".parquet")
    )
    return sha256(repr(files).encode()).hexdigest()


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
        package: what tells the package on the driver, whose rules all workers must run, from others.
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
    package: str = field(default_factory=fingerprint)


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


def _bench(job: Job) -> Bench:
    """Where this worker judges its parts.

    Raises:
        WorkerError: it would judge by other rules than those of the driver.
    """
    if job.package != fingerprint():
        raise WorkerError(
            f"a worker has other rules or datasets than the driver, in {PACKAGE_ROOT}: install the same release of "
            "compute-trends on every executor, where PYSPARK_PYTHON points to"
        )
    return _of_process(job.day, job.memory_limit)


@lru_cache(maxsize=1)
def _of_process(day: dt.date, memory_limit: str | int | None) -> Bench:
    bench = Bench(as_of=day, memory_limit=memory_limit or os.environ.get(VARIABLE) or _MEMORY)
    bench.expect_many_rows()
    bench.connection.execute("set threads = 1")  # the cluster has given this worker one core
    return bench


def _judged(table: pa.Table, job: Job) -> Iterator[pa.RecordBatch]:
    with one_line():
        bench = _bench(job)
        report = judge(table.select(job.columns), job.dataset, job.rules, bench=bench, holds_ours=job.holds_ours)
        _refuse_unasked(report)
        if job.waivers:
            apply_waivers(bench.connection, [(waiver, None) for waiver in job.waivers], job.day)
        found = findings_of(bench.connection, table, job.dataset, job.key)
    yield from found.combine_chunks().to_batches(max_chunksize=_BATCH_ROWS)


def _refuse_unasked(report: Report) -> None:
    """Refuse a part that was not judged by all rules, which is no part without findings.

    Raises:
        WorkerError: it could not be read, or has more findings than are kept of one table.
    """
    [checked] = report.files
    said = f"rule = 'structure-file'{'' if checked.raw is None else ' and row is null'}"
    found = report.connection.execute(f"select message, fix from findings where {said} limit 1").fetchone()
    if found is not None:
        raise WorkerError(
            f"a part of the table was not judged: {found[0]}. {found[1] or find_rule('structure-file').fix}"
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
    schema, bench = load_schema(job.dataset), _bench(job)
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
    except WorkerError:
        raise
    except Exception as error:
        text = " ".join(str(error).split())
        if any(words in text for words in ("folder for temporary files is full", "No space left", _FOLDER_SETTING)):
            advice = "the temporary folder of a worker is full; set another with spark.executorEnv.TMPDIR"
        elif (
            isinstance(error, duckdb.OutOfMemoryException | MemoryError | MemoryLimitError)
            or "Out of Memory Error" in text
        ):
            advice = "a worker's memory is too small: divide the table into more partitions, or raise memory_limit"
        else:
            kind = "" if isinstance(error, ComputeTrendsError) else f"{type(error).__name__}: "
            raise WorkerError(f"{kind}{text[:500]}") from error
        raise WorkerError(f"{advice} ({text[:200]})") from error
