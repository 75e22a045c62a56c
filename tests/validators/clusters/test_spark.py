"""Checks of Spark DataFrames on this machine: `nox -s spark`; skipped where there is no pyspark or Java."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import compute_trends as ct
from compute_trends.catalog.errors import ComputeTrendsError, FindingsError, UnknownNameError, UsageError
from compute_trends.tests.validators.clusters.test_worker import drawn, of_whole
from compute_trends.validators.clusters.findings import FIELDS

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'compute-trends[spark]'")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Spark needs Java: apt-get install default-jre-headless", allow_module_level=True)

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

#: For frames of a few rows: compiling what runs once takes longer than to run it.
QUICK = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]")
    for name, value in QUICK.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture
def in_new_york(spark: Any) -> Iterator[Any]:
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    yield spark
    spark.conf.set("spark.sql.session.timeZone", "UTC")


def _found(report: Any, key: str = "n") -> Counter[tuple[Any, ...]]:
    rows = report.findings.collect()
    return Counter((row[key], *(row[name] for name in FIELDS)) for row in rows if row[key] is not None)


def test_every_finding_is_that_of_a_check_of_the_whole(spark: Any, tmp_path: Path) -> None:
    table = drawn("milestone_systems")
    pq.write_table(table, tmp_path / "systems.parquet")
    frame = spark.read.parquet(str(tmp_path / "systems.parquet"))
    report: Any = ct.validate(frame.repartitionByRange(2, "n"), key=["n"])
    whole = ct.validate(table.drop(["n"]), "milestone_systems")
    assert _found(report) == of_whole(table, "milestone_systems")
    assert (report.dataset, report.records) == ("milestone_systems", table.num_rows)
    # The key is a column that the dataset does not declare, which is told as it is of every table.
    assert (report.errors, report.warnings, report.waived) == (whole.errors + 1, whole.warnings, whole.waived)
    assert sum(report.by_rule.values()) == report.total == report.findings.count()
    assert report.findings.columns == ["n", *FIELDS]
    first = list(report.first(3))
    assert first[0].rule == "structure-unknown-column"
    assert report.fails()
    with pytest.raises(FindingsError, match=r"240 records of milestone_systems: [\d,]+ errors"):
        report.raise_for_errors()
    report.unpersist()


def test_what_follows_from_the_whole_of_a_table_is_told_once(spark: Any) -> None:
    rows = [(f"a-{at}", f"Name {at}", "NA" if at % 2 else "3", None, at) for at in range(8)] + [(None,) * 5]
    frame = spark.createDataFrame(rows, "record_id string, name string, citations string, admission string, n int")
    report: Any = ct.validate(frame.repartition(4), "milestone_systems", select=["structure"], key="n")
    told = {row["rule"]: row["message"] for row in report.findings.where("n is null").collect()}
    table = pa.table({name: [row[at] for row in rows] for at, name in enumerate(frame.columns[:4])})
    whole = ct.validate(table, "milestone_systems", select=["structure"])
    assert report.records == whole.records == 8
    words = "4 cells hold NA, as R writes what is missing; they are read as empty"
    assert told["structure-missing-value"] == words
    assert words in [finding.message for finding in whole]
    assert "structure-unknown-column" in told
    assert "structure-type" not in report.by_rule
    empty: Any = ct.validate(frame.limit(0), "milestone_systems", key="n")
    assert "structure-empty" in empty.by_rule
    nothing: Any = ct.validate(spark.createDataFrame([(1,)], "x int"), key="x")
    assert list(nothing.by_rule) == ["structure-dataset"]
    assert nothing.dataset is None


def test_days_do_not_depend_on_the_time_zone_of_the_session(in_new_york: Any) -> None:
    day = dt.date(2024, 3, 2)
    rows = [("a", "A", day, "upstream")]
    frame = in_new_york.createDataFrame(rows, "record_id string, name string, publication_date date, admission string")
    as_ntz = frame.withColumn("publication_date", frame.publication_date.cast("timestamp_ntz"))
    by_rule = [ct.validate(item, "milestone_systems").by_rule for item in (frame, as_ntz)]
    assert "structure-type" not in by_rule[0]
    assert by_rule[0].items() <= by_rule[1].items()  # beside which it is told that dates are stored otherwise
    as_instant = frame.withColumn("publication_date", frame.publication_date.cast("timestamp"))
    with pytest.raises(UsageError, match=r"publication_date is a timestamp, .*America/New_York.*cast\('date'\)"):
        ct.validate(as_instant, "milestone_systems")


def test_frames_that_cannot_be_judged_are_refused_in_one_line(spark: Any) -> None:
    frame = spark.createDataFrame([("a", "A")], "record_id string, name string")
    cases = [
        (frame, (), UsageError, "name the columns that tell them apart with key="),
        (frame, ("colour",), UnknownNameError, "no column of the DataFrame 'colour'"),
        (frame.drop("record_id"), None, UsageError, "has no column record_id: name the columns"),
        (frame.withColumnRenamed("name", "rule"), ("rule",), UsageError, "findings have a column rule of their own"),
        (frame.selectExpr("*", "name"), None, UsageError, "several columns called name"),
        (
            frame.selectExpr("record_id", "interval '1' month as name"),
            None,
            UsageError,
            r"name is of the type interval",
        ),
    ]
    for table, key, error, message in cases:
        with pytest.raises(error, match=message) as raised:
            ct.validate(table, "milestone_systems", key=key)
        assert "\n" not in str(raised.value)
    untyped: Any = {"record_id": "a"}
    with pytest.raises(UsageError, match="key= is for the rows of a Spark DataFrame"):
        ct.validate(untyped, "milestone_systems", key=["record_id"])
    with pytest.raises(UsageError, match="a memory limit of 10MB is too little: a check of many rows takes 300 MB"):
        ct.validate(frame, "milestone_systems", memory_limit="10MB")
    with pytest.raises(
        UsageError, match=r"^the column k of the key is of the type map<string,int>, which has no order"
    ):
        ct.validate(frame.selectExpr("*", "map('a', 1) as k"), "milestone_systems", key="k")


@pytest.mark.parametrize(
    ("cell", "expression"),
    [
        (pa.array([[1, 2]]), "array(1, 2)"),
        (pa.array([{"a": 1}]), "named_struct('a', 1)"),
        (pa.array([b"abc"]), "cast('abc' as binary)"),
        (pa.array([True]), "true"),
    ],
    ids=["array", "struct", "binary", "boolean"],
)
def test_cells_of_another_type_than_is_declared_are_findings(spark: Any, cell: pa.Array, expression: str) -> None:
    table = pa.table({"record_id": ["a"], "name": ["A"], "citations": cell})
    frame = spark.sql(f"select 'a' as record_id, 'A' as name, {expression} as citations")
    whole, report = (ct.validate(item, "milestone_systems", select=["structure"]) for item in (table, frame))
    [told], [found] = ([item for item in each.first(99) if item.column == "citations"] for each in (whole, report))
    assert (found.rule, found.value, found.message) == (told.rule, told.value, told.message)
    assert found.rule == "structure-type"


def test_what_spark_hands_over_is_asked_of_any_version_of_it(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyspark.errors import PySparkTypeError
    from pyspark.sql import types

    from compute_trends.validators.clusters.frames import is_handed_over

    assert is_handed_over(types.TimestampType())
    assert not is_handed_over(types.YearMonthIntervalType())

    def older(dt: Any, error_on_duplicated_field_names_in_struct: bool = False, timestamp_utc: bool = True) -> None:
        if not isinstance(dt, types.StringType):
            raise PySparkTypeError("[UNSUPPORTED_DATA_TYPE]")

    monkeypatch.setattr("pyspark.sql.pandas.types.to_arrow_type", older)
    assert is_handed_over(types.StringType())
    assert not is_handed_over(types.DateType())


def test_what_is_longer_than_is_read_is_told_of_the_whole_table(spark: Any) -> None:
    select = "select 'a' as record_id, repeat('x', 3000000) as name union all select 'b', 'B'"
    report = ct.validate(spark.sql(select), "milestone_systems")
    whole = ct.validate(pa.table({"record_id": ["a", "b"], "name": ["x" * 3_000_000, "B"]}), "milestone_systems")
    [told], [found] = whole.findings, list(report.first(9))
    assert (found.rule, found.message, found.fix) == (told.rule, told.message, told.fix)
    assert (report.records, report.errors) == (whole.records, 1)
    nested = "select 'a' as record_id, named_struct('a', repeat('x', 3000000)) as name"
    with pytest.raises(ComputeTrendsError, match=r"^the value of 'name' is longer than [\d,]+ characters"):
        ct.validate(spark.sql(nested), "milestone_systems")


def test_records_that_we_hold_are_told_of_as_a_revision(spark: Any) -> None:
    ids = [row[0] for row in ct.sql("select record_id from milestone_systems order by all limit 3").fetchall()]
    table = pa.table({"record_id": ids, "name": ["A", "B", "C"]})
    frame = spark.createDataFrame(list(zip(ids, "ABC", strict=True)), "record_id string, name string")
    report = ct.validate(frame, "milestone_systems")
    assert report.notes == ct.validate(table, "milestone_systems").notes
    assert report.notes == [f"table: a revision of {ids[0]} and 2 more, held already; accept shows what it changes"]
    assert ct.validate(frame, "milestone_systems", select=["structure"]).notes == []
    assert "a revision of" in report._repr_html_()
    ours = ct.load("milestone_systems", as_="pyarrow").slice(0, 2).to_pylist()
    both = [(ours[0]["record_id"], "A", "upstream"), (ids[1], "B", "submitted")]
    beside_ours = spark.createDataFrame(both, "record_id string, name string, admission string")
    assert ct.validate(beside_ours, "milestone_systems").notes == []


def test_a_dataset_that_takes_no_submissions_refuses_them_all(spark: Any) -> None:
    closed = next(name for name in ct.datasets() if ct.describe(name) and _closed(name))
    frame = spark.createDataFrame([("a",), ("b",)], "record_id string")
    report: Any = ct.validate(frame, closed)
    assert report.by_rule.pop("structure-closed") == 1
    assert report.errors >= 1


def _closed(dataset: str) -> bool:
    from compute_trends.catalog.schema import load_schema

    return bool(load_schema(dataset).closed)


def test_waivers_cover_findings_and_name_records_that_are_there(spark: Any, tmp_path: Path) -> None:
    frame = spark.createDataFrame([("a-system", "A system")], "record_id string, name string")
    plain: Any = ct.validate(frame, "milestone_systems")
    rule = next(name for name in plain.by_rule if not name.startswith("structure-"))
    entry = {"rule": rule, "record": "a-system", "reason": "It is right.", "expires": "2999-01-01"}
    path = tmp_path / "waivers.yaml"
    path.write_text("- " + "\n  ".join(f"{name}: {value}" for name, value in entry.items()) + "\n")
    waived: Any = ct.validate(frame, "milestone_systems", waivers=[path])
    assert waived.waived == plain.by_rule[rule]
    assert waived.total == plain.total - waived.waived
    assert waived.notes == []
    day = dt.date(2998, 12, 1)
    told: Any = ct.validate(frame, "milestone_systems", waivers=[path], as_of=day)
    said = f"{path}: the waiver of {rule} for a-system expires on 2999-01-01"
    assert told.notes == [f"{said}; look at its finding again before the next release"]
    late: Any = ct.validate(frame, "milestone_systems", waivers=[path], as_of=dt.date(2999, 2, 1))
    assert late.by_rule["structure-waiver"] == 1
    assert (late.waived, late.notes) == (1, [])
    path.write_text(path.read_text().replace(f"rule: {rule}", "rule: date-in-future"))
    unused: Any = ct.validate(frame, "milestone_systems", waivers=[path], as_of=dt.date(2999, 2, 1))
    assert unused.notes == [
        f"{path}: the waiver of date-in-future for a-system expired on 2999-01-01; it covers nothing here"
    ]
    path.write_text(path.read_text().replace("a-system", "nobody"))
    with pytest.raises(UsageError, match="waivers name records that neither"):
        ct.validate(frame, "milestone_systems", waivers=[path])


def test_what_a_worker_cannot_do_is_one_line_on_the_driver(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = spark.createDataFrame([("a", "A")], "record_id string, name string")
    text = "Traceback\n  File x\nduckdb.Error: x\nWorkerError: the temporary folder of a worker is full; set another\n"
    from compute_trends.validators.clusters import frames

    with pytest.raises(ComputeTrendsError, match=r"^the temporary folder of a worker is full; set another$"):
        raise frames.told(text)
    with pytest.raises(UsageError, match="workers lacks duckdb: install compute-trends"):
        raise frames.told("PythonException\nModuleNotFoundError: No module named 'duckdb.x'\n")
    for said, advice in (
        (": java.lang.IllegalStateException: Cannot call methods on a stopped SparkContext.", "session .* was stopped"),
        ("java.lang.OutOfMemoryError: Java heap space", "raise spark.executor.memory"),
        ("Python worker exited unexpectedly (crashed): java.io.EOFException", "raise spark.executor.memoryOverhead"),
        ("An error occurred\n: java.io.IOException: No space left on device", "set spark.local.dir"),
        ("[Errno 111] Connection refused", "Java is gone"),
        ("An error occurred while calling o1.x.\n: java.lang.Error: no\n at x", "^Spark failed: java.lang.Error: no$"),
    ):
        with pytest.raises(ComputeTrendsError, match=advice) as raised:
            raise frames.told(said)
        assert "\n" not in str(raised.value)
    monkeypatch.setattr("pandas.__version__", "1.5.0")
    with pytest.raises(UsageError, match=r"with pyspark 4\.\S+: .*[Pp]andas >= \S+ must be installed"):
        ct.validate(frame, "milestone_systems")
    monkeypatch.setattr("pyspark.__version__", "3.5.1")
    with pytest.raises(UsageError, match=r"needs pyspark 4\.0 or newer, here is 3\.5\.1"):
        ct.validate(frame, "milestone_systems")


def test_a_trend_runs_its_script_on_the_columns_that_it_reads(spark: Any, tmp_path: Path) -> None:
    name = "epoch-training-compute-2026"
    ours = ct.trend(name)
    pq.write_table(ct.load("milestone_systems", version=ours.version, as_="pyarrow"), tmp_path / "systems.parquet")
    given = ct.trend(name, data=spark.read.parquet(str(tmp_path / "systems.parquet")))
    assert (given.value, given.n, given.version) == (ours.value, ours.n, "own rows")
    assert given.points.num_rows == ours.points.num_rows


def test_a_frame_whose_session_was_stopped_is_refused_in_one_line(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    frame = spark.createDataFrame([("a", "A")], "record_id string, name string")
    monkeypatch.setattr(SparkContext, "_active_spark_context", None)
    monkeypatch.setattr(SparkSession, "getActiveSession", classmethod(lambda cls: None))
    with pytest.raises(ComputeTrendsError, match=r"^the Spark session of the DataFrame was stopped: make one"):
        ct.validate(frame, "milestone_systems")
