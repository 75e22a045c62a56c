"""Fixtures that several folders of tests share."""

from __future__ import annotations

import gc
import hashlib
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import settings

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, descriptor

# No example is judged by the clock: a busy machine is no fault of the code.
settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")


def pytest_sessionstart() -> None:
    """Find no garbage while tests are collected: there is none, and every search goes through more of them."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on look for garbage among what tests make: not in the tests themselves, nor in what they import.

    And less often: what several tests share lives long, and every search goes through it.
    """
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


def pytest_sessionfinish() -> None:
    """What was left open while tests were collected is still told at the end."""
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def signals_as_usual() -> Iterator[None]:
    """Whoever starts the tests by `nohup` or in a shell's background ignores signals, and processes inherit it."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
    ignored = [number for number in numbers if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


def _field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "title": name, "description": f"The {name}.", "source": {}, **more}


@pytest.fixture(scope="session", autouse=True)
def own_scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for temporary files that no other program shares: commands tell of what stopped ones left behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("scratch")))
        patch.setattr(tempfile, "tempdir", None)
        yield


@pytest.fixture(scope="session")
def shipped_views() -> Iterator[duckdb.DuckDBPyConnection]:
    """The views of the shipped datasets, for tests that only read them: to make them takes longer than most queries."""
    with connect() as connection:
        yield connection


@pytest.fixture
def things_fields() -> list[dict[str, Any]]:
    """The fields of a made-up dataset, `things`, with a column of every type and every constraint."""
    return [
        _field(
            "record_id",
            "string",
            constraints={"required": True, "unique": True, "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            example="a-thing",
        ),
        _field("count", "integer", constraints={"minimum": 1, "maximum": 9_000_000_000_000_000_001}, example=3),
        _field("size_flop", "number", unit="FLOP", constraints={"exclusiveMinimum": 0}, example=1e20),
        _field("share_fraction", "number", constraints={"minimum": 0, "maximum": 1}, example=0.5),
        _field("is_good", "boolean", example=True),
        _field("start_date", "date", example="2020-02-29"),
        _field("kind", "string", constraints={"enum": ["round", "square"]}, example="round"),
        _field("labels", "list", delimiter=";", itemType="string", example="one;two"),
        _field("tones", "list", delimiter=";", itemType="string", itemEnum=["high", "low"], example="high;low"),
        _field("source", "string", constraints={"required": True}, example="a-source"),
    ]


@pytest.fixture
def things_checkout(tmp_path: Path, things_fields: list[dict[str, Any]]) -> Iterator[Path]:
    """A checkout that holds one made-up dataset, `things`, and no records yet."""
    root = tmp_path / "checkout"
    (root / "schemas").mkdir(parents=True)
    (root / "datasets" / "things").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[project]\nname = 'things'\n")
    write_things_schema(root, things_fields)
    origin = {
        "title": "Things",
        "description": "Made up for the tests.",
        "sources": {
            "a-source": {"title": "A source", "url": "https://example.org/a", "licence": "CC-BY-4.0"},
            "b-source": {"title": "B source", "url": "https://example.org/b", "licence": "CC-BY-4.0"},
        },
    }
    (root / "datasets" / "things" / "origin.yaml").write_text(yaml.safe_dump(origin, sort_keys=False))
    yield root
    for cached in (load_schema, all_versions, descriptor):
        cached.cache_clear()


def write_things_schema(root: Path, fields: list[dict[str, Any]]) -> None:
    schema = {
        "name": "things",
        "title": "Things",
        "description": "One row is a thing.",
        "fields": fields,
        "missingValues": [""],
        "primaryKey": ["record_id"],
    }
    (root / "schemas" / "things.json").write_text(json.dumps(schema, indent=2) + "\n")
    load_schema.cache_clear()


@pytest.fixture
def lasting_waivers() -> Callable[[Path], None]:
    """Has the waivers of a copy of the checkout last, which those of the data do until they are looked at again."""

    def lasting_waivers(root: Path) -> None:
        for path in (root / "datasets").glob("*/waivers.yaml"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"(?m)^( *expires: ).*$", r"\g<1>2999-12-31", text), encoding="utf-8", newline="")

    return lasting_waivers


#: Reads lines "STEP before|after|never N ROOT"; runs each in a child process that kills itself, as `kill -9` does,
#: before or after the Nth change of the file system, and prints how the child ended and the changes it counted.
_KILLING = """
import os, pathlib, signal, sys, traceback

def fatally(name, when, fatal, changes):
    original = getattr(os, name)
    def changed(*args, **kwargs):
        if any("__pycache__" in str(place) for place in args):  # what is kept to be quick is no part of a change
            return original(*args, **kwargs)
        changes.append(name)
        here = len(changes) == fatal
        if here and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return original(*args, **kwargs)
        finally:
            if here and when == "after":
                os.kill(os.getpid(), signal.SIGKILL)
    setattr(os, name, changed)

for line in sys.stdin:
    step, when, fatal, root = line.rstrip("\\n").split(" ", 3)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            changes = []
            for name in ("replace", "rename", "unlink", "fsync", "chmod", "mkdir", "rmdir", "link"):
                fatally(name, when, int(fatal), changes)
            run(pathlib.Path(root), step)
            os.write(writing, str(len(changes)).encode())
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(ended, os.read(reading, 20).decode() or 0, flush=True)
    os.close(reading)
"""


@pytest.fixture(scope="module")
def kill_steps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., list[tuple[int, int]]]]:
    """(exit code, changes counted) of each line "STEP before|after|never N ROOT" of a script's `run(root, step)`.

    One process per script imports what `run` needs, for all tests of a module; every line has a child of its own.
    """
    complaints = tmp_path_factory.mktemp("kill-steps") / "stderr"
    started: dict[str, subprocess.Popen[str]] = {}

    with ExitStack() as stack, complaints.open("w") as stderr:

        def kill_steps(script: str, *lines: str) -> list[tuple[int, int]]:
            if script not in started:
                # Without -B a module that is first imported in a child is written too, once, and counts as a change.
                command, pipe = [sys.executable, "-B", "-c", script + _KILLING], subprocess.PIPE
                process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=stderr, text=True)
                started[script] = stack.enter_context(process)
                stack.callback(process.kill)
            process = started[script]
            assert process.stdin is not None
            assert process.stdout is not None
            late = Timer(600, process.kill)
            late.start()
            try:
                found = []
                for line in lines:
                    process.stdin.write(f"{line}\n")
                    process.stdin.flush()
                    found.append(process.stdout.readline().split())
            finally:
                late.cancel()
            assert complaints.read_text() == ""
            return [(int(ended), int(changes)) for ended, changes in found]

        yield kill_steps


class Outside:
    """What a query or an option must not reach: files that hold a secret, the package, a port, the environment."""

    secret = "kept-for-nobody"  # what the files and a variable hold
    unnamed = "zebra"  # the name of a file that nothing names

    def __init__(self, folder: Path) -> None:
        self.folder, self.calls = folder, list[object]()
        (folder / "secret.csv").write_text(f"a\n{self.secret}\n")
        (folder / "secret.txt").write_text(self.secret)
        (folder / "secret.json").write_text(f'{{"a": "{self.secret}"}}\n')
        (folder / self.unnamed).touch()
        with duckdb.connect(folder / "secret.duckdb") as connection:
            connection.execute(f"create table t as select '{self.secret}' as a")
            connection.table("t").write_parquet(str(folder / "secret.parquet"))
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()
        self._before = self._state()

    def _listen(self) -> None:
        while True:
            try:
                connection, caller = self._server.accept()
            except OSError:
                return
            self.calls.append(caller)
            connection.close()

    def close(self) -> None:
        self._server.close()

    def _state(self) -> dict[str, str]:
        folders = (self.folder, PACKAGE_ROOT / "datasets" / "training_energy", Path.home() / ".duckdb")
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def assert_untouched(self, told: str, why: object) -> None:
        assert self.secret not in told, why
        assert self.unnamed not in told, why
        assert self._state() == self._before, why
        assert self.calls == [], why


@pytest.fixture(scope="module")
def _outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    found = Outside(tmp_path_factory.mktemp("outside"))
    yield found
    found.close()


@pytest.fixture
def outside(_outside: Outside, monkeypatch: pytest.MonkeyPatch) -> Outside:
    """Secrets in the working folder and the environment; whoever tried can be asked whether they were reached."""
    monkeypatch.chdir(_outside.folder)
    monkeypatch.setenv("COMPUTE_TRENDS_SECRET", _outside.secret)
    return _outside
