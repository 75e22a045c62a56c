"""The package in the kernel of a notebook: DuckDB knows of it, and would show progress there if it had the widgets."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

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
    manager = KernelManager(connection_file=str(tmp_path / "kernel.json"))
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager._kernel_spec = KernelSpec(argv=command, language="python", display_name="Python")
    client = NotebookClient(nbformat.v4.new_notebook(cells=cells), km=manager, timeout=300)
    done = client.execute(cwd=str(tmp_path))
    printed = [[output["text"] for output in cell.outputs if output.get("name") == "stdout"] for cell in done.cells]
    assert printed == [[], ["0\n"], ["6\n"], ["[(6,)]\n"]]
