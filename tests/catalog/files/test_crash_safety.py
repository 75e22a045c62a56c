"""A command killed at any moment leaves a package that holds together, old or new; two at once take turns.

Six moments of each command are tried, or every one with the environment variable CT_EXHAUSTIVE=1.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.lock import LOCK_FILE, writing
from compute_trends.catalog.files.records import write_records
from compute_trends.catalog.release.build import release
from compute_trends.catalog.release.verify import verify
from compute_trends.catalog.schema import load_schema

KillSteps = Callable[..., list[tuple[int, int]]]

_BUILD_IN_PLACE = (
    "import pathlib, sys; from compute_trends.catalog.release.build import build; build(pathlib.Path(sys.argv[1]))"
)

#: The steps of which `kill_steps` tries out that they are safe.
_STEPS = """
import os, pathlib, signal, sys, traceback
import pyarrow, pyarrow.compute, pyarrow.parquet, yaml
from compute_trends.catalog.release import build as building
from compute_trends.catalog.importers import run as importing
from compute_trends.catalog.release import changelog
from compute_trends.catalog.doors import connect
from compute_trends.catalog.release import croissant
from compute_trends.catalog.release import dictionary
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.importers.base import Imported, SourceFile
from compute_trends.catalog.files.records import read_records
from compute_trends.catalog.schema import load_schema

def run(root, step):
    if step == "build":
        building.build(root)
    elif step == "release":
        building.release(root, "2025.1.0")
    elif step == "release-again":
        try:
            building.release(root, "2025.1.0")
        except ComputeTrendsError:  # it got as far as the release itself
            building.build(root)
    else:
        schema = load_schema("things", root)
        held = read_records(root / "datasets" / "things" / "records.csv", schema)
        blank = dict.fromkeys(schema.names) | {"source": "a-source", "count": 9}
        new = [{**blank, "record_id": f"new-{i}"} for i in range(20)]
        read = Imported("things", [SourceFile("a-source", "a.csv", "0" * 64, len(new))], new)
        importing.commit(root, importing.Candidate(schema, "made-up", read, held, new, 0))
"""


def _state(root: Path) -> dict[str, bytes]:
    """The files that make up the package; what a killed writer left lying about begins with a dot."""
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not path.name.startswith(".")}


@pytest.fixture
def edited(things_checkout: Path) -> Path:
    """A checkout with one released version, and records that were edited since."""
    schema, path = load_schema("things", things_checkout), things_checkout / "datasets" / "things" / "records.csv"
    rows = [{"record_id": f"thing-{number}", "source": "a-source", "count": number} for number in range(1, 30)]
    write_records(path, schema, rows)
    release(things_checkout, "2024.1.0")
    write_records(path, schema, rows[1:])
    return things_checkout


@pytest.mark.parametrize("step", ["build", "release", "import"])
def test_killed_at_any_change_it_leaves_a_package_that_verifies(
    edited: Path, tmp_path: Path, step: str, kill_steps: KillSteps
) -> None:
    whole = shutil.copytree(edited, tmp_path / "whole")
    ((ended, total),) = kill_steps(_STEPS, f"{step} never 0 {whole}")
    assert ended == 0
    assert total >= 4
    finished = _state(whole)
    points = [(when, number) for number in range(1, total + 1) for when in ("before", "after")]
    if not os.environ.get("CT_EXHAUSTIVE"):
        points = points[:: max(1, len(points) // 6) | 1]  # an odd stride: before and after take turns
    roots = {point: shutil.copytree(edited, tmp_path / f"{point[0]}-{point[1]}") for point in points}
    killed = kill_steps(_STEPS, *(f"{step} {when} {number} {root}" for (when, number), root in roots.items()))
    assert {ended for ended, _ in killed} == {-signal.SIGKILL}
    for (when, number), root in roots.items():
        errors = [str(problem) for problem in verify(root) if problem.severity == "error"]
        assert errors == [], f"{step} killed {when} change {number} of {total}"
    again = "release-again" if step == "release" else step
    assert {ended for ended, _ in kill_steps(_STEPS, *(f"{again} never 0 {root}" for root in roots.values()))} == {0}
    for (when, number), root in roots.items():  # the same command again finishes the work
        assert _state(root) == finished, f"{step} killed {when} change {number} of {total}"


def test_second_writer_waits_for_the_first(edited: Path) -> None:
    build = (
        "import pathlib, sys; from compute_trends.catalog.release.build import build; build(pathlib.Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", build, str(edited)]
    with writing(edited):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        assert "waiting for another compute-trends command" in second.stderr.readline()
        before = _state(edited)
        time.sleep(0.2)
        assert second.poll() is None
        assert _state(edited) == before
    _, complaint = second.communicate(timeout=60)
    assert (second.returncode, complaint) == (0, "")
    assert verify(edited) == []


def test_two_builds_at_once_leave_what_one_leaves(edited: Path, tmp_path: Path, kill_steps: KillSteps) -> None:
    alone = shutil.copytree(edited, tmp_path / "alone")
    assert kill_steps(_STEPS, f"build never 0 {alone}")[0][0] == 0
    build = (
        "import pathlib, sys; from compute_trends.catalog.release.build import build; build(pathlib.Path(sys.argv[1]))"
    )
    both = [subprocess.Popen([sys.executable, "-c", build, str(edited)], stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert _state(edited) == _state(alone)


def test_lock_names_the_checkout_when_it_gives_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gave_up = pytest.raises(ComputeTrendsError, match=rf"has been writing to {tmp_path}")
    with writing(tmp_path), gave_up, writing(tmp_path, wait_s=0.1):
        pass
    assert "waiting for another" in capsys.readouterr().err


def test_lock_is_free_again_after_an_error_and_after_a_kill(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(tmp_path):
        _ = 1 / 0
    holder = (
        "import pathlib, sys, time\nfrom compute_trends.catalog.files.lock import writing\n"
        "with writing(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", holder, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.kill()
    process.communicate(timeout=30)
    with writing(tmp_path, wait_s=1.0):
        assert (tmp_path / LOCK_FILE).is_file()
