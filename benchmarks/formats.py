"""The structure layer in the formats beside CSV and Parquet, with what else reads them: python benchmarks/formats.py

The tables are those of validate.py, of sizes that fit the formats: a workbook or a YAML file of a hundred thousand rows
is none that somebody hands in. frictionless is beside us where it reads the format, on a thousand rows, of which it
takes longest. As ever, we have to find exactly what was seeded.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from measuring import Row
from validate import compare

#: Formats, how many rows, and the tools that read them.
SIZES = {
    "tsv": (100_000, ("duckdb", "polars", "pandera")),
    "jsonl": (100_000, ("duckdb", "polars", "pandera")),
    "json": (100_000, ("duckdb", "polars", "pandera")),
    "xlsx": (10_000, ("pandera",)),
    "yaml": (10_000, ("pandera",)),
}
#: Those that frictionless reads, and of how many rows.
STOCK, STOCK_ROWS = ("tsv", "jsonl", "json", "xlsx"), 1_000
QUICK_ROWS = 1_000


def measure(quick: bool) -> Iterator[Row]:
    """A row for each format and peer."""
    with tempfile.TemporaryDirectory() as name:
        for suffix, (rows, peers) in SIZES.items():
            tools = [tool for tool in peers if find_spec(tool)]
            size, rounds = (QUICK_ROWS, 1) if quick else (rows, 3)
            yield from compare(size, suffix, rounds, tools, Path(name), part="formats")
            if suffix in STOCK and find_spec("frictionless") and not quick:
                yield from compare(STOCK_ROWS, suffix, 1, ["frictionless"], Path(name), part="formats")


def main() -> None:
    from run import HEAD, line

    print(HEAD)
    for row in measure(quick="--quick" in sys.argv):
        print(line(row), row.why if row.equal is False else "", flush=True)


if __name__ == "__main__":
    main()
