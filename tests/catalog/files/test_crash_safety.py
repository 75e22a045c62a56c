"""A command killed at any moment leaves what was or what is to be, once the next has seen to it; two take turns.

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
from compute_trends.catalog.files.change import changing, recover
from compute_trends.catalog.files.leftovers import JOURNAL
from compute_trends.catalog.files.lock import LOCK_FILE, writing
from compute_trends.catalog.files.records import write_records
from compute_trends.catalog.release.build import build, release
from compute_trends.catalog.release.verify import verify
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions

KillSteps = Callable[..., list[tuple[int, int]]]

_BUILD_IN_PLACE = (
    "import pathlib, sys; from compute_trends.catalog.release.build import build; build(pathlib.Path(sys.argv[1]))"
)

#: The steps of which `kill_steps` tries out that they are safe. What they import is imported once, not in every child.
_STEPS = """
import os, pathlib, signal, sys, traceback
import duckdb, encodings.utf_8_sig, filelock, pyarrow, pyarrow.compute, pyarrow.parquet, yaml
from compute_trends.catalog.release import build as building
from compute_trends.catalog.importers import run as importing
from compute_trends.catalog.release import changelog
from compute_trends.catalog.release import deposits
from compute_trends.catalog.doors import connect
from compute_trends.catalog.release import croissant
from compute_trends.catalog.release import dictionary
from compute_trends.catalog.files import change
from compute_trends.catalog.importers.base import Imported, SourceFile
from compute_trends.catalog.files.records import read_records
from compute_trends.catalog.schema import load_schema

def run(root, step):
    if step == "build":
        building.build(root)
    elif step == "release":
        building.release(root, "2025.1.0")
    elif step == "recover":
        change.recover(root)
    else:
        schema = load_schema("things", root)
        held = read_records(root / "datasets" / "things" / "records.csv", schema)
        blank = dict.fromkeys(schema.names) | {"source": "a-source", "count": 9}
        new = [{**blank, "record_id": f"new-{i}"} for i in range(20)]
        read = Imported("things", [SourceFile("a-source", "a.csv", "0" * 64, len(new))], new)
        importing.commit(root, importing.Candidate(schema, "made-up", read, held, new, importing.Exports(), 0))
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


def _points(total: int, sample: int) -> list[tuple[str, int]]:
    """Moments before and after the changes of a command: some, the last among them, or all."""
    points = [(when, number) for number in range(1, total + 1) for when in ("before", "after")]
    if os.environ.get("CT_EXHAUSTIVE"):
        return points
    chosen = [*points[:: max(1, len(points) // sample) | 1], points[-1]]  # an odd stride: before and after take turns
    return list(dict.fromkeys(chosen))


def _errors(root: Path) -> list[str]:
    return [problem.file for problem in verify(root) if problem.severity == "error"]


def _left(root: Path) -> list[str]:
    return [path.name for path in root.rglob(".*") if path.name != LOCK_FILE]


@pytest.mark.parametrize("step", ["build", "release", "import"])
def test_killed_at_any_change_it_leaves_what_was_or_what_is_to_be(
    edited: Path, tmp_path: Path, step: str, kill_steps: KillSteps
) -> None:
    whole = shutil.copytree(edited, tmp_path / "whole")
    ((ended, total),) = kill_steps(_STEPS, f"{step} never 0 {whole}")
    assert ended == 0
    assert total >= 4
    old, new = _state(edited), _state(whole)
    assert _left(whole) == []
    roots = {point: shutil.copytree(edited, tmp_path / f"{point[0]}-{point[1]}") for point in _points(total, 6)}
    killed = kill_steps(_STEPS, *(f"{step} {when} {number} {root}" for (when, number), root in roots.items()))
    assert {ended for ended, _ in killed} == {-signal.SIGKILL}
    ends = set()
    for (when, number), root in roots.items():
        where = f"{step} killed {when} change {number} of {total}"
        begun = (root / JOURNAL).exists()
        assert _errors(root) == ([JOURNAL] if begun else []), where
        assert begun or _state(root) in (old, new), where
        assert (recover(root) is not None) == begun, where
        assert _state(root) in (old, new), where
        assert (_errors(root), _left(root)) == ([], []), where
        ends.add("old" if _state(root) == old else "new")
    assert ends == {"old", "new"}
    again = [root for root in roots.values() if _state(root) == old]
    assert {ended for ended, _ in kill_steps(_STEPS, *(f"{step} never 0 {root}" for root in again))} == {0}
    assert all(_state(root) == new for root in again)  # the same command again does the whole work


def test_putting_back_can_be_killed_as_well(edited: Path, tmp_path: Path, kill_steps: KillSteps) -> None:
    whole, half = shutil.copytree(edited, tmp_path / "whole"), shutil.copytree(edited, tmp_path / "half")
    ((_, total),) = kill_steps(_STEPS, f"release never 0 {whole}")
    ((ended, _),) = kill_steps(_STEPS, f"release before {total - 8} {half}")
    assert ended == -signal.SIGKILL
    assert (half / JOURNAL / "changes.jsonl").exists()
    mended = shutil.copytree(half, tmp_path / "mended")
    ((ended, steps),) = kill_steps(_STEPS, f"recover never 0 {mended}")
    assert ended == 0
    assert _state(mended) == _state(edited) != _state(half)
    roots = [shutil.copytree(half, tmp_path / f"{when}-{number}") for when, number in _points(steps, 6)]
    lines = [f"recover {' '.join(root.name.split('-'))} {root}" for root in roots]
    assert {ended for ended, _ in kill_steps(_STEPS, *lines)} == {-signal.SIGKILL}
    for root in roots:
        recover(root)
        assert (_state(root), _left(root)) == (_state(edited), []), root.name


def test_a_change_that_fails_is_put_back_at_once(edited: Path) -> None:
    before = _state(edited)
    with pytest.raises(ZeroDivisionError), changing(edited):
        release(edited, "2025.1.0")
        assert _state(edited) != before
        _ = 1 / 0
    assert (_state(edited), _left(edited), verify(edited)[:0]) == (before, [], [])
    assert all_versions(edited)["things"][-1].version == "2024.1.0"


def test_what_was_edited_after_a_kill_is_never_written_over(
    edited: Path, tmp_path: Path, kill_steps: KillSteps
) -> None:
    whole = shutil.copytree(edited, tmp_path / "whole")
    ((_, total),) = kill_steps(_STEPS, f"release never 0 {whole}")
    kill_steps(_STEPS, f"release before {total - 8} {edited}")
    origin = edited / "datasets" / "things" / "origin.yaml"
    origin.write_text(origin.read_text() + "# mine\n")
    for attempt in (lambda: recover(edited), lambda: build(edited)):
        with pytest.raises(ComputeTrendsError, match=r"origin\.yaml was edited since.*old: move that back, or remove"):
            attempt()
    assert origin.read_text().endswith("# mine\n")
    shutil.rmtree(edited / JOURNAL)
    assert recover(edited) is None


def test_nobody_puts_back_what_is_being_changed(edited: Path) -> None:
    command = [sys.executable, "-m", "compute_trends.cli.main", "verify", "--root", str(edited)]
    with changing(edited):
        release(edited, "2025.1.0")
        during = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert JOURNAL in during.stdout
        assert during.returncode == 1
        assert (edited / JOURNAL).exists()
    assert subprocess.run(command, capture_output=True, text=True, timeout=60).returncode == 0
    assert all_versions(edited)["things"][-1].version == "2025.1.0"


@pytest.mark.parametrize("command", [["verify"], ["diff", "things@2024.1.0"], ["build"]])
def test_the_next_command_puts_back_and_says_so(
    edited: Path, tmp_path: Path, kill_steps: KillSteps, command: list[str]
) -> None:
    whole = shutil.copytree(edited, tmp_path / "whole")
    ((_, total),) = kill_steps(_STEPS, f"release never 0 {whole}")
    kill_steps(_STEPS, f"release before {total - 8} {edited}")
    done = subprocess.run(
        [sys.executable, "-m", "compute_trends.cli.main", *command, "--root", str(edited)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    told = done.stderr.splitlines()[0]
    assert told.startswith(f"a command was stopped in the middle of a change of {edited}; put back as before: ")
    assert "datasets/things/origin.yaml" in told
    assert "datasets/things/2025.1.0.parquet" in told
    assert _left(edited) == []
    assert verify(edited) == [] or command != ["build"]


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
