from __future__ import annotations

from collections import OrderedDict
from datetime import date

import duckdb
import pytest

from compute_trends.catalog.errors import ComputeTrendsError, QueryError, UnknownNameError, UsageError
from compute_trends.trends import script as script_module
from compute_trends.trends.choices.options import Options
from compute_trends.trends.points import Setting
from compute_trends.trends.registry import scripts
from compute_trends.trends.run import run_trend
from compute_trends.trends.script import parse_script, run_statement, sql_literal

TEXT = """\
-- What this study asks.
set variable rows = coalesce(getvariable('rows'), 'five'); -- table to read
set variable limit_x = coalesce(getvariable('limit_x'), 3); -- largest x
create or replace temp view chosen as select * from query_table(getvariable('rows')) where x <= getvariable('limit_x');

-- name: both
select x, 2 * x as y from chosen order by x;

-- name: only-x
select x from chosen order by x;
"""


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    found.execute("create table five as select range::int as x from range(1, 6)")
    found.execute("create table ten as select range::int as x from range(1, 11)")
    return found


def test_a_script_is_taken_apart() -> None:
    script = parse_script("study", TEXT)
    assert list(script.statements) == ["both", "only-x"]
    assert script.statement("only-x") == "select x from chosen order by x"
    assert script.settings == {"rows": "table to read", "limit_x": "largest x"}
    assert script.defaults == {"rows": "'five'", "limit_x": "3"}
    with pytest.raises(UnknownNameError, match=r"no statement in study.sql 'only-y'; did you mean only-x"):
        script.statement("only-y")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TEXT + "-- name: both\nselect 1;\n", "names a statement twice: both"),
        (TEXT + "-- name: none\n", "no text under the statement none"),
        ("set variable a = coalesce(getvariable('b'), 1); -- x\n", "sets a from another variable's value"),
        ("set variable a = 3; -- x\n", "not one line of the form"),
        ("set variable a = coalesce(getvariable('a'), 3);\n", "not one line of the form"),
    ],
)
def test_a_script_that_breaks_the_form_is_refused(text: str, message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        parse_script("study", text)


def test_defaults_hold_and_variables_override_them(connection: duckdb.DuckDBPyConnection) -> None:
    script = parse_script("study", TEXT)
    table, settings = run_statement(connection, script, "both", {})
    assert table.to_pylist() == [{"x": 1, "y": 2}, {"x": 2, "y": 4}, {"x": 3, "y": 6}]
    assert settings == {"rows": "five", "limit_x": 3}
    table, settings = run_statement(connection, script, "only-x", {"rows": "ten", "limit_x": 8.5})
    assert table.num_rows == 8
    assert settings == {"rows": "ten", "limit_x": 8.5}


def test_nothing_of_a_run_outlives_it(connection: duckdb.DuckDBPyConnection) -> None:
    script = parse_script("study", TEXT)
    run_statement(connection, script, "both", {"limit_x": 1})
    assert run_statement(connection, script, "both", {})[0].num_rows == 3
    assert connection.execute("select getvariable('limit_x')").fetchone() == (None,)
    with pytest.raises(duckdb.CatalogException):
        connection.execute("from chosen")


def test_a_held_cursor_answers_as_a_new_one_and_forgets_what_was_asked_before(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_module, "_held", held := OrderedDict())
    script = parse_script("study", TEXT)
    asked: list[dict[str, Setting]] = [{"limit_x": place % 7} for place in range(15)]
    for variables in (*asked, *asked[::-1], {}, {"rows": "ten"}, {}):
        for statement in ("both", "only-x"):
            expected = run_statement(connection, script, statement, variables)
            assert run_statement(connection, script, statement, variables, hold=True) == expected
        assert len(held) <= 4
    with pytest.raises(QueryError, match="eleven"):
        run_statement(connection, script, "both", {"rows": "eleven"}, hold=True)
    assert run_statement(connection, script, "both", {}, hold=True)[0].num_rows == 3
    assert connection.execute("select getvariable('limit_x')").fetchone() == (None,)


def test_a_held_cursor_is_prepared_anew_for_what_its_views_do_not_follow(
    monkeypatch: pytest.MonkeyPatch, connection: duckdb.DuckDBPyConnection
) -> None:
    monkeypatch.setattr(script_module, "_held", OrderedDict())
    seen = "create or replace temp view asked as select getvariable('since') as x;\n-- name: all\nfrom asked;\n"
    fixed = seen.replace("temp view", "temp table")
    assert not parse_script("study", seen).is_settled
    assert parse_script("study", fixed).is_settled
    for text in (seen, fixed):
        script = parse_script("study", text)
        for since in (1, "word", date(2020, 2, 3), 2.5):  # a view keeps the types that its columns had at first
            table, _ = run_statement(connection, script, "all", {"since": since}, hold=True)
            assert table["x"].to_pylist() == [since]
        assert run_statement(connection, script, "all", {}, hold=True)[0]["x"].to_pylist() == [None]


def test_what_duckdb_refuses_names_script_and_statement(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(QueryError, match=r"study\.sql, statement both: .*eleven"):
        run_statement(connection, parse_script("study", TEXT), "both", {"rows": "eleven"})


@pytest.mark.parametrize("value", [None, True, False, 3, -2.5, 1e300, "it's; --", date(2022, 1, 31)])
def test_literals_come_back_as_they_went_in(value: object, connection: duckdb.DuckDBPyConnection) -> None:
    text = sql_literal(value)  # type: ignore[arg-type]
    assert connection.execute(f"select {text}").fetchone() == (value,)


def test_a_setting_must_be_finite() -> None:
    with pytest.raises(UsageError, match="nan is not a number that a setting can have"):
        sql_literal(float("nan"))


#: Settings that say what the study of 2022 did: each script states them, to run by itself, and all state the same.
OF_THE_STUDY = {
    "deep_learning_era_after": "date '2009-12-31'",
    "large_scale_era_since": "date '2015-09-01'",
    "studied_until": "date '2022-01-31'",
    "window_days": "364",
    "low_outlier_z": "-2",
    "large_scale_z": "0.76",
}


@pytest.mark.parametrize("name", OF_THE_STUDY)
def test_scripts_state_the_cuts_of_eras_and_scales_alike_and_as_settings_alone(name: str) -> None:
    stated = [script.defaults[name] for script in scripts() if name in script.defaults]
    assert len(stated) > 1
    assert set(stated) == {OF_THE_STUDY[name]}
    if "era" in name:
        for script in scripts():
            assert OF_THE_STUDY[name] not in "".join(script.statements.values()), script.study


def test_a_version_that_lacks_a_column_is_told_in_words() -> None:
    with pytest.raises(QueryError, match="reads the column 'organizations', which the rows do not have; a version"):
        run_trend("capability-open-lag", Options(version="2026.8.0"))
