"""Every rule over tables of milestone systems of a thousand rows to a million, and of two more datasets.

Run: python benchmarks/all_layers.py [--rows 1000 100000] [--dataset milestone_systems] [--findings]

A table is made of shipped records, new ids and names, and about one cell in a row that is another record's, so that
there is about a finding of every second kind; the same rows at every run (`SEED`).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
from measuring import OURS, Row, apart, median, process

from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import find_version

SEED = 22
#: (dataset, rows): the goals, and of which measure.
GOALS: dict[tuple[str, int], tuple[tuple[float, str], ...]] = {
    ("milestone_systems", 100): ((0.5, "CPU s"),),
    ("accelerators", 100_000): ((1000, "MB"),),
    ("benchmark_results", 100_000): ((1000, "MB"),),
}
#: Rows from which on a table has about a finding a row, so that every rule is asked.
LIMITED = 1_000_000
#: The memory that checks of so many rows may take, and the goals of each; in less they are to be slower, but whole.
LIMITS: dict[str, tuple[tuple[float, str], ...]] = {"1GB": ((150, "CPU s"), (1300, "MB")), "500MB": ((650, "MB"),)}
QUICK = (
    ("milestone_systems", 100),
    ("milestone_systems", 1_000),
    ("milestone_systems", 10_000),
    ("accelerators", 2_000),
)
FULL = (
    *((("milestone_systems", rows)) for rows in (100, 1_000, 10_000, 100_000, 1_000_000)),
    ("accelerators", 100_000),
    ("benchmark_results", 100_000),
)
_WHY = "DuckDB takes nine tenths of its time to plan some hundred statements, of the rules that may find something"


def corrupted(path: Path, dataset: str, rows: int, number: str | None = None) -> None:
    """Write a table of corrupted records as Parquet, with a column of numbers if one is named.

    Args:
        path: of the file.
        dataset: whose newest records are taken.
        rows: how many.
        number: name of the column of numbers.
    """
    schema, source = load_schema(dataset), find_version(dataset)
    columns = [name for name in schema.names if name not in source.absent]
    held = source.rows
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    connection.execute(
        f"create table held as select row_number() over () - 1 as place, * from read_parquet('{source.path}')"
    )
    # Hashes of the number of the row and the column decide, so that no schedule does.
    cells = []
    for at, name in enumerate(columns):
        other = f"hash(i, {at}, {SEED}) % {held}"
        swapped = f"hash(i, {at}, {SEED + 1}) % {len(columns)} = 0"
        cell = f"if({swapped}, (select list({name} order by place) from held)[({other})::BIGINT + 1], h.{name})"
        if name == "record_id":
            cell = f"if(i < {held} or hash(i, {SEED}) % 50 = 0, {cell}, h.record_id || '-' || i)"
        elif name == "name":
            cell = f"if(i < {held} or hash(i, {SEED}) % 20 = 0, {cell}, h.name || ' ' || (i // {held}))"
        elif name == "admission":
            cell = "'submitted'"
        cells.append(f"{cell} as {name}")
    numbered = f", i as {number}" if number else ""
    connection.execute(
        f"copy (select {', '.join(cells)}{numbered} from range({rows}) r(i) join held h on h.place = i % {held} "
        f"order by i) to '{path}' (format parquet, compression zstd)"
    )


def measure(quick: bool, tables: Sequence[tuple[str, int]] = ()) -> Iterator[Row]:
    """A row for each goal of each table, or of those that are named."""
    from scale import table

    with tempfile.TemporaryDirectory() as folder:
        for dataset, rows in tables or (QUICK if quick else FULL):
            path, report = Path(folder) / f"{dataset}.parquet", Path(folder) / "report.json"
            is_large = rows >= LIMITED
            apart(table, dataset, rows, path) if is_large else apart(corrupted, path, dataset, rows)
            what, why = f"{dataset}, {rows:,} rows of Parquet", _WHY if rows <= 1000 else ""
            for limit, goals in LIMITS.items() if is_large else (("", GOALS.get((dataset, rows), ((None, "s"),))),):
                # The first of few rows compiles the code and puts the rules' SQL together, which is kept.
                turns = 6 if rows <= 1000 else 1
                used = median([process(command(path, dataset, limit), report) for _ in range(turns)][turns > 1 :])
                if b"not asked" in report.read_bytes():
                    raise SystemExit(f"{what}: some rules were not asked, as there are too many findings")
                told = what + (f", a finding a row, {limit} of memory at most" if limit else "")
                for goal, of in goals:
                    yield Row("all layers", told, used, goal=goal, of=of, why=why)


def command(path: Path, dataset: str, limit: str = "") -> list[str]:
    """The check of a table, in so much memory if any is named."""
    given = ["--memory-limit", limit] if limit else []
    return [*OURS, "check", str(path), "--dataset", dataset, "--limit", "1000", "--format", "json", *given]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", default="milestone_systems")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for rows in options.rows:
            path = Path(folder) / "table.parquet"
            corrupted(path, options.dataset, rows)
            used = process(command(path, options.dataset))
            print(
                f"{options.dataset} {rows:,} rows: {used.seconds:.1f} s, {used.cpu_seconds:.1f} CPU s, "
                f"{used.peak_mb:.0f} MB"
            )


if __name__ == "__main__":
    main()
