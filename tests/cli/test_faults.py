"""Faults of the machine: full disks, closed streams, signals. One plain line each, and a status that tells."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from compute_trends.catalog.doors.export import FORMATS

PROGRAM = [sys.executable, "-c", "from compute_trends.cli.main import main; main()"]
COMMANDS = ["--help", "--version", "check --help", "datasets", "head accelerators --format json", "trend --list"]
full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
#: libfaketime opens a file before the program begins, which takes the number of a stream that is closed.
true_clock = pytest.mark.skipif("faketime" in os.environ.get("LD_PRELOAD", ""), reason="libfaketime reopens streams")
posix = pytest.mark.skipif(os.name != "posix", reason="shell and limits of POSIX")


def _shell(command: str, redirected: str) -> subprocess.CompletedProcess[str]:
    line = f'"$0" -c "$1" {command} {redirected}'
    return subprocess.run(["/bin/sh", "-c", line, *PROGRAM[::2]], capture_output=True, text=True, timeout=120)


@true_clock
@posix
@full_disk
@pytest.mark.parametrize("command", [*COMMANDS, "sql --format parquet 'from accelerators'"])
def test_output_that_cannot_be_written_is_told_in_a_line(command: str) -> None:
    for redirected, reason in ((">/dev/full", errno.ENOSPC), (">&-", errno.EBADF), ("1</dev/null", errno.EBADF)):
        done = _shell(command, redirected)
        told = f"Error: standard output: {os.strerror(reason)}\n"
        assert (done.returncode, done.stdout, done.stderr) == (1, "", told), redirected


@posix
@full_disk
@pytest.mark.parametrize("command", COMMANDS[:4])
def test_what_is_not_needed_may_be_closed(command: str) -> None:
    whole = _shell(command, "")
    assert (whole.returncode, whole.stderr) == (0, "")
    for redirected in ("2>&-", "<&-", "2>/dev/full", "2>&- <&-"):
        done = _shell(command, redirected)
        assert (done.returncode, done.stdout, done.stderr) == (0, whole.stdout, ""), redirected


@posix
@full_disk
def test_what_cannot_be_told_is_still_said_by_the_status() -> None:
    assert _shell("head nope", "2>&-").returncode == 2
    assert _shell("datasets", ">/dev/full 2>/dev/full").returncode == 1


@true_clock
@posix
def test_a_closed_standard_input_is_told(tmp_path: Path) -> None:
    for command in ("sql -", "check -"):
        done = _shell(command, "<&-")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert "standard input is closed" in done.stderr


@posix
@pytest.mark.parametrize("suffix", sorted(set(FORMATS) - {".ndjson", ".sqlite3", ".db"}))
def test_an_export_that_finds_no_room_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    line = 'ulimit -f 8; exec "$0" -c "$1" export accelerators --to "$2"'
    done = subprocess.run(["/bin/sh", "-c", line, *PROGRAM[::2], path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(f"Error: {path} cannot be written: ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    where = "/proc" if Path("/proc/version").exists() else str(tmp_path / "none")
    for suffix in (".csv", ".xlsx", ".sqlite", ".duckdb", ".parquet"):
        done = _shell(f"export accelerators --to {where}/x{suffix}", "")
        assert done.returncode in (1, 2)
        assert done.stderr.startswith(f"Error: {where}/x{suffix} cannot be written: ")
        assert done.stderr.count("\n") == 1


#: Sends a signal to itself, as from outside, while click is being imported or when a command works.
_EARLY = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "click":
            os.kill(os.getpid(), getattr(signal, sys.argv.pop(1)))
sys.meta_path.insert(0, Finder())
from compute_trends.cli.main import main
main()
"""


@posix
@pytest.mark.parametrize(
    ("name", "told"), [("SIGINT", "interrupted"), ("SIGTERM", "terminated"), ("SIGHUP", "hung up")]
)
def test_a_signal_while_the_command_is_loaded(name: str, told: str) -> None:
    done = subprocess.run([sys.executable, "-c", _EARLY, name, "datasets"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (128 + getattr(signal, name), "", f"{told}\n")


@posix
def test_a_signal_that_is_ignored_stays_so() -> None:
    line = 'trap "" INT HUP; exec "$0" -c "$1" SIGINT --version'
    done = subprocess.run(["/bin/sh", "-c", line, sys.executable, _EARLY], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@posix
@pytest.mark.parametrize(("number", "told"), [(signal.SIGTERM, "terminated"), (signal.SIGINT, "interrupted")])
def test_a_check_that_is_stopped_removes_its_files(tmp_path: Path, number: signal.Signals, told: str) -> None:
    (tmp_path / "tmp").mkdir()
    rows = "".join(f"chip-{n},Chip {n}\n" for n in range(400_000))
    (tmp_path / "chips.csv").write_text(f"record_id,name\n{rows}")
    process = subprocess.Popen(
        [*PROGRAM, "check", "chips.csv", "--dataset", "accelerators", "--limit", "1"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while not list((tmp_path / "tmp").rglob("lock")) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(number)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 128 + number, complaint
    assert complaint.splitlines()[-1] == told
    assert list((tmp_path / "tmp").iterdir()) == []
