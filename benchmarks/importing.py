"""From an upstream export to what is built of it: import, check, diff and build, each a process of its own.

Run: python benchmarks/importing.py [--quick]

The export is made of the shipped records, in the layout that upstream has now: ten estimates revised, one system gone,
one that is new. It is taken in by a clone of the checkout, which is as it was before each round.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import OURS, Row, Used, apart, median, process

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import find_version
from compute_trends.tests.cli.commands.upstream import DATASET, upstream_rows, write_csv

#: Seconds of all four together.
GOAL_S = 5
PART = "import to build"
_WHY = (
    "four processes start, import and check judge all records by all rules, and build reads the origin of every dataset"
)
_COMPUTE = "Training compute (FLOP)"
_REVISED = 10


def export(path: Path) -> int:
    """Write an export of the next month; how many rows it has."""
    header, rows = upstream_rows()
    stated = [row for row in rows if row[_COMPUTE]]
    for row in stated[1 :: len(stated) // _REVISED][:_REVISED]:
        row[_COMPUTE] = repr(float(row[_COMPUTE]) * 1.25)
    name = "A system of the next month"
    new = rows[-1] | {"Model": name, "Reference": name, "Link": "https://example.org/next-month"}
    write_csv(path, header, [*rows[1:], new])
    return len(rows)


def steps(checkout: Path, exported: Path) -> dict[str, list[str]]:
    """The commands, by what they are called."""
    root = ["--root", str(checkout)]
    records = checkout / "datasets" / DATASET / "records.csv"
    newest = find_version(DATASET).version
    return {
        "import": [*OURS, "import", "epoch-models", str(exported), "--source", "epoch-2026-09", *root],
        "check": [*OURS, "check", str(records), "--dataset", DATASET, "--format", "json"],
        "diff": [*OURS, "diff", DATASET, newest, "unreleased", "--format", "json", *root],
        "build": [*OURS, "build", *root],
    }


def measure(quick: bool) -> Iterator[Row]:
    """A row for each command, and one for all four."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checkout, exported, output = folder / "checkout", folder / "notable_ai_models.csv", folder / "output"
        subprocess.run(["git", "clone", "-q", str(PACKAGE_ROOT.resolve()), str(checkout)], check=True)
        rows = apart(export, exported)
        rounds: list[dict[str, Used]] = []
        for _ in range(2 if quick else 6):
            for command in (["checkout", "-q", "."], ["clean", "-fdqx"]):
                subprocess.run(["git", "-C", str(checkout), *command], check=True)
            used = {}
            for step, command in steps(checkout, exported).items():
                used[step] = process(command, output)
                if step == "diff":
                    expect(json.loads(output.read_text(encoding="utf-8")))
            rounds.append(used)
        del rounds[0]  # it fills caches
        for step in rounds[0]:
            yield Row(PART, f"{step}, {rows:,} rows", median([used[step] for used in rounds]))
        together = [
            Used(sum(used.seconds for used in each.values()), sum(used.cpu_seconds for used in each.values()))
            for each in rounds
        ]
        yield Row(PART, f"all four, {rows:,} rows", median(together), goal=GOAL_S, of="s", why=_WHY)


def expect(diff: dict[str, list[object]]) -> None:
    """Refuse to measure what was not done.

    Raises:
        SystemExit: the diff does not tell what the export changed.
    """
    found = {key: len(diff[key]) for key in ("added", "removed")}
    if found != {"added": 1, "removed": 1} or not diff["revised"]:
        raise SystemExit(f"the import did not take up the export: {found}")


def main() -> None:
    from run import HEAD, line

    print(HEAD)
    for row in measure("--quick" in sys.argv):
        print(line(row), row.why if row.is_short else "", flush=True)


if __name__ == "__main__":
    main()
