"""The database of a check that is over is lent to the next one, with nothing of it but shipped tables."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import compute_trends as ct
from compute_trends.catalog.versions import Version
from compute_trends.validators.engine import bench, databases, run_rules, submission
from compute_trends.validators.engine import connection as connections
from compute_trends.validators.engine.connection import connect, expect_many_rows, sibling
from compute_trends.validators.engine.databases import Opened
from compute_trends.validators.engine.submission import Shipped

SYSTEM = {"record_id": "A system", "name": "A system", "parameters": "many"}


@pytest.fixture
def created(monkeypatch: pytest.MonkeyPatch) -> list[duckdb.DuckDBPyConnection]:
    """The databases that were made; none is there before."""
    found: list[duckdb.DuckDBPyConnection] = []
    create = connections._create

    def noted() -> duckdb.DuckDBPyConnection:
        found.append(create())
        return found[-1]

    gc.collect()  # what is over gives its database back now, not to this test
    monkeypatch.setattr(databases, "_idle", {False: [], True: []})
    monkeypatch.setattr(connections, "_create", noted)
    return found


def relations(connection: duckdb.DuckDBPyConnection) -> set[str]:
    listed = connection.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall()
    return {name for (name,) in listed}


def test_a_database_is_lent_to_one_after_the_other_and_is_empty_each_time(
    created: list[duckdb.DuckDBPyConnection],
) -> None:
    for _ in range(3):
        connection = connect()
        assert relations(connection) == {"main.findings"}
        assert connection.execute("select count(*) from findings").fetchall() == [(0,)]
        connection.execute("insert into findings (rule) values ('a')")
        connection.execute("create table kept as select 1 as a")
        connection.execute("create view seen as select * from kept")
        connection.execute("create temp table passing as select 1 as a")
        connection.execute("set TimeZone = 'Asia/Tokyo'")
        del connection
    assert len(created) == 1
    zone = connect().execute("select current_setting('TimeZone'), current_setting('threads')")
    assert zone.fetchall() == [("UTC", 1)]


def test_those_in_use_at_once_are_apart(created: list[duckdb.DuckDBPyConnection]) -> None:
    one, two = connect(), connect()
    one.execute("create table kept as select 1 as a")
    assert relations(two) == {"main.findings"}
    assert len(created) == 2


def test_a_connection_that_was_made_from_it_keeps_a_database_only_with_it(
    created: list[duckdb.DuckDBPyConnection],
) -> None:
    report = ct.validate(SYSTEM, "milestone_systems", select=["structure"])
    before = [finding.as_dict() for finding in report]
    other = ct.validate({"record_id": "b"}, "milestone_systems", select=["structure"])
    assert [finding.as_dict() for finding in report] == before
    findings = iter(report)
    next(findings)
    del report, other
    assert ct.validate({"record_id": "c"}, "milestone_systems", select=["structure"]).errors
    assert [finding.as_dict() for finding in findings] == before[1:]
    assert len(created) == 2


def test_a_connection_for_a_thread_keeps_the_database_from_others(created: list[duckdb.DuckDBPyConnection]) -> None:
    connection = connect()
    beside = sibling(connection)
    del connection  # as where the check was interrupted while the thread goes on
    other = connect()
    beside.execute("create table prepared as select 1 as a")
    assert relations(other) == {"main.findings"}
    assert relations(beside) == {"main.findings", "main.prepared"}
    del beside
    assert relations(connect()) == {"main.findings"}
    assert len(created) == 2


def test_an_interruption_while_tables_are_opened_is_nothing_to_the_next_check(
    created: list[duckdb.DuckDBPyConnection], monkeypatch: pytest.MonkeyPatch
) -> None:
    for at, further in (("drop", "technology"), ("create", "power_w")):

        def interrupted(shipped: Shipped, statement: str, at: str = at) -> None:
            shipped._connection.execute(statement)
            if statement.startswith(at):
                raise KeyboardInterrupt

        shipped = Shipped(connect(with_shipped=True))
        shipped.open_for("computers", columns={"computers": ["name"]})
        with monkeypatch.context() as patched:
            patched.setattr(Shipped, "_execute", interrupted)
            with pytest.raises(KeyboardInterrupt):
                shipped.open_for("computers", columns={"computers": ["name", further]})
        del shipped
        gc.collect()
        connection = connect(with_shipped=True)
        Shipped(connection).open_for("computers", columns={"computers": ["record_id", "name"]})
        assert connection.execute("select count(name) from computers where record_id <> ''").fetchone() != (0,)
        del connection
    assert len(created) == 1


def test_nothing_is_asked_of_a_database_while_its_connection_is_taken_apart(
    created: list[duckdb.DuckDBPyConnection], monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, large = connect(), connect()
    connection.execute("create table kept as select 1 as a")
    expect_many_rows(large)
    with monkeypatch.context() as patched:  # where a Ctrl-C would be told on stderr and be lost
        for name in ("_settings", "drop_relations"):
            patched.setattr(databases, name, None)
        del connection, large
    assert [relations(database.root) for database in databases._idle[False]] == [{"main.findings", "main.kept"}]
    assert relations(connect()) == {"main.findings"}
    assert len(created) == 2


def test_one_that_was_made_ready_for_many_rows_is_not_lent_again(
    created: list[duckdb.DuckDBPyConnection], tmp_path: Path
) -> None:
    connection = connect()
    expect_many_rows(connection)
    del connection
    assert connect().execute("select current_setting('threads')").fetchall() == [(1,)]
    assert len(created) == 2


_FORKED = """
import os, sys
import compute_trends as ct

def found(): return [item.as_dict() for item in ct.validate({"record_id": "A b"}, "computers", select=["structure"])]

kept = ct.validate({"record_id": "A b"}, "computers", select=["structure"])  # its database is in use
told = found()  # and this one is free
if not (child := os.fork()):
    print(told == found() == [item.as_dict() for item in kept])
    sys.exit(0)  # not `os._exit`: what is left is taken apart
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told == found())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is forked here")
def test_a_process_that_was_forked_makes_its_own_and_ends_as_others_do() -> None:
    done = subprocess.run([sys.executable, "-Wignore", "-c", _FORKED], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == ["True", "0 True"], done.stderr


def test_shipped_tables_stay_for_checks_and_for_them_alone(created: list[duckdb.DuckDBPyConnection]) -> None:
    connection = connect(with_shipped=True)
    Shipped(connection).open_for("milestone_systems", columns={"milestone_systems": ["name"]})
    del connection
    connection = connect(with_shipped=True)
    assert relations(connection) == {"main.findings", "main.milestone_systems"}
    Shipped(connection).open_for(*["milestone_systems"] * 2, columns={"milestone_systems": ["record_id"]})
    names = connection.execute("select name from milestone_systems where record_id is not null").fetchall()
    assert len(names) == len(ct.load("milestone_systems", as_="polars"))
    del connection
    assert len(created) == 1
    assert relations(connect()) == {"main.findings"}
    assert len(created) == 2


def test_shipped_tables_of_a_small_check_serve_a_large_one_that_is_stored_in_a_file(
    created: list[duckdb.DuckDBPyConnection], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = {"record_id": "a", "milestone_system": "No such system", "admission": "submitted"}

    def found(*rules: str) -> list[dict[str, object]]:
        return [finding.as_dict() for finding in ct.validate(record, "training_energy", select=rules)]

    one, all_of_them = found("system-unknown"), found()
    assert [finding["rule"] for finding in one].count("system-unknown") == 1
    for module, limit in (
        (bench, "_ROWS_IN_MEMORY"), (submission, "_FEW_ROWS"), (run_rules, "_TABLE_ROWS"), (run_rules, "_FETCHED_ROWS")
    ):  # fmt: skip
        monkeypatch.setattr(module, limit, 0)
    assert len(created) == 1
    assert (found("system-unknown"), found()) == (one, all_of_them)


def test_shipped_tables_of_files_that_were_changed_are_opened_anew(
    created: list[duckdb.DuckDBPyConnection], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    versions = {"milestone_systems": [Version("milestone_systems", "2026.8.0", path, 1, "")]}
    monkeypatch.setattr(databases, "all_versions", lambda: versions)
    opened = Opened()
    opened.note("milestone_systems")
    assert not opened.is_current()  # it is not there
    path.write_text("a")
    opened = Opened()
    opened.note("milestone_systems")
    assert opened.is_current()
    path.write_text("ab")
    assert not opened.is_current()
    path.unlink()
    assert not opened.is_current()


def test_a_check_after_a_change_of_the_shipped_files_makes_a_new_database(
    created: list[duckdb.DuckDBPyConnection], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        ct.validate(SYSTEM, "milestone_systems", select=["duplicate"])
    assert len(created) == 1
    monkeypatch.setattr(Opened, "is_current", lambda opened: False)
    ct.validate(SYSTEM, "milestone_systems", select=["duplicate"])
    assert len(created) == 2


def test_a_file_that_is_written_anew_is_read_anew(created: list[duckdb.DuckDBPyConnection], tmp_path: Path) -> None:
    path, time_ns = tmp_path / "a.parquet", 10**18
    for name in ("a", "b"):  # of the same size and time
        with duckdb.connect() as writing:
            writing.execute(f"copy (select '{name} x' as record_id, 'A' as name) to '{path}' (format parquet)")
        os.utime(path, ns=(time_ns, time_ns))
        [value] = [f.value for f in ct.validate(path, "milestone_systems", select=["structure-pattern"])]
        assert value == f"{name} x"
    assert len(created) == 1
