"""The command ends without taking the interpreter apart, and nothing that is to be done at the end is left undone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from compute_trends.catalog.versions import package_version

VERSION = f"compute-trends {package_version()}\n"


def output_of(program: str, *args: str, status: int = 0) -> str:
    done = subprocess.run([sys.executable, "-c", program, *args], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (status, "")
    return done.stdout


@pytest.mark.parametrize("to", ["pipe", "file"])
def test_all_of_a_large_output_is_written(tmp_path: Path, to: str) -> None:
    program = [sys.executable, "-m", "compute_trends", "sql", "select range as n from range(300000)", "--format", "csv"]
    if to == "file":
        with (tmp_path / "out").open("w") as out:
            subprocess.run(program, stdout=out, check=True)
        written = (tmp_path / "out").read_text()
    else:
        written = subprocess.run(program, capture_output=True, text=True, check=True).stdout
    assert written.splitlines() == ["n", *map(str, range(300_000))]


def test_what_was_registered_for_the_end_is_done_and_seen() -> None:
    program = (
        "import atexit, sys\natexit.register(print, 'the end')\n"
        "from compute_trends.cli.main import main\nmain()\nprint('not reached')"
    )
    assert output_of(program, "--version") == VERSION + "the end\n"


def test_a_thread_that_somebody_waits_for_is_waited_for() -> None:
    program = (
        "import threading, time\n"
        "threading.Thread(target=lambda: (time.sleep(0.5), print('done'))).start()\n"
        "from compute_trends.cli.main import main\nmain()"
    )
    assert output_of(program, "--version") == VERSION + "done\n"


def test_a_profiler_gets_to_its_end() -> None:
    profiled = [sys.executable, "-m", "cProfile", "-m", "compute_trends", "--version"]
    shown = subprocess.run(profiled, capture_output=True, text=True, check=True).stdout
    assert shown.startswith(VERSION)
    assert "function calls" in shown


def test_objects_that_die_with_the_interpreter_are_not_torn_down_one_by_one() -> None:
    program = (
        "class Dies:\n    def __del__(self): print('torn down')\n"
        "kept = Dies()\nfrom compute_trends.cli.main import main\nmain()"
    )
    assert output_of(program, "--version") == VERSION


def test_the_status_is_that_of_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "compute_trends", "sqll"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and signals of POSIX")
def test_a_command_that_was_stopped_ends_though_nobody_reads_on_and_threads_go_on() -> None:
    program = (
        "import os, sys, threading, time\n"
        "from compute_trends.cli import main\n"
        "read, write = os.pipe(); os.dup2(write, 1); os.close(read)\n"
        "sys.stdout = open(1, 'w', closefd=False); print('unread')\n"
        "threading.Thread(target=time.sleep, args=[60], daemon=True).start()\n"
        "main._leave(130)\nsys.exit(1)"
    )
    assert output_of(program, status=130) == ""
