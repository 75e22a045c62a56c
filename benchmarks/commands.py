"""Other commands beside what does the same: SQL to files, loading, diff of two states, reproduce, build.

Run: python benchmarks/commands.py [--quick]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import duckdb
from all_layers import corrupted
from measuring import OURS, Row, apart, named, pairs, process

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import find_version

DATASET = "milestone_systems"
#: What writes the same with DuckDB alone, by form.
COPIES = {"csv": "(format csv)", "jsonl": "(format json)", "parquet": "(format parquet, compression zstd)"}
#: Ours checks each number, text and key, and opens nothing but the datasets to a query.
GOALS = {"csv": 1.3, "jsonl": 1.3, "parquet": 1.3}
_PARQUET = "to start and to import Arrow takes {:.1f} s more than bare DuckDB takes to start"
_TEXTS = "to start takes 0.2 s more than bare DuckDB takes, and rows pass through Python, as the query may open no file"
_LOAD = "import compute_trends as ct; ct.load('milestone_systems')"
_PLAIN_LOAD = "import pyarrow.parquet as pq; pq.read_table('{}')"


def sql(rows: int, rounds: int, folder: Path) -> Iterator[Row]:
    """Rows of a file through `compute-trends sql`, and through DuckDB's own writer."""
    table = folder / "systems.parquet"
    apart(corrupted, table, DATASET, rows)
    for form, options in COPIES.items():
        ours, theirs = folder / f"ours.{form}", folder / f"theirs.{form}"
        select = f"select * from read_parquet('{table}')"
        command = [*OURS, "sql", "--allow-external", "--force", "--output", str(ours), select]
        program = f"import duckdb; duckdb.connect().execute(\"copy ({select}) to '{theirs}' {options}\")"
        mine, its, ratio = pairs(partial(process, command), partial(process, [sys.executable, "-c", program]), rounds)
        peer = f"{named('duckdb')}, COPY"
        equal = apart(_same_rows, ours, theirs)
        why = _PARQUET.format(mine.seconds - its.seconds) if form == "parquet" else _TEXTS
        yield Row(
            "commands", f"sql to {form}, {rows:,} rows", mine, peer, its, ratio, GOALS[form], equal=equal, why=why
        )


def _same_rows(ours: Path, theirs: Path) -> bool:
    """Whether two files hold the same rows; numbers may be written in several ways."""
    reader = {"csv": "read_csv", "jsonl": "read_json", "parquet": "read_parquet"}[ours.suffix[1:]]
    one, two = (f"select * from {reader}('{path}')" for path in (ours, theirs))
    connection = duckdb.connect()
    query = f"select count(*) from (({one}) except all ({two}))"
    counts = [connection.execute(f"select count(*) from ({text})").fetchall() for text in (one, two)]
    return counts[0] == counts[1] and connection.execute(query).fetchall() == [(0,)]


def _copied(statement: str) -> None:
    duckdb.connect().execute(statement)


def diff(rows: int, folder: Path) -> Iterator[Row]:
    """Two states that differ in every second row, in a new process."""
    made, before, after = (folder / f"{name}.parquet" for name in ("made", "before", "after"))
    apart(corrupted, made, DATASET, rows)
    # A state holds a record once; of the ids that were made up to repeat one row is kept.
    apart(_copied, f"copy (select distinct on (record_id) * from '{made}') to '{before}' (compression zstd)")
    half = "training_compute_flop * if(hash(record_id) % 2 = 0, 1.5, 1)"
    columns = f"* replace ({half} as training_compute_flop)"
    apart(_copied, f"copy (select {columns} from '{before}') to '{after}' (compression zstd)")
    used = process([*OURS, "diff", DATASET, str(before), str(after)], statuses=(0,))
    count = duckdb.connect().execute(f"select count(*) from '{before}'").fetchall()[0][0]
    yield Row("commands", f"diff of {count:,} rows", used, goal=1000, of="MB")


def measure(quick: bool) -> Iterator[Row]:
    """A row for each command."""
    rounds, rows = (3, 50_000) if quick else (5, 200_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from sql(rows, rounds, folder)
        yield from diff(rows, folder)
        plain = _PLAIN_LOAD.format(find_version(DATASET).path)
        loads = ([sys.executable, "-c", text] for text in (_LOAD, plain))
        mine, its, ratio = pairs(*(partial(process, command) for command in loads), rounds=3 * rounds)
        why = "beside reading the file it describes each column, and its sources from origin.yaml"
        yield Row("commands", "load milestone_systems", mine, named("pyarrow"), its, ratio, 2.0, why=why)
        yield Row("commands", "reproduce, all studies", process([*OURS, "reproduce"]))
        checkout = folder / "checkout"
        subprocess.run(["git", "clone", "-q", str(PACKAGE_ROOT.resolve()), str(checkout)], check=True)
        yield Row("commands", "build, nothing to do", process([*OURS, "build", "--root", str(checkout)]))


def main() -> None:
    from run import HEAD, line

    print(HEAD)
    for row in measure("--quick" in sys.argv):
        print(line(row), flush=True)


if __name__ == "__main__":
    main()
