from __future__ import annotations

import io
import sys
import time

import duckdb
import pytest

from compute_trends.catalog.doors.render import box
from compute_trends.cli import progress
from compute_trends.cli.progress import interruptible, working


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_what_is_going_on_once_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "DELAY_S", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with working("exporting", 2) as step:
        step("one")
        deadline = time.monotonic() + 10
        while "exporting one" not in terminal.getvalue() and time.monotonic() < deadline:
            time.sleep(0.02)
        # A display on standard error must not catch what is drawn for standard output.
        assert "hello" in box(duckdb.connect().sql("select 'hello'"), 80)
    assert "exporting one" in terminal.getvalue()
    assert "hello" not in terminal.getvalue()


def test_nothing_is_shown_where_it_is_quick_or_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", stream)
        with working("exporting", 1) as step:
            step("one")
        assert stream.getvalue() == ""


def test_errors_of_the_work_come_through() -> None:
    connection = duckdb.connect()
    assert interruptible(connection, lambda: 1) == 1
    with pytest.raises(duckdb.Error, match="boom"):
        interruptible(connection, lambda: connection.sql("select error('boom')").fetchall())
