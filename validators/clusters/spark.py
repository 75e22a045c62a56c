"""Checks of Spark DataFrames: Spark moves the rows, DuckDB judges them within its workers, by the SQL of every check.

Rules that judge a row by itself see the rows as they come. Rules that compare rows see those that share a key together
(`rule.Keys`): a row is judged in one part of the table, at home, and whatever has a key in common with it is copied
there. Where each row has one key that is a repartition by the key; where rows have several, as names of two spans of
time have, the rows of a key go to the home of each of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial, reduce
from itertools import chain
from typing import TYPE_CHECKING

from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.versions import current_day
from compute_trends.validators.clusters import worker
from compute_trends.validators.clusters.facts import facts, quoted, without_words
from compute_trends.validators.clusters.findings import FIELDS, IS_HOME
from compute_trends.validators.clusters.frames import check_columns, check_key, check_versions, is_handed_over, one_line
from compute_trends.validators.clusters.report import SparkReport
from compute_trends.validators.clusters.waiving import refuse_unknown, waiver_notes
from compute_trends.validators.clusters.worker import KEYS, ROW, Job
from compute_trends.validators.engine.bench import Bench
from compute_trends.validators.engine.judge import judge
from compute_trends.validators.engine.reach import Reaches, reaches
from compute_trends.validators.reading.frames import LABEL
from compute_trends.validators.reading.raw_table import Problem
from compute_trends.validators.registry import find_rule, structure_rules
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.reports.wording import revision
from compute_trends.validators.structure.rules import ALWAYS
from compute_trends.validators.waivers import Waiver

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.types import StructType

#: Rows of a part whose rows are compared with each other.
PART_ROWS = 100_000

#: What the engine asks of every record beside the columns of its rules.
_OF_EVERY_RECORD = ("record_id", "admission")

#: What follows from rows, and is counted by Spark.
_COUNTED = ("structure-empty", "structure-missing-value")

_PART, _KEY, _HOME = "ct_part", "ct_key", "ct_home"


def check_frame(
    frame: DataFrame,
    dataset: str | None,
    rules: frozenset[str],
    *,
    key: Sequence[str] = ("record_id",),
    waivers: Sequence[Waiver] = (),
    as_of: dt.date | None = None,
    memory_limit: str | int | None = None,
) -> SparkReport:
    """Check the rows of a Spark DataFrame.

    Args:
        frame: the rows; dates are dates, or timestamps in a session whose time zone is UTC.
        dataset: what the records are meant for; None to find it from the columns.
        rules: ids.
        key: the columns that tell rows apart, which findings repeat.
        waivers: given ones.
        as_of: the day of the check, on all workers.
        memory_limit: of each worker.

    Raises:
        UsageError: the frame, the key or the limit are none to judge with; workers lack the package.
        ComputeTrendsError: a worker failed.
    """
    check_versions("the check of a Spark DataFrame")
    bench = Bench(as_of=as_of or current_day(), memory_limit=memory_limit)
    with one_line():
        names = check_key(frame, key, (*FIELDS, "waived"))
        about = judge(_without_rows(frame), dataset, rules, bench=bench)
        problems = [finding for finding in about if finding.rule not in _COUNTED]
        if about.files[0].dataset is None:
            return SparkReport(_as_frame(frame, names, problems), names, None, 0, about.notes)
        schema = load_schema(about.files[0].dataset)
        columns = tuple(name for name in frame.columns if name in schema.names)
        check_columns(frame, schema, (*names, *columns))
        counted = facts(frame, schema)
        if counted.unreadable:
            problems = [_finding(counted.unreadable)]
            return SparkReport(_as_frame(frame, names, problems), names, schema.name, 0, about.notes)
        problems += [_finding(problem) for problem in counted.problems if problem.rule in rules | ALWAYS]
        if counted.uninvited:  # it takes none of these records, so that nothing is to be said of them
            problems = [*problems, *judge([{"record_id": "any"}], schema.name, (), bench=bench)]
            return SparkReport(_as_frame(frame, names, problems), names, schema.name, 0, about.notes)
        refuse_unknown(frame, waivers, bench)
        job = Job(
            schema.name, (), columns, names, bench.day, tuple(waivers), counted.holds_ours, memory_limit=memory_limit
        )
        told = without_words(frame.select(*map(quoted, dict.fromkeys((*names, *columns)))), schema, counted.words)
        found, held = _findings(told, schema, reaches(schema.name, rules), job, counted.rows)
        whole = reduce(lambda one, other: one.unionByName(other), [_as_frame(frame, names, problems), *found])
        notes = list(about.notes)
        if counted.revised and not rules <= set(structure_rules()):
            notes.append(revision(LABEL, counted.revised[0], len(counted.revised)))
        report = SparkReport(whole, names, schema.name, counted.records, notes)
        report.notes += waiver_notes(report.with_waived, schema.name, waivers, bench)
        for frame in held:
            frame.unpersist()
        return report


def _without_rows(frame: DataFrame) -> pa.Table:
    """The columns of the frame as Arrow: what findings on the columns follow from."""
    from pyspark.sql import functions as f

    shown = [
        # refused later, if the dataset declares such a column
        f.col(quoted(name)) if is_handed_over(field.dataType) else f.lit(None).cast("string").alias(name)
        for name, field in zip(frame.columns, frame.schema.fields, strict=True)
    ]
    return frame.limit(0).select(*shown).toArrow()


def _findings(
    frame: DataFrame, schema: TableSchema, reach: Reaches, job: Job, rows: int
) -> tuple[list[DataFrame], list[DataFrame]]:
    """The findings on rows, by kinds of rules, and the frames that are held for them."""
    found, held, shape = [], [], _shape(frame, job.key)
    if reach.row:
        of_row = replace(job, rules=tuple(sorted(reach.row)))
        found.append(frame.mapInArrow(partial(worker.judge_rows, job=of_row), shape))
    groups: dict[str, list[str]] = {}
    for rule, keys in sorted(reach.keys.items()):
        groups.setdefault(keys, []).append(rule)
    read = [columns_read(schema, rules, job.columns) for rules in groups.values()]
    if groups:
        keyed = _keyed(frame, replace(job, columns=tuple(dict.fromkeys(chain(*read))), keys=tuple(groups))).persist()
        held.append(keyed)
        parts = max(1, -(-rows // PART_ROWS))
        numbers = _key_numbers(keyed, len(groups))
        for place, (rules, columns) in enumerate(zip(groups.values(), read, strict=True)):
            if numbers[place]:
                of_keys = replace(job, rules=tuple(rules), columns=columns)
                together = _together(keyed, of_keys, place, parts, is_alone=numbers[place] == 1)
                found.append(together.mapInArrow(partial(worker.judge_keyed, job=of_keys), shape))
    return found, held


def columns_read(schema: TableSchema, rules: list[str], held: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of the frame that rules which compare records read."""
    declared = [find_rule(rule) for rule in rules]
    names = {name for rule in declared if rule.sql is not None for name in rule.columns(schema)}
    return tuple(name for name in held if name in names or name in _OF_EVERY_RECORD)


def _keyed(frame: DataFrame, job: Job) -> DataFrame:
    """The columns that are compared, the number of each row, and its keys."""
    from pyspark.sql.types import ArrayType, IntegerType, LongType, StructField, StructType

    kept = frame.select(*map(quoted, dict.fromkeys((*job.key, *job.columns))))
    key = StructType(
        [StructField("place", IntegerType()), StructField("key", LongType()), StructField("home", LongType())]
    )
    fields = [StructField(field.name, field.dataType) for field in kept.schema.fields]
    shape = StructType([*fields, StructField(ROW, LongType()), StructField(KEYS, ArrayType(key))])
    return kept.mapInArrow(partial(worker.keyed_rows, job=job), shape)


def _key_numbers(keyed: DataFrame, groups: int) -> list[int]:
    """How many keys of each group a row has at most."""
    from pyspark.sql import functions as f

    most = [f.max(f.size(_of_group(place))).alias(f"most_{place}") for place in range(groups)]
    [row] = keyed.agg(*most).collect()
    return [number or 0 for number in row]


def _of_group(place: int) -> Column:
    from pyspark.sql import functions as f

    return f.filter(f.col(KEYS), lambda key: key["place"] == place)


def _together(keyed: DataFrame, job: Job, place: int, parts: int, *, is_alone: bool) -> DataFrame:
    """The rows with a key of a group, so divided that each is at home in a part with all that share a key with it.

    Args:
        keyed: rows with their keys.
        job: with the columns that are compared.
        place: of the group.
        parts: how many.
        is_alone: whether no row has several keys.
    """
    from pyspark.sql import functions as f

    names = [*dict.fromkeys((*job.key, *job.columns)), ROW]
    rows = keyed.select(*map(quoted, names), f.explode(_of_group(place)).alias(KEYS))
    home = f.pmod(f.col(f"{KEYS}.home"), f.lit(parts))
    if is_alone or parts == 1:
        divided = rows.select(*map(quoted, names), f.lit(True).alias(IS_HOME), home.alias(_PART))
    else:
        own = rows.select(*map(quoted, names), f.col(f"{KEYS}.key").alias(_KEY), home.alias(_HOME))
        homes = own.select(_KEY, f.col(_HOME).alias(_PART)).distinct()
        at_home = (f.col(_HOME) == f.col(_PART)).alias(IS_HOME)
        divided = own.join(homes, _KEY).select(*map(quoted, names), at_home, _PART)
    return divided.repartition(parts, _PART)


def _shape(frame: DataFrame, key: tuple[str, ...]) -> StructType:
    """The columns of findings."""
    from pyspark.sql.types import BooleanType, StringType, StructField, StructType

    held = [StructField(name, frame.schema[name].dataType) for name in key]
    texts = [StructField(name, StringType()) for name in FIELDS]
    return StructType([*held, *texts, StructField("waived", BooleanType())])


def _as_frame(frame: DataFrame, key: tuple[str, ...], findings: Sequence[Finding]) -> DataFrame:
    """Findings on the whole of the table, which have no key."""
    rows = [(*(None for _ in key), *(getattr(finding, name) for name in FIELDS), False) for finding in findings]
    return frame.sparkSession.createDataFrame(rows, _shape(frame, key))


def _finding(problem: Problem) -> Finding:
    rule = find_rule(problem.rule)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        layer=rule.layer,
        file=LABEL,
        line=None,
        record=None,
        column=problem.column,
        value=problem.value,
        message=problem.message,
        fix=problem.fix or rule.fix,
    )
