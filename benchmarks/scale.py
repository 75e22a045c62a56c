"""All rules on large tables: python benchmarks/scale.py [--dataset D] [--rows N ...] [--memory-limit SIZE ...]

The rows are shipped records again, with ids, names, dates, links and quantities of their own and the evidence that a
submission owes, so that about one finding a row is left. Each check is a process of its own that writes every finding
as JSON Lines. The table printed has its seconds, those of CPU, and its peak memory; the findings of all memory limits
have to be the same, else the program fails.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from compute_trends.catalog.doors.connect import select_statement
from compute_trends.catalog.schema import Column, load_schema
from compute_trends.catalog.versions import find_version

OURS = [sys.executable, "-c", "from compute_trends.cli.main import main; main()"]

SOTA = "list_contains(inclusion_criteria, 'sota_improvement')"

#: Columns with a value of their own in every row: SQL over `i`, the number of the row, and the shipped record.
OWN = {
    "admission": "'submitted'",
    "source": "'submitted'",
    "source_url": "'https://papers.nips.cc/paper/' || i",
    "source_urls": "null::VARCHAR",
    "reference": "coalesce(reference, 'A report on ' || i)",
    "sota_score_as_reported": f"if({SOTA}, '90.5 in test ' || i, null)",
    "sota_benchmark": f"if({SOTA}, 'Test ' || i, null)",
    "inclusion_note": "coalesce(inclusion_note, 'Claimed in report ' || i)",
    "citations_date": "if(citations is not null, date '2026-08-01', null)",
    "publication_date_precision": "'day'",
    "has_learning_component": "true",
    "shows_experimental_results": "true",
    "advances_state_of_the_art": "true",
    "training_compute_method": "if(training_compute_flop is not null, 'reported', null)",
}
NAMES = ("name", "accelerator_name", "model_version")

#: What names are made of: 32 syllables, three or more of them by the number of the row.
SYLLABLES = "bacadefegihojukulemanopirosatuvexizoyakebimolupa"


def table(dataset: str, rows: int, path: Path) -> None:
    """Write so many rows of a dataset as Parquet."""
    schema, shipped = load_schema(dataset), find_version(dataset)
    # The digits of a number that is scattered over a large range: neighbours in the table have unlike names.
    scattered = "(i * 2654435761 % 1000000007)"
    syllables = " || ".join(f"substr('{SYLLABLES}', 1 + 2 * ({scattered} // {24**at} % 24), 2)" for at in range(7))

    name = f"{syllables} || ' ' || {next(c.name for c in schema.columns if c.name in NAMES)}"

    def own(column: Column) -> str:
        if column.name == "record_id":
            return f"trim(regexp_replace(lower(strip_accents({name})), '[^a-z0-9]+', '-', 'g'), '-') || '-' || i"
        if column.name in OWN:
            return OWN[column.name]
        if column.name in NAMES:
            return f"if({column.name} is null, null, {syllables} || ' ' || {column.name})"
        if column.type == "number" and column.maximum is None:
            return f"{column.name} * (1 + (i % 1000) / 20000.0)"
        if column.type == "date" and column.name in ("publication_date", "release_date"):
            return f"{column.name} - (i % 700)::integer"
        return column.name

    cells = ", ".join(f"{own(column)} as {column.name}" for column in schema.columns)
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "2GB"})
    connection.execute("set enable_progress_bar = false")
    connection.execute(
        f"create table shipped as select row_number() over () - 1 as place, * from ({select_statement(shipped)})"
    )
    connection.execute(
        f"copy (select {cells} from range({rows}) t(i) join shipped on place = i % (select count(*) from shipped)) "
        f"to '{path}' (format parquet, compression zstd)"
    )


def measured(arguments: list[str], output: Path) -> tuple[float, float, int]:
    """Seconds, seconds of CPU and megabytes at most of a check."""
    start = time.perf_counter()
    with output.open("wb") as stream:
        process = subprocess.Popen([*OURS, "check", *arguments], stdout=stream, stderr=subprocess.PIPE)
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"check {' '.join(arguments)} failed: {said.decode()}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dataset", default="milestone_systems")
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000])
    parser.add_argument("--memory-limit", nargs="+", default=["1GB"])
    parser.add_argument("--layers", default="", help="rules or layers to confine the check to")
    parser.add_argument(
        "--keep", type=Path, help="a folder for the tables, which are made anew only where it lacks them"
    )
    options = parser.parse_args()
    print(f"{'rows':>10} {'limit':>7} {'findings':>10} {'s':>7} {'CPU s':>7} {'MB':>6}  findings' hash")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        for rows in options.rows:
            path, hashes = folder / f"{options.dataset}-{rows}.parquet", set()
            if not path.exists():
                table(options.dataset, rows, path)
            for limit in options.memory_limit:
                output = Path(temporary) / "findings.jsonl"
                chosen = ["--select", options.layers] if options.layers else []
                given = ["--dataset", options.dataset, "--format", "jsonl", "--limit", "0", *chosen]
                seconds, cpu, memory = measured([*given, "--memory-limit", limit, str(path)], output)
                with output.open("rb") as stream:
                    found = hashlib.file_digest(stream, "sha256").hexdigest()[:12]
                with output.open("rb") as stream:
                    number = sum(1 for _ in stream)
                hashes.add(found)
                print(
                    f"{rows:>10} {limit:>7} {number:>10} {seconds:>7.1f} {cpu:>7.1f} {memory:>6}  {found}", flush=True
                )
            if len(hashes) > 1:
                sys.exit("the findings differ between the limits")


if __name__ == "__main__":
    main()
