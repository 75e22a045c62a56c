"""Temporary files of a process that was killed are cleared by the next one; those of one that runs are not."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from compute_trends.catalog.files import scratch
from compute_trends.catalog.files.leftovers import has_leftovers, shared_folder
from compute_trends.catalog.files.recovery import mend

#: Processes that come and go, each with a folder of its own.
_MANY = """
import atexit, os
from compute_trends.catalog.files.scratch import scratch_folder
for _ in range(15):
    if not (child := os.fork()):
        for name in "abcdefgh":
            (scratch_folder() / name).mkdir()
        atexit._run_exitfuncs()
        os._exit(0)
    os.waitpid(child, 0)
"""

#: A process whose worker, started in the way that it is told, runs what it is told.
_PARENT = """
import multiprocessing, sys
worker = multiprocessing.get_context(sys.argv[1]).Process(target=exec, args=(sys.argv[2],))
worker.start()
worker.join()
sys.exit(worker.exitcode)
"""

_WORKER = """
from compute_trends.catalog.files.scratch import scratch_folder
(scratch_folder() / "spilled").mkdir()
"""

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


@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_a_worker_takes_its_folder_with_it(how: str) -> None:
    # In a process of its own: the workers of pytest have threads, and a module that only pytest can import.
    subprocess.run([sys.executable, "-W", "error", "-c", _PARENT, how, _WORKER], check=True, timeout=60)
    assert not Path(shared_folder()).exists()


def test_processes_that_come_and_go_are_never_taken_for_stopped(tmp_path: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", _MANY]) for _ in range(2)]
    cleared = 0
    while any(process.poll() is None for process in processes):
        cleared += scratch.clear_leftovers()
        time.sleep(0.001)
    assert [process.returncode for process in processes] == [0, 0]
    assert cleared == 0
    assert not Path(shared_folder()).exists()


def test_nothing_is_cleared_while_a_folder_is_being_made(tmp_path: Path) -> None:
    process, own, _ = _start(tmp_path)
    process.kill()
    process.communicate(timeout=30)
    handle = os.open(shared_folder(), os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)
    assert scratch.clear_leftovers() == 0
    assert own.exists()
    os.close(handle)
    assert scratch.clear_leftovers() == 1


def test_a_lock_that_cannot_be_asked_for_counts_as_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process, own, _ = _start(tmp_path)
    really_open = os.open

    def refuse(path: Path, *rest: int) -> int:
        if Path(path).name == "lock":
            raise OSError(errno.EMFILE, "Too many open files")
        return really_open(path, *rest)

    with monkeypatch.context() as within:
        within.setattr(scratch.os, "open", refuse)
        assert scratch.clear_leftovers() == 0
    assert own.exists()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


def test_folders_of_another_machine_stay(tmp_path: Path) -> None:
    process, own, _ = _start(tmp_path)
    name, started = (own / "lock").read_text().split("\n")
    process.kill()
    process.communicate(timeout=30)
    (own / "lock").write_text("elsewhere\n0e0c5fb0-0000-4000-8000-000000000000")
    assert scratch.clear_leftovers() == 0
    assert own.exists()
    (own / "lock").write_text(f"{name}\n{started[::-1]}")  # this one, before it was started anew
    assert scratch.clear_leftovers() == 1


def test_where_nothing_can_be_locked_nobody_sees_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    scratch._folder_of.cache_clear()
    with monkeypatch.context() as within:
        within.setattr(tempfile, "tempdir", None)
        folder = scratch.scratch_folder()
    scratch._folder_of.cache_clear()
    assert folder.parent == tmp_path / "tmp"
    assert scratch.clear_leftovers() == 0
    assert folder.is_dir()
