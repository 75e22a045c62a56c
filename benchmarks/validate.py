"""The structure layer beside its peers, every run a whole process, the peers in the same rounds.

Run: python benchmarks/validate.py [--rows 1000 100000] [--formats csv parquet] [--rounds 5] [--tools ...]

A table like milestone_systems, 20 columns wide, carries errors in 0.1% of its rows (small ones: each kind once). We
have to find exactly the seeded (row, column, rule), else the program fails; what peers miss or add is printed. The
table printed shows the median seconds and peak memory of each tool and the median of the ratios of our time to its
time, round by round, so that a busy machine disturbs both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from measuring import OURS, Row, Used, apart, median, named, pairs, process
from tables import COLUMNS, NAMES, Cell, cells_of, make_table

from compute_trends.catalog.paths import PACKAGE_ROOT

DATASET = "milestone_systems"
#: Rows of the largest table, and the memory in which it is to be checked.
_MANY, _LITTLE = 10_000_000, "500MB"
SCHEMA = PACKAGE_ROOT / "schemas" / f"{DATASET}.json"
TOOLS = ("duckdb", "polars", "pandera", "dataframely", "frictionless")
#: Tools that report every occurrence of a repeated key, not only the later ones.
FLAGS_ALL_REPEATS = frozenset({"pandera", "dataframely"})

#: The most that our time may be of a tool's, by rows and format.
GOALS = {
    (100_000, "csv", "frictionless"): 0.08,
    (1_000_000, "csv", "dataframely"): 0.9,
    (1_000_000, "csv", "polars"): 1.2,
    (1_000_000, "parquet", "duckdb"): 1.0,
    (1_000_000, "parquet", "dataframely"): 0.64,
    (1_000_000, "parquet", "pandera"): 0.42,
}
WHY = {
    "csv": "it reads every line as it stands, for the place of a finding, and judges every cell of every column",
    "parquet": "it decodes every column of every row group, also those of which no rule asks, so that damage is told",
}


def spec(folder: Path) -> Path:
    fields = {field["name"]: field for field in json.loads(SCHEMA.read_text())["fields"]}
    columns = [
        {"name": name, "type": fields[name]["type"], "itemEnum": fields[name].get("itemEnum")}
        | fields[name].get("constraints", {})
        for name in COLUMNS
    ]
    path = folder / "spec.json"
    path.write_text(json.dumps(columns))
    return path


def command_of(tool: str, table: Path, spec_path: Path, output: Path) -> list[str]:
    if tool == "ours":
        options = ["--dataset", DATASET, "--select", "structure", "--format", "json"]
        return [*OURS, "check", str(table), *options]
    if tool == "frictionless":
        # It takes no absolute paths, so it runs in the table's folder.
        stock = str(Path(sys.executable).parent / "frictionless")
        return [stock, "validate", table.name, "--schema", "schema.json", "--limit-errors", "1000000", "--json"]
    return [
        sys.executable,
        str(Path(__file__).with_name("validate_peers.py")),
        tool,
        str(table),
        str(spec_path),
        str(output),
    ]


def findings(tool: str, table: Path, output: Path) -> set[Cell]:
    found = json.loads(output.read_text())
    if tool == "ours":
        return cells_of(table.suffix, found["findings"])
    if tool == "frictionless":
        errors = found["tasks"][0]["errors"]
        return {(e["rowNumber"] - 2, e.get("fieldName", "record_id"), _stock_rule(e)) for e in errors}
    return {(row, column, rule) for row, column, rule in found}


def _stock_rule(error: dict[str, Any]) -> str:
    kind = str(error["type"])
    if kind in ("type-error", "unique-error", "primary-key"):
        return "type" if kind == "type-error" else "unique"
    note = str(error["note"])
    names = {"required": "required", "enum": "enum", "pattern": "pattern", "inimum": "range", "maximum": "range"}
    return next(rule for name, rule in names.items() if name in note)


def compare(
    rows: int, suffix: str, rounds: int, tools: list[str], folder: Path, part: str = "structure"
) -> Iterator[Row]:
    """A row for each tool.

    Raises:
        SystemExit: ours does not find exactly the seeded errors.
    """
    table, spec_path = folder / f"table.{suffix}", spec(folder)
    truth = apart(make_table, table, rows)
    write_stock_schema(folder)
    first_of_repeat = {(row - 1, "record_id", "unique") for row, _, rule in truth if rule == "unique"}
    names = ["ours", *tools]
    measured: dict[str, list[Used]] = {name: [] for name in names}
    faults: dict[str, str] = {}
    for turn in range(rounds + 1):
        for name in names if turn % 2 else reversed(names):
            output = folder / f"{name}.json"
            to = output if name in ("ours", "frictionless") else None
            if turn == 0 and name == "frictionless" and rows > 10_000:
                continue  # nothing to warm up that would matter
            with chdir(folder):
                used = process(command_of(name, table, spec_path, output), to)
            if turn:
                measured[name].append(used)
            expected = truth | (first_of_repeat if name in FLAGS_ALL_REPEATS else set())
            found = findings(name, table, output)
            if found != expected:
                faults[name] = f"{len(expected - found)} missing, {len(found - expected)} extra"
                if name == "ours":
                    raise SystemExit(f"ours: {faults[name]}: {sorted(found ^ expected)[:5]}")
    ours = median(measured["ours"])
    what = f"{rows:,} rows of {NAMES[table.suffix]}, {len(truth)} seeded errors"
    if not tools:
        yield Row(part, what, ours, equal=True)
    for name in tools:
        turns = zip(measured["ours"], measured[name], strict=True)
        ratio = statistics.median(one.seconds / two.seconds for one, two in turns)
        peer = f"{named(name)}, by hand" if name in ("duckdb", "polars") else named(name)
        goal = GOALS.get((rows, suffix, name))
        why = WHY.get(suffix, WHY["csv"]) if goal is not None and ratio > goal else ""
        if name in faults:
            why = f"{peer}: {faults[name]} of the seeded errors" + (f"; {why}" if why else "")
        yield Row(part, what, ours, peer, median(measured[name]), ratio, goal, equal=name not in faults, why=why)


def measure(quick: bool) -> Iterator[Row]:
    """A row for each size, format and peer."""
    held = [name for name in TOOLS if find_spec(name)]
    for name in sorted(set(TOOLS) - set(held)):
        yield Row(
            "structure", f"beside {name}", why=f"{name} is not installed: pip install 'compute-trends[benchmarks]'"
        )
    with tempfile.TemporaryDirectory() as folder:
        for rows in (1_000, 10_000) if quick else (1_000, 10_000, 100_000, 1_000_000, _MANY):
            for suffix in ("csv", "parquet") if rows < _MANY else ("parquet",):
                # The slowest are left out where they take minutes.
                slow = ("frictionless",) if rows > 1_000 else ()
                slow += ("pandera", "dataframely", "polars") if rows == _MANY else ()
                tools = [name for name in held if name not in slow]
                yield from compare(rows, suffix, 1 if quick or rows == _MANY else 5, tools, Path(folder))
        if not quick:
            yield from _limited(Path(folder) / "table.parquet")
            if "frictionless" in held:
                yield from compare(100_000, "csv", 5, ["frictionless"], Path(folder))


def _limited(table: Path) -> Iterator[Row]:
    """The table of `_MANY` rows in little memory beside as much as it likes."""
    check = command_of("ours", table, table, table)
    little, much = ([*check, "--memory-limit", limit] for limit in (_LITTLE, "8GB"))
    ours, theirs, ratio = pairs(partial(process, little), partial(process, much), rounds=3)
    what = f"{_MANY:,} rows of Parquet, {_LITTLE} of memory at most"
    yield Row("structure", what, ours, "8GB at most", theirs, ratio, 1.3)
    yield Row("structure", what, ours, goal=500, of="MB")


def write_stock_schema(folder: Path) -> None:
    schema = json.loads(SCHEMA.read_text())
    schema["fields"] = [next(f for f in schema["fields"] if f["name"] == name) for name in COLUMNS]
    (folder / "schema.json").write_text(json.dumps(schema))


def main() -> None:
    from run import HEAD, line

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 100_000])
    parser.add_argument("--formats", nargs="+", choices=["csv", "parquet"], default=["csv", "parquet"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tools", nargs="*", choices=TOOLS, default=["duckdb", "polars", "pandera", "dataframely"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # Installed packages come compiled; a checkout may not be, so everybody keeps bytecode here.
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        print(HEAD)
        for rows in options.rows:
            for suffix in options.formats:
                for row in compare(rows, suffix, options.rounds, options.tools, Path(folder)):
                    print(line(row), row.why if row.equal is False else "", flush=True)


if __name__ == "__main__":
    main()
