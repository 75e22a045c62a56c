from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from compute_trends.catalog.doors.connect import connect, one_database, relation, sql, views_sql
from compute_trends.catalog.doors.query import run_query
from compute_trends.catalog.errors import QueryError, UnknownNameError, UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import all_versions, datasets, find_version, version_schema


def test_every_dataset_and_version_is_a_view_of_its_file_with_the_declared_types() -> None:
    connection = connect()
    for dataset, found in all_versions().items():
        for item in found:
            view, columns = connection.table(f"{item.sql_schema}.{dataset}"), version_schema(item).columns
            assert view.columns == [column.name for column in columns]
            assert [str(kind) for kind in view.types] == [
                "VARCHAR[]" if column.is_list else column.duckdb_type for column in columns
            ]
            assert view.count("*").fetchall() == [(item.rows,)]
        plain = connection.table(dataset)
        assert plain.count("*").fetchall() == [(find_version(dataset).rows,)]


def test_a_pin_sets_the_version_of_the_plain_name() -> None:
    for connection in (connect(milestone_systems="2022.2.0"), connect({"milestone_systems": "2022.2.0"})):
        assert connection.sql("select count(*) from milestone_systems").fetchall() == [(123,)]


def test_a_pin_to_what_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean milestone_systems"):
        connect(milestone_system="2022.2.0")
    with pytest.raises(UnknownNameError, match="version of milestone_systems"):
        connect(milestone_systems="1.0.0")


def test_every_name_and_alias_of_a_chip_leads_to_its_record() -> None:
    connection = connect()
    records, pairs = connection.sql(
        "select (select count(*) from accelerators), (select count(distinct record_id) from accelerator_names)"
    ).fetchall()[0]
    assert records == pairs > 1000
    assert connection.sql(
        "select count(*) from accelerator_names n join accelerators a using (record_id) "
        "where n.name not in (a.record_id, a.name) and not list_contains(a.aliases, n.name)"
    ).fetchall() == [(0,)]


def test_sql_returns_a_relation_that_outlives_its_connection() -> None:
    found = sql("select name from training_energy where name = 'GPT-3'")
    assert found.fetchall() == [("GPT-3",)]
    assert sql("select count(*) from milestone_systems", pins={"milestone_systems": "2022.2.0"}).fetchall() == [(123,)]


def test_sql_errors_carry_the_position() -> None:
    with pytest.raises(QueryError, match=r"LINE 1: select nme from training_energy\n +\^\^\^"):
        sql("select nme from training_energy")


def test_relations_over_one_database_outlive_it() -> None:
    with one_database():
        one = relation("training_energy")
        with one_database():
            other = relation("training_energy", "2021.4.0", ["name"])
        same = relation("training_energy", columns=["record_id"])
    assert len(one.fetchall()) == len(same.fetchall()) == len(other.fetchall())
    assert relation("training_energy").fetchall() == relation("training_energy").fetchall()


def test_relation_of_chosen_columns() -> None:
    found = relation("training_energy", "2021.4.0", ["energy_mwh", "name"])
    assert found.columns == ["energy_mwh", "name"]
    with pytest.raises(UnknownNameError, match="column of training_energy"):
        relation("training_energy", columns=["energy"])


def test_the_shipped_views_are_those_of_the_descriptor() -> None:
    path = PACKAGE_ROOT / "views.sql"
    if not path.is_file():
        pytest.skip("an installed copy has no views.sql")
    assert path.read_text(encoding="utf-8") == views_sql(relative=True)


def test_the_views_open_in_the_duckdb_command_line(tmp_path: Path) -> None:
    program = shutil.which("duckdb", path=str(Path(sys.executable).parent)) or shutil.which("duckdb")
    if program is None:
        pytest.skip("the DuckDB command line is not installed")
    script = tmp_path / "views.sql"
    script.write_text(views_sql(), encoding="utf-8")
    counts = ", ".join(f"(select count(*) from {dataset})" for dataset in datasets())
    query = f"select {counts}, (select count(*) from v2022_2_0.milestone_systems)"
    done = subprocess.run(
        [program, "-csv", "-noheader", "-init", str(script), "-c", query],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    expected = [find_version(dataset).rows for dataset in datasets()] + [123]
    assert [int(cell) for cell in done.stdout.strip().split(",")] == expected


def test_a_folder_whose_name_looks_like_a_pattern_is_read(tmp_path: Path) -> None:
    root = tmp_path / "it's [1] of *"
    for part in ("datapackage.json", "schemas/training_energy.json", "datasets/training_energy"):
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        source = PACKAGE_ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / part)
    rows = relation("training_energy", "2021.4.0", ["name"], root).fetchall()
    assert rows == relation("training_energy", "2021.4.0", ["name"]).fetchall()


@pytest.mark.parametrize(("query", "said"), [("select '\udcff'", "byte 9 is 0xff"), ("select '\ud83d'", "character 9")])
def test_a_query_that_is_no_text_is_refused_in_a_line(query: str, said: str) -> None:
    for run in (sql, run_query):
        with pytest.raises(UsageError, match=said):
            run(query)


def test_letters_that_python_left_as_bytes_of_arguments_are_letters() -> None:
    query = "select 'é' as ü".encode().decode("ascii", "surrogateescape")
    assert sql(query).fetchall() == [("é",)]
    assert run_query(query).relation.columns == ["ü"]


def test_a_query_sees_no_variables_and_says_when_it_is_empty() -> None:
    frame = duckdb.sql("select 1 as a").to_arrow_table()
    assert frame.num_rows == 1
    for name in ("frame", "pins", "query", "APART", "annotations"):
        with pytest.raises(QueryError, match="does not exist"):
            sql(f"from {name}")
    for query in ("", "  ", ";", "-- nothing"):
        with pytest.raises(UsageError, match="the query is empty"):
            sql(query)


def test_a_connection_of_ones_own_sees_frames_of_ones_own() -> None:
    frame = duckdb.sql("select 1 as a").to_arrow_table()
    assert connect().sql("select a from frame").fetchall() == [(1,)] == [tuple(frame.to_pylist()[0].values())]


def test_a_query_takes_parameters_by_place_and_by_name() -> None:
    assert sql("select ?::int + $2", [1, 2]).fetchall() == [(3,)]
    assert sql("select $one::int + $two", {"one": 1, "two": 2}).fetchall() == [(3,)]
    held = "select count(*) from milestone_systems where publication_date < ?"
    assert sql(held, ["2000-01-01"], pins={"milestone_systems": "2022.2.0"}).fetchall()[0][0] > 0


@pytest.mark.parametrize(
    ("query", "params", "named"),
    [
        ("select ?, ?", [1], "parameters: 2"),
        ("select ?", [1, 2], "excess parameters: 2"),
        ("select $one", {"two": 2}, "parameters: one"),
        ("select 1", [1], "Expected 0, got 1"),
    ],
)
def test_too_few_and_too_many_parameters_are_named(query: str, params: object, named: str) -> None:
    with pytest.raises(QueryError, match=named):
        sql(query, params)  # type: ignore[arg-type]


def test_a_text_is_no_list_of_parameters() -> None:
    with pytest.raises(UsageError, match="a list or a mapping, as in"):
        sql("select ?", "a")
