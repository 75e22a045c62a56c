"""The package in the kernel of a notebook: DuckDB knows of it, and would show progress there if it had the widgets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat

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
