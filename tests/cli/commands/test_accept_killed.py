"""`compute-trends accept`, killed while it writes: what is held is whole."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from compute_trends.catalog.files.change import recover
from compute_trends.catalog.files.leftovers import JOURNAL
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.release.verify import verify
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.cli.commands.submitted import DATASET, NEW, held, state

#: Accepts the submission in each of several checkouts, in a child process each, which kills itself, as `kill -9` does,
#: before or after the Nth change of the file system. Prints how each child ended and the changes it counted. What is
#: killed is the writing, so only few rules are run.
KillSteps = Callable[..., list[tuple[int, int]]]

_STEPS = """
import duckdb, encodings.utf_8_sig, filelock, functools, os, pathlib, pyarrow, signal, sys, traceback, yaml
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators import registry
from compute_trends.validators.submitting import accept as accepting
from compute_trends.validators.engine import check as engine, plans
from compute_trends.catalog.doors import connect
from compute_trends.validators.reading import stored_rows, text_kinds, yaml_files

# Once here, not in every child anew.
registry.all_rules(), plans.plans_for("accelerators")
yaml_text.read(PACKAGE_ROOT / "datasets" / "accelerators" / "origin.yaml")
engine.check_files = functools.partial(engine.check_files, select=["structure", "admission-claimed"])

def run(root, step):
    accepting.accept(root, "new-chip.yaml")
"""


def test_killed_at_any_change_it_leaves_the_old_records_or_the_new(
    shipped_accelerators: Path, tmp_path: Path, kill_steps: KillSteps, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = shutil.copytree(shipped_accelerators, tmp_path / "checkout")
    monkeypatch.chdir(tmp_path)
    Path("new-chip.yaml").write_text(NEW)
    records, schema = checkout / "datasets" / DATASET / "records.csv", load_schema(DATASET)
    write_records(records, schema, read_records(records, schema)[::10])  # as good as all, in less time
    old, before = held(checkout), state(checkout)
    whole = shutil.copytree(checkout, tmp_path / "whole")
    ((ended, total),) = kill_steps(_STEPS, f"accept never 0 {whole}")
    assert ended == 0
    assert total >= 4
    finished, new = state(whole), held(whole)
    points = [(when, number) for number in range(1, total + 1) for when in ("before", "after")]
    if not os.environ.get("CT_EXHAUSTIVE"):  # an odd stride: before and after take turns
        points = [*points[:: max(1, len(points) // 4) | 1], points[-1]]
    # Linked, not copied: whatever is replaced gets a file of its own.
    roots = {
        point: shutil.copytree(checkout, tmp_path / f"{point[0]}-{point[1]}", copy_function=os.link) for point in points
    }
    killed = kill_steps(_STEPS, *(f"accept {when} {number} {root}" for (when, number), root in roots.items()))
    assert {ended for ended, _ in killed} == {-signal.SIGKILL}
    for root in roots.values():
        errors = [problem.file for problem in verify(root) if problem.severity == "error"]
        assert errors == ([JOURNAL] if (root / JOURNAL).exists() else [])
        recover(root)  # as the next command does, whichever it is
    found = {point: held(root) for point, root in roots.items()}
    assert all(rows in (old, new) for rows in found.values())
    assert old in found.values()
    assert new in found.values()
    assert all(state(root) in (before, finished) for root in roots.values())
    again = [root for point, root in roots.items() if found[point] == old]
    assert {ended for ended, _ in kill_steps(_STEPS, *(f"accept never 0 {root}" for root in again))} == {0}
    assert all(state(root) == finished for root in roots.values())
