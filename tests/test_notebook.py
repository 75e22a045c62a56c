"""The package in the kernel of a notebook: DuckDB knows of it, and would show progress there if it had the widgets."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from compute_trends.catalog.paths import PACKAGE_ROOT

CELLS = """\
import sys
sys.modules["ipywidgets"] = None  # as where it is not installed
import compute_trends as ct
records = ct.load("training_energy", as_="pandas")
---
print(len(ct.validate(records, "training_energy").findings))
---
print(len(ct.pandera_schema("training_energy").validate(records)))
---
print(ct.sql("select count(*) from training_energy").fetchall())
"""


def test_records_are_checked_in_a_kernel_without_widgets(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS.split("---\n")]
    notebook = tmp_path / "records.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    execute = [sys.executable, "-c", "from nbclient.cli import main; main()", "--inplace", "--kernel_name=python3"]
    done = subprocess.run([*execute, str(notebook)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = [[output["text"] for output in cell.outputs] for cell in nbformat.read(notebook, as_version=4).cells]
    assert found == [[], ["0\n"], ["6\n"], ["[(6,)]\n"]]


@pytest.mark.slow
def test_the_notebook_of_the_tour_says_what_it_said(tmp_path: Path) -> None:
    """`UPDATE_WALKS=1` writes what it says now into the page."""
    page = PACKAGE_ROOT / "docs/tour.ipynb"
    held = nbformat.read(page, as_version=4)
    run = NotebookClient(copy.deepcopy(held), timeout=200, kernel_name="python3", record_timing=False)
    run.execute(cwd=str(tmp_path))
    if os.environ.get("UPDATE_WALKS"):
        run.nb.metadata = held.metadata
        nbformat.write(run.nb, page)
        pytest.skip(f"wrote {page.name}")
    said, before = _told(run.nb), _told(held)
    assert said == before
    assert "picture" in said


def _told(notebook: nbformat.NotebookNode) -> list[str]:
    """What each cell prints, however a kernel parts it; a picture by its kind."""
    return [
        "".join(
            "picture" if "image/png" in it.get("data", {}) else it.get("text") or it["data"]["text/plain"]
            for it in cell.get("outputs", [])
        )
        for cell in notebook.cells
    ]
