"""Temporary files of a process that was killed are cleared by the next one; those of one that runs are not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from compute_trends.catalog.files import scratch
from compute_trends.catalog.files.leftovers import has_leftovers, shared_folder
from compute_trends.catalog.files.recovery import mend

_USER = """
import pathlib, sys, time
from compute_trends.catalog.files.scratch import beside, scratch_folder
(scratch_folder() / "spilled").mkdir()
with beside(pathlib.Path(sys.argv[1]) / "mine.csv", ".csv") as temporary:
    temporary.write_text("half")
    print(scratch_folder(), temporary, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))


def _start(folder: Path) -> tuple[subprocess.Popen[str], Path, Path]:
    process = subprocess.Popen([sys.executable, "-c", _USER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    own, temporary = map(Path, process.stdout.readline().split())
    return process, own, temporary


def test_files_of_a_killed_process_are_cleared_and_those_of_a_running_one_are_not(tmp_path: Path) -> None:
    killed, running = _start(tmp_path), _start(tmp_path)
    killed[0].kill()
    killed[0].communicate(timeout=30)
    assert has_leftovers(str(tmp_path))
    assert list(mend(tmp_path)) == ["removed the temporary files of a command that was stopped"]
    assert not any(path.exists() for path in killed[1:])
    assert all(path.exists() for path in running[1:])
    assert list(mend(tmp_path)) == []
    running[0].send_signal(signal.SIGINT)
    running[0].communicate(timeout=30)
    assert not any(path.exists() for path in running[1:])
    assert not has_leftovers(str(tmp_path))  # so that no command looks for anything


def test_only_names_of_ours_are_removed_elsewhere(tmp_path: Path) -> None:
    process, own, _ = _start(tmp_path)
    mine = [tmp_path / "mine.csv", tmp_path / ".mine.csv", tmp_path / "mine.ct-0123456789"]
    for path in mine:
        path.touch()
    with (own / "elsewhere").open("ab") as stream:
        stream.write(b"\0".join(map(os.fsencode, mine)) + b"\0relative.ct-0123456789\0")
    process.kill()
    process.communicate(timeout=30)
    assert scratch.clear_leftovers() == 1
    assert all(path.exists() for path in mine)


def test_a_folder_that_others_can_write_to_is_not_believed(tmp_path: Path) -> None:
    process, own, temporary = _start(tmp_path)
    process.kill()
    process.communicate(timeout=30)
    Path(shared_folder()).chmod(0o777)
    assert scratch.clear_leftovers() == 0
    assert own.exists()
    Path(shared_folder()).chmod(0o700)
    assert scratch.clear_leftovers() == 1
    assert not temporary.exists()
    (tmp_path / "other").mkdir(mode=0o700)
    Path(shared_folder()).symlink_to(tmp_path / "other")
    assert scratch.clear_leftovers() == 0


def test_files_are_written_where_there_is_no_room_for_temporary_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> Path:
        raise OSError("no usable temporary directory")

    monkeypatch.setattr(scratch, "scratch_folder", refuse)
    with scratch.beside(tmp_path / "a.csv") as temporary:
        temporary.write_text("a")
        temporary.rename(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "a"
