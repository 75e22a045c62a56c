"""R reads the datasets as docs/loading.md shows it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import compute_trends as ct
from compute_trends.catalog.doors.export import export
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema

PAGE = (PACKAGE_ROOT / "docs/loading.md").read_text(encoding="utf-8")
SHOWN = [line for block in re.findall(r"```r\n([^`]*)```", PAGE) for line in block.splitlines() if line[0] != "#"]

pytestmark = pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")

#: Of the table `systems`: rows, columns, unknown computes, days and weights, and their classes.
SUMMARY = """
rows <- with(systems, list(
  nrow(systems), ncol(systems), sum(is.na(training_compute_flop)), sum(is.na(publication_date)),
  sum(as.logical(open_weights), na.rm = TRUE), class(training_compute_flop), class(publication_date)))
cat("[", paste(sapply(rows, function(x) if (is.character(x)) dQuote(x, FALSE) else x), collapse = ", "), "]")
"""


def run_r(lines: list[str], folder: Path) -> list[Any]:
    """What R says of `systems` after these lines."""
    script = folder / "script.R"
    script.write_text("\n".join([*lines, SUMMARY]), encoding="utf-8")
    done = subprocess.run(["Rscript", str(script)], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def has_package(name: str) -> bool:
    asked = ["Rscript", "-e", f"quit(status = !requireNamespace('{name}', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, timeout=120).returncode == 0


def shown(*words: str) -> list[str]:
    """The lines of the page with one of these words."""
    found = [line for line in SHOWN if any(word in line for word in words)]
    assert len(found) == len(words)
    return found


@pytest.fixture
def expected() -> list[Any]:
    table = ct.load("milestone_systems", as_="pandas")
    unknown = [int(table[name].isna().sum()) for name in ("training_compute_flop", "publication_date")]
    return [*table.shape, *unknown, int(table["open_weights"].sum())]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "datasets").symlink_to(PACKAGE_ROOT / "datasets")
    return tmp_path


def test_base_r_reads_the_records(folder: Path, expected: list[Any]) -> None:
    expected[1] = len(load_schema("milestone_systems").names)  # no version holds a column that no record fills
    assert run_r(shown("read.csv", "transform"), folder) == [*expected, "numeric", "Date"]


def test_rsqlite_reads_the_export(folder: Path, expected: list[Any]) -> None:
    if not has_package("RSQLite"):
        pytest.skip("the R package RSQLite is not installed")
    export(["milestone_systems"], folder / "compute-trends.sqlite")
    assert run_r(shown("dbConnect", "dbReadTable"), folder) == [*expected, "numeric", "character"]


def test_arrow_reads_any_version(folder: Path) -> None:
    if not has_package("arrow"):
        pytest.skip("the R package arrow is not installed")
    rows, *_, kind, day = run_r([*shown("read_parquet"), "systems$open_weights <- NA"], folder)
    assert (rows, kind, day) == (len(ct.load("milestone_systems", version="2022.2.0")), "numeric", "Date")
