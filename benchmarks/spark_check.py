"""Every rule over Spark DataFrames, and the findings beside those of one process, to the letter.

Run: python benchmarks/spark_check.py [--tables milestone_systems:1000000 accelerators:100000] [--folder KEPT]

Each table is corrupted by the same seed (all_layers.py), checked by one process and by Spark, and the two multisets of
findings are compared in DuckDB: key, record, column, rule, severity, layer, value, message, fix, evidence. What is done
is kept in the folder for a day: after an interruption, the same command goes on with the step that was not finished.
Needs Java.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from all_layers import corrupted
from measuring import Row, Used, named

from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import current_day, datasets
from compute_trends.validators.clusters import spark
from compute_trends.validators.clusters.findings import FIELDS, findings_of
from compute_trends.validators.engine import findings_table
from compute_trends.validators.engine.bench import Bench
from compute_trends.validators.engine.judge import judge
from compute_trends.validators.registry import rules_for

#: A column that numbers the rows, so that findings can be told apart whatever their record_id.
NUMBER = "n"
QUICK = {"milestone_systems": 2_000}
FULL = {
    "milestone_systems": 1_000_000,
    "accelerators": 100_000,
    "benchmark_results": 100_000,
}
REST = 10_000

#: How long a step that is done counts, as the code goes on.
KEPT_S = 24 * 3600
FOLDER = Path(tempfile.gettempdir()) / "compute-trends-spark"

#: The least version of Java that pyspark 4 runs on.
LEAST_JAVA = 17

#: Rows whose findings are held at once; of a million rows there are millions.
CHUNK = 100_000


@cache
def session(cores: int) -> Any:
    from pyspark.sql import SparkSession

    found = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.files.maxPartitionBytes", str(64 << 20))
        .getOrCreate()
    )
    found.sparkContext.setLogLevel("ERROR")
    return found


def missing() -> str:
    """What Spark needs and is not here; "" where nothing is missing."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "pyspark is not installed: pip install 'compute-trends[spark]'"
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    if java is None:
        where = f"JAVA_HOME is {home}, where there is none: unset it, or " if home else ""
        return f"Spark needs Java: {where}apt-get install default-jre-headless"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    if found and int(found[1]) < LEAST_JAVA:
        return f"Spark needs Java {LEAST_JAVA} or newer, here is {found[1]}: apt-get install default-jre-headless"
    return ""


def by_one_process(table: Path, dataset: str, output: Path) -> None:
    """The findings of a check by one process, with the numbers of their rows; all of them, however many there are."""
    whole = pq.read_table(table)
    columns = tuple(name for name in whole.column_names if name != NUMBER)
    rules = tuple(rule.id for rule in rules_for(dataset))
    bench = Bench(as_of=current_day())
    findings_table.FINDINGS_LIMIT = sys.maxsize  # of one table; no worker of a cluster sees so many rows
    judge(whole.select(columns), dataset, rules, bench=bench)
    writer = None
    for start in range(0, whole.num_rows, CHUNK):
        found = findings_of(bench.connection, whole, dataset, (NUMBER,), range(start, start + CHUNK))
        writer = writer or pq.ParquetWriter(output, found.schema)
        writer.write_table(found)
    if writer:
        writer.close()


def by_spark(table: Path, dataset: str, output: Path, cores: int) -> int:
    """The findings of a check by Spark; how many."""
    import compute_trends as ct

    report = ct.validate(session(cores).read.parquet(str(table)), dataset, key=[NUMBER])
    report.findings.write.mode("overwrite").parquet(str(output))
    report.unpersist()
    return int(report.total)


def compared(one: Path, many: Path) -> tuple[int, int, int]:
    """Findings of the first alone, of the second alone, and of both, on rows, waived ones left out."""
    connection = duckdb.connect()
    connection.execute("set memory_limit = '2GB'")
    connection.execute(f"set temp_directory = '{one.parent}'")
    fields = ", ".join(f'"{name}"' for name in (NUMBER, *FIELDS))
    ours = f"select {fields} from read_parquet('{one}') where not waived"
    theirs = f"select {fields} from read_parquet('{many}/*.parquet') where {NUMBER} is not null"
    rows = connection.execute(f"select coalesce(max({NUMBER}), 0) from read_parquet('{one}')").fetchall()[0][0]
    counts = [0, 0, 0]
    for start in range(0, rows + 1, CHUNK):
        some = f"and {NUMBER} >= {start}" + ("" if start + CHUNK > rows else f" and {NUMBER} < {start + CHUNK}")
        one_way, other_way = f"({ours} {some})", f"({theirs} {some})"
        asked = (f"{one_way} except all {other_way}", f"{other_way} except all {one_way}", one_way)
        for at, query in enumerate(asked):
            counts[at] += connection.execute(f"select count(*) from ({query})").fetchall()[0][0]
    return counts[0], counts[1], counts[2]


def step(folder: Path, dataset: str, rows: int, cores: int) -> dict[str, Any]:
    """One table, from where an earlier run left off."""
    at = folder / f"{dataset}-{rows}"
    at.mkdir(parents=True, exist_ok=True)
    kept = at / "done.json"
    is_new = kept.is_file() and time.time() - kept.stat().st_mtime < KEPT_S
    done: dict[str, Any] = json.loads(kept.read_text()) if is_new else {}

    def once(name: str, work: Any) -> None:
        if name not in done:
            start = time.perf_counter()
            done[f"{name} result"] = work()
            done[name] = time.perf_counter() - start
            kept.write_text(json.dumps(done))

    once("table", lambda: corrupted(at / "table.parquet", dataset, rows, NUMBER))
    once("one process", lambda: by_one_process(at / "table.parquet", dataset, at / "one.parquet"))
    once("spark", lambda: by_spark(at / "table.parquet", dataset, at / "spark.parquet", cores))
    once("compared", lambda: compared(at / "one.parquet", at / "spark.parquet"))
    return done


def rows_of(tables: dict[str, int], folder: Path, cores: int) -> Iterator[Row]:
    for dataset, rows in tables.items():
        if load_schema(dataset).closed:
            continue
        done = step(folder, dataset, rows, cores)
        alone, other, both = done["compared result"]
        yield Row(
            "Spark",
            f"{dataset}, {rows:,} rows, every rule, local[{cores}]: {both:,} findings",
            Used(done["spark"]),
            f"one process; {named('pyspark')}",
            Used(done["one process"]),
            done["spark"] / done["one process"],
            equal=not alone and not other,
            why=f"{alone:,} findings of one process alone, {other:,} of Spark alone",
        )


def measure(quick: bool) -> Iterator[Row]:
    """Spark beside one process; in full, every dataset that takes submissions."""
    if told := missing():
        yield Row("Spark", "not measured", why=told)
        return
    if not quick:
        yield from rows_of(FULL | {name: REST for name in datasets() if name not in FULL}, FOLDER, 2)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from rows_of(QUICK, Path(folder), 2)


def main() -> None:
    from run import HEAD, line

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    whole = [f"{name}:{rows}" for name, rows in FULL.items()]
    parser.add_argument("--tables", nargs="+", default=whole, metavar="DATASET:ROWS")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--part-rows", type=int, default=spark.PART_ROWS, help="rows of a part that are compared")
    options = parser.parse_args()
    if told := missing():
        sys.exit(told)
    tables = {name: int(rows) for name, _, rows in (item.partition(":") for item in options.tables)}
    spark.PART_ROWS = options.part_rows
    print(HEAD)
    equal = True
    for row in rows_of(tables, options.folder, options.cores):
        print(line(row), "" if row.equal else row.why, flush=True)
        equal &= row.equal is True
    sys.exit(not equal)


if __name__ == "__main__":
    main()
