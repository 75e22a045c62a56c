"""All measurements in one table: python benchmarks/run.py [--quick] [--only PART ...] [--write docs/measurements.md]

Each line has ours, a peer where there is one, the median of the ratios of their times pair by pair, and the goal; a
line that is short of its goal says why. `--quick` takes small tables and few rounds, a quarter of an hour on two cores.
Parts are measured one after the other, each in the module that is named beside it below; each can be run by itself.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from measuring import Row, machine

#: The parts, in the order of the table, and the module that measures each.
PARTS = {
    "start": "startup",
    "structure": "validate",
    "one record": "single",
    "all layers": "all_layers",
    "near names": "near_names",
    "commands": "commands",
    "bootstrap": "bootstrap",
    "Spark": "spark_check",
}
HEAD = (
    "| part | what | ours | peer | its time | ratio | goal, at most | findings |\n"
    "| --- | --- | --- | --- | ---: | ---: | ---: | --- |"
)
PAGE = """\
# Measurements

What `python benchmarks/run.py{options}` printed last, never written by hand. Times are medians; a ratio is the median
of our time divided by the peer's, pair by pair, both in turn on one machine, so that whatever else it does hits both
alike. Memory is the peak of the process. Below the table stands why a line is short of its goal.

{when}

"""


def measured(parts: Iterable[str], quick: bool) -> Iterable[Row]:
    """The rows of the parts, as they are measured; what cannot be measured here is a row that says why."""
    for part in parts:
        try:
            module = importlib.import_module(PARTS[part])
        except ImportError as error:
            yield Row(
                part, "not measured", why=f"{error.name} is not installed: pip install 'compute-trends[benchmarks]'"
            )
            continue
        yield from module.measure(quick)


def line(row: Row) -> str:
    """A row as Markdown."""
    used = "" if row.ours is None else f"{row.ours.seconds:.3g} s"
    if row.ours is not None and row.ours.cpu_seconds:
        used += f", {row.ours.cpu_seconds:.3g} CPU s"
    if row.ours is not None and row.ours.peak_mb is not None:
        used += f", {row.ours.peak_mb:,.0f} MB"
    goal = "" if row.goal is None else f"{row.goal:g}" + ("" if row.of == "ratio" else f" {row.of}")
    cells = (
        row.part,
        row.what,
        used or "not measured",
        row.peer,
        "" if row.theirs is None else f"{row.theirs.seconds:.3g} s",
        "" if row.ratio is None else f"{row.ratio:.2f}",
        goal + (" (short)" if row.is_short else ""),
        {True: "equal", False: "differ", None: ""}[row.equal],
    )
    return f"| {' | '.join(cells)} |"


def why(rows: Iterable[Row]) -> list[str]:
    """What is to be said of rows that are short of their goal or were not measured."""
    return [
        f"- {row.part}, {row.what}: {row.why or 'no reason is known; look into it'}."
        for row in rows
        if row.is_short or row.ours is None or row.equal is False
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    when = f"compute-trends {version('compute-trends')}, {dt.datetime.now(dt.UTC).date()}, {machine()}."
    print(f"{when}\n\n{HEAD}", flush=True)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        # Installed packages come compiled; a checkout may not be, so everybody keeps bytecode here.
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for row in measured(options.only, options.quick):
            rows.append(row)
            print(line(row), flush=True)
    reasons = why(rows)
    print("\n" + "\n".join(reasons))
    if options.write:
        text = PAGE.format(options=" --quick" if options.quick else "", when=when)
        body = "\n".join([HEAD, *map(line, rows)])
        short = "\n## Short of the goal, or not measured\n\n" + "\n".join(reasons) + "\n" if reasons else ""
        options.write.write_text(f"{text}{body}\n{short}", encoding="utf-8")
    # What a peer misses of the structure is told; ours finds all of it, or stops.
    sys.exit(any(row.equal is False and row.part != "structure" for row in rows))


if __name__ == "__main__":
    main()
