"""All measurements in one table: python benchmarks/run.py [--quick] [--only PART ...] [--write docs/measurements.md]

What was measured is kept in build/measurements.json, part by part: where a page conflicts with what others wrote of
other parts, take theirs, and `--again --only PART ... --write PAGE` puts the lines of these parts into it, unmeasured.

Each line has ours, a peer where there is one, the median of the ratios of their times pair by pair, and the goal; a
line that is short of its goal says why. `--quick` takes small tables and few rounds.
Parts are measured one after the other, each in the module that is named beside it below; each can be run by itself.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path

from measuring import Row, apart, cores, machine

from compute_trends.catalog.paths import PACKAGE_ROOT

#: The parts, in the order of the table, and the module that measures each.
PARTS = {
    "start": "startup",
    "structure": "validate",
    "formats": "formats",
    "one record": "single",
    "all layers": "all_layers",
    "near names": "near_names",
    "commands": "commands",
    "import to build": "importing",
    "bootstrap": "bootstrap",
    "Spark": "spark_check",
    "site": "site_pages",
}
HEAD = (
    "| part | what | ours | peer | its time | ratio | goal, at most | findings | version, cores, date |\n"
    "| --- | --- | --- | --- | ---: | ---: | ---: | --- | --- |"
)
PAGE = """\
# Measurements

What `python benchmarks/run.py` printed last, never written by hand; with `--only PART --write PAGE` the lines of a part
are measured anew and the others stay. Times are medians; a ratio is the median of our time divided by the peer's, pair
by pair, both in turn on one machine, so that whatever else it does hits both alike. Memory is the peak of the process.
Below the table stands why a line is short of its goal, or a peer found something else than was seeded.

"""
_WHY_HEAD = "## Short of the goal, not measured, or with other findings\n"


#: What was measured here last: lines and reasons by part.
KEPT = PACKAGE_ROOT / "build" / "measurements.json"
Lines = tuple[list[str], list[str]]


def measured(parts: Iterable[str], quick: bool) -> Iterator[tuple[str, list[Row]]]:
    """The rows of the parts, each measured in a process of its own; one that fails is a row that says so."""
    for part in parts:
        try:
            yield part, apart(_of_part, part, quick)
        except (Exception, SystemExit) as error:
            told = " ".join(str(error).split())[:300]
            yield part, [Row(part, "not measured", equal=False, why=f"it failed: {told or type(error).__name__}")]


def _of_part(part: str, quick: bool) -> list[Row]:
    """The rows of a part; what cannot be measured here is a row that says why."""
    try:
        module = importlib.import_module(PARTS[part])
    except ImportError as error:
        said = f"{error.name} is not installed: pip install 'compute-trends[benchmarks]'"
        return [Row(part, "not measured", why=said)]
    return list(module.measure(quick))


def line(row: Row, when: str = "") -> str:
    """A row as Markdown, with the version, cores and date that it was measured with."""
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
        when,
    )
    return f"| {' | '.join(cells)} |"


def has_failed(row: Row) -> bool:
    """Whether it tells that a part could not be measured to its end, which is never written down."""
    return row.ours is None and row.equal is False


def why(rows: Iterable[Row]) -> list[str]:
    """What is to be said of rows that are short of their goal or were not measured."""
    said = (
        f"- {row.part}, {row.what}: {row.why or 'no reason is known; look into it'}."
        for row in rows
        if row.is_short or row.ours is None or row.equal is False
    )
    return list(dict.fromkeys(said))  # a table that is short of several peers says so once


def keep(part: str, lines: list[str], reasons: list[str], path: Path = KEPT) -> None:
    """Keep what was measured of a part."""
    found = kept(path) | {part: (lines, reasons)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1), encoding="utf-8")


def kept(path: Path = KEPT) -> dict[str, Lines]:
    """What was kept of each part."""
    held = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {part: (lines, reasons) for part, (lines, reasons) in held.items()}


def page(held: str, parts: Collection[str], lines: Iterable[str], reasons: Iterable[str]) -> str:
    """The page with these lines and reasons in the place of those that it held of the same parts."""

    def is_of(text: str, start: str, end: str, of: Iterable[str]) -> bool:
        return any(text.startswith(f"{start}{part}{end}") for part in of)

    others = [part for part in PARTS if part not in parts]
    stay = [text for text in held.splitlines() if is_of(text, "| ", " |", others) or is_of(text, "- ", ", ", others)]
    every = [*stay, *lines, *reasons]
    table = [text for part in PARTS for text in every if is_of(text, "| ", " |", [part])]
    told = list(dict.fromkeys(text for part in PARTS for text in every if is_of(text, "- ", ", ", [part])))
    return PAGE + "\n".join([HEAD, *table, "", *([_WHY_HEAD, *told, ""] if told else [])])


def _write(path: Path | None, part: str, lines: list[str], reasons: list[str]) -> None:
    """Put a part into the page, if one is named."""
    if path:
        held = path.read_text(encoding="utf-8") if path.is_file() else ""
        path.write_text(page(held, [part], lines, reasons), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    parser.add_argument("--again", action="store_true", help="measure nothing, write what was measured here last")
    options = parser.parse_args()
    if options.again:
        held = kept()
        if absent := [part for part in options.only if part not in held]:
            sys.exit(f"not measured here: {', '.join(absent)}; name those that were with --only: {', '.join(held)}")
        for part in options.only:
            print("\n".join(chain(*held[part])))
            _write(options.write, part, *held[part])
        return
    declared = tomllib.loads((PACKAGE_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    when = f"{declared}, {cores()} cores, {dt.datetime.now(dt.UTC).date()}"
    print(f"{machine()}{', --quick' if options.quick else ''}\n\n{HEAD}", flush=True)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        # Installed packages come compiled; a checkout may not be, so everybody keeps bytecode here.
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for part, found in measured(options.only, options.quick):
            rows += found
            lines = [line(row, when) for row in found]
            print("\n".join(lines), flush=True)
            if not any(map(has_failed, found)):
                keep(part, lines, why(found))
                _write(options.write, part, lines, why(found))  # what was measured stays, whatever comes next
    print("\n" + "\n".join(why(rows)))
    # What a peer misses of the structure is told; ours finds all of it, or fails.
    peers = ("structure", "formats")
    sys.exit(any(has_failed(row) or (row.equal is False and row.part not in peers) for row in rows))


if __name__ == "__main__":
    main()
