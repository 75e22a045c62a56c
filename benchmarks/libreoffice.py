"""Exports of every dataset, opened and saved by LibreOffice: they must check clean, and their rows must be the same.

Run: python benchmarks/libreoffice.py [DATASET ...]    (needs `soffice`, in Debian of the package libreoffice-calc)

Each dataset is exported as a workbook and as CSV with a byte order mark, saved as XLSX by LibreOffice without a
window, checked with the rules of structure, and read beside the export, cell by cell; numbers are equal as numbers.
Prints a table, and ends with 1 where a file is not clean or a cell differs.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from compute_trends.catalog.doors.export import export
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets
from compute_trends.validators.api import validate
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.reading.sources import find_dataset, find_sources, open_source

Rows = dict[str, dict[str, str | None]]


def saved(path: Path, folder: Path) -> Path:
    """The file as LibreOffice saves it."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    # Without a window nobody is asked: UTF-8 is said, as the byte order mark is not looked at, and "Detect special
    # numbers" is off, as it is in the window. Where it is on, mar-2021 becomes a date.
    read_as = ["--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"] if path.suffix == ".csv" else []
    how = [*read_as, "--convert-to", "xlsx", "--outdir", str(folder / "saved")]
    subprocess.run(["soffice", profile, "--headless", *how, str(path)], check=True, capture_output=True, timeout=300)
    return folder / "saved" / f"{path.stem}.xlsx"


def rows(path: Path, dataset: str) -> Rows:
    """The cells of a file by record and column."""
    connection, found = connect(), Rows()
    for number, source in enumerate(find_sources([path])):
        reader = open_source(source, connection)
        if find_dataset(reader) != dataset:
            continue
        raw = reader.load(connection, f"raw_{number}", load_schema(dataset))
        cells = ", ".join(f"c{at}" for at, name in enumerate(raw.names) if name)
        names = [name for name in raw.names if name]
        for values in connection.execute(f"select {cells} from {raw.relation}").fetchall():
            row = dict(zip(names, values, strict=True))
            found[str(row["record_id"])] = row
    return found


def differing(one: Rows, two: Rows) -> list[str]:
    """What differs, as `record column: value, value`."""
    found = [f"{record}: in one of them only" for record in one.keys() ^ two.keys()]
    for record in one.keys() & two.keys():
        for column in one[record].keys() | two[record].keys():
            pair = one[record].get(column), two[record].get(column)
            if not same(*pair):
                found.append(f"{record} {column}: {pair[0]!r}, {pair[1]!r}")
    return sorted(found)


def same(one: Any, two: Any) -> bool:
    """Whether two cells hold the same: numbers to 15 significant digits, which is what a spreadsheet program keeps."""
    one, two = one or None, two or None
    if one == two:
        return True
    try:
        first, second = float(one), float(two)
    except (TypeError, ValueError):
        return str(one).lower() == str(two).lower() and str(one).lower() in ("true", "false")
    largest = max(abs(first), abs(second))
    return first == second or abs(first - second) <= 1.001 * 10.0 ** (math.floor(math.log10(largest)) - 14)


def main() -> None:
    if not shutil.which("soffice"):
        raise SystemExit("soffice is not to be found; Debian has it in libreoffice-calc")
    wrong = 0
    print("| dataset | saved from | records | errors | cells that differ |\n| --- | --- | ---: | ---: | ---: |")
    for dataset in sys.argv[1:] or datasets():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for suffix, options in (("xlsx", {}), ("csv", {"bom": True})):
                path = folder / f"{dataset}.{suffix}"
                export(dataset, path, **options)
                result = saved(path, folder)
                report = validate(result, dataset, select=["structure"])
                before, after = rows(path, dataset), rows(result, dataset)
                found = differing(before, after)
                print(f"| {dataset} | {suffix} | {len(after):,} | {report.errors} | {len(found):,} |", flush=True)
                for finding in list(report)[:5]:
                    print(f"  {finding.rule} {finding.record} {finding.column}: {finding.message}", file=sys.stderr)
                for line in found[:5]:
                    print(f"  {line[:200]}", file=sys.stderr)
                wrong += report.errors + len(found)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
