"""Import of a 1,050-row export, check, diff and build, each as a whole process, in a scratch checkout.

The export is made of the shipped milestone systems, a ninth of them with another training compute and a ninth with
another number of citations, so that there is something to write. Prints the median of several runs in seconds, wall
clock and processor time; on a busy machine the latter is what counts.

Run: python benchmarks/releases.py [RUNS]
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.files.records import read_records
from compute_trends.catalog.importers.epoch_models import DATASET, LAYOUTS
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, load_schema
from compute_trends.catalog.versions import find_version

LIMIT_S = 5.0
COMPUTE, CITATIONS = "Training compute (FLOP)", "Citations"


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    newest = find_version(DATASET).version
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.csv"
        rows = write_export(export)
        times: dict[str, list[tuple[float, float]]] = {}
        for run in range(runs):
            root = scratch(Path(folder) / str(run))
            records = root / "datasets" / DATASET / "records.csv"
            for step, arguments in {
                "import": ["import", "epoch-models", str(export), "--root", str(root)],
                "check": ["check", str(records)],
                "diff": ["diff", DATASET, newest, "unreleased", "--root", str(root)],
                "build": ["build", "--root", str(root)],
            }.items():
                times.setdefault(step, []).append(timed(arguments))
            shutil.rmtree(root)
    print(f"{rows:,} rows, median of {runs} runs")
    print(f"{'step':8} {'wall s':>8} {'cpu s':>8}")
    total = [0.0, 0.0]
    for step, taken in times.items():
        wall, cpu = (statistics.median(column) for column in zip(*taken, strict=True))
        total = [total[0] + wall, total[1] + cpu]
        print(f"{step:8} {wall:8.2f} {cpu:8.2f}")
    print(f"{'together':8} {total[0]:8.2f} {total[1]:8.2f}   limit {LIMIT_S:g}")


def timed(arguments: list[str]) -> tuple[float, float]:
    """Seconds of wall clock and of processor time of one command."""
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "compute_trends.cli.main", *arguments], capture_output=True, text=True, check=False
    )
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode > (arguments[0] == "check"):  # findings are no failure
        raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, spent


def scratch(root: Path) -> Path:
    """A copy of everything that the commands read and write."""
    root.mkdir()
    for name in ("datasets", "schemas"):
        shutil.copytree(PACKAGE_ROOT / name, root / name)
    shutil.copytree(PACKAGE_ROOT / "docs" / "data", root / "docs" / "data")
    for path in PACKAGE_ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, root / path.name)
    return root


def write_export(path: Path) -> int:
    """Write the shipped records as upstream would, some of them revised; returns the number of rows."""
    schema, layout = load_schema(DATASET), LAYOUTS[-1].key
    imports = read_origin(PACKAGE_ROOT, DATASET)["versions"][find_version(DATASET).version]["imports"]
    (file,) = imports["epoch-models"]["files"].values()
    header = next(csv.reader([file["header"]]))
    columns = [column for column in schema.columns if layout in column.source]
    header = [name for name in header if any(column.source[layout] == name for column in columns)]
    records = read_records(PACKAGE_ROOT / "datasets" / DATASET / "records.csv", schema)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header)
        writer.writeheader()
        for number, record in enumerate(records):
            row = dict.fromkeys(header, "")
            for column in columns:
                cells = [row[column.source[layout]], _upstream(column.name, record[column.name])]
                row[column.source[layout]] = ",".join(filter(None, cells))
            if number % 9 == 0 and row[COMPUTE]:
                row[COMPUTE] = repr(float(row[COMPUTE]) * 1.5)
            if number % 9 == 1:
                row[CITATIONS] = "12.0"
            writer.writerow(row)
    return len(records)


# What upstream writes for our labels, where it is not the label with spaces.
_LABELS = {
    "open_weights_unrestricted": "Open weights (unrestricted)",
    "open_weights_restricted": "Open weights (restricted use)",
    "open_weights_non_commercial": "Open weights (non-commercial)",
    "api": "API access",
    "hosted_without_api": "Hosted access (no API)",
    "open_restricted": "Open (restricted use)",
    "open_non_commercial": "Open (non-commercial)",
    "open_source": "Open source",
    "research_collective": "Research collective",
}


def _upstream(column: str, value: object) -> str:
    if isinstance(value, float):
        return repr(value)
    items = "" if value is None else str(value).split(LIST_DELIMITER)
    return ",".join(
        _LABELS.get(item, item.replace("_", " ") if column == "inclusion_criteria" else item) for item in items
    )


if __name__ == "__main__":
    main()
