"""A check of many rows keeps to a limit of memory, and says in a line where that is too small."""

from __future__ import annotations

import re
from typing import Any

import click
import duckdb
import pyarrow as pa
import pytest
import yaml

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.cli.commands.check import command
from compute_trends.validators.api import validate
from compute_trends.validators.engine import bench, judge, memory, run_rules
from compute_trends.validators.engine.connection import connect, expect_many_rows
from compute_trends.validators.engine.memory import VARIABLE, MemoryLimitError, in_bytes, within_memory

MB = 1 << 20
ROWS = 3000


def table() -> pa.Table:
    return pa.table({"record_id": [f"r-{n}" for n in range(ROWS)], "name": [f"A name {n}" for n in range(ROWS)]})


def allowed(limit: str | int | None = None) -> float:
    """What a limit leaves to DuckDB, in MB."""
    connection = connect()
    expect_many_rows(connection, limit)
    number, unit = connection.execute("select current_setting('memory_limit')").fetchall()[0][0].split()
    return float(number) * {"MiB": 1, "GiB": 1024}[unit]


@pytest.mark.parametrize(
    ("size", "number"), [("1GB", 1024), ("500MB", 500), ("1.5 GiB", 1536), ("0.5g", 512), (700 * MB, 700)]
)
def test_sizes_are_read_as_people_write_them(size: str | int, number: int) -> None:
    assert in_bytes(size) == number * MB


@pytest.mark.parametrize("size", ["much", "", "-1GB", "1GB each", "1 PB", "100MB", "5"])
def test_a_limit_that_is_none_or_too_small_is_told_before_anything_is_read(size: str) -> None:
    with pytest.raises(UsageError, match="memory limit"):
        validate({"record_id": "a"}, "milestone_systems", memory_limit=size or " ")


def test_the_limit_is_that_of_the_argument_then_of_the_environment_then_a_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    by_default = allowed()
    assert 50 < by_default <= 650  # of 1 GB at most, beside 260 MB that DuckDB does not count, and some room
    monkeypatch.setenv(VARIABLE, "800MB")
    assert 300 < allowed() < 550
    assert 200 < allowed("500MB") < 300  # in which a million rows are checked
    assert 250 < allowed("600MB") < 600
    monkeypatch.setenv(VARIABLE, "a lot")
    with pytest.raises(UsageError, match="a lot"):
        allowed()
    with pytest.raises(UsageError, match=f"{VARIABLE}: no memory limit: 'a lot'"):  # of few rows too
        validate({"record_id": "a"}, "milestone_systems")


def test_what_does_not_fit_is_told_in_a_line_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "_ROWS_IN_MEMORY", 0)
    create = judge.create_submission

    def in_little_memory(connection: Any, *arguments: Any) -> Any:
        connection.execute("set memory_limit = '1MB'")
        return create(connection, *arguments)

    monkeypatch.setattr(judge, "create_submission", in_little_memory)
    with pytest.raises(MemoryLimitError, match="--memory-limit or COMPUTE_TRENDS_MEMORY_LIMIT") as found:
        validate(table(), "milestone_systems")
    assert "\n" not in str(found.value)


def test_a_full_folder_is_told_as_that() -> None:
    connection = connect()
    expect_many_rows(connection, "300MB")
    connection.execute("set memory_limit = '20MB'")
    connection.execute("set max_temp_directory_size = '1MB'")
    with (
        pytest.raises(MemoryLimitError, match=r"the folder for temporary files is full.*TMPDIR"),
        within_memory(connection),
    ):
        connection.execute("create temp table t as select range::VARCHAR || repeat('x', 200) as a from range(500000)")


def test_stored_in_a_file_or_not_the_findings_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory = validate(table(), "milestone_systems").findings
    monkeypatch.setattr(bench, "_ROWS_IN_MEMORY", 0)
    report = validate(table(), "milestone_systems", memory_limit="300MB")
    assert report.connection.execute(
        "select count(*) from duckdb_databases() where database_name = 'stored'"
    ).fetchall()[0] == (1,)
    assert report.findings == in_memory
    assert len(in_memory) >= ROWS


class Tight:
    """A connection on which a statement takes too much memory on several cores."""

    def __init__(self, least: int) -> None:
        self.said: list[str] = []
        self._threads, self._least = 2, least

    def execute(self, statement: str) -> None:
        self.said.append(statement)
        self._threads = {"set threads = 1": 1, "reset threads": 2}.get(statement, self._threads)
        if statement == "a rule" and self._threads > self._least:
            raise duckdb.OutOfMemoryException("too little")


def test_what_takes_too_much_memory_on_all_cores_is_asked_on_one() -> None:
    tight: Any = Tight(least=1)
    run_rules._execute(tight, "a rule")
    assert tight.said == ["a rule", "set threads = 1", "a rule", "reset threads"]
    tight = Tight(least=0)
    with pytest.raises(duckdb.OutOfMemoryException):
        run_rules._execute(tight, "a rule")
    assert tight.said[-1] == "reset threads"


def test_the_limits_that_are_said_are_those_that_hold() -> None:
    said = re.search(r"smaller of (\S+) and a quarter", " ".join(command.get_help(click.Context(command)).split()))
    assert said
    assert in_bytes(said[1]) == memory._MOST
    assert memory._SHARE == 1 / 4
    if not (PACKAGE_ROOT / "SECURITY.md").is_file():
        pytest.skip("an installed copy has no SECURITY.md")
    inputs = yaml.safe_load((PACKAGE_ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    said = re.search(r"checks within (\S+ .B) of memory", (PACKAGE_ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert said
    assert in_bytes(said[1]) == in_bytes(inputs["memory-limit"]["default"])
