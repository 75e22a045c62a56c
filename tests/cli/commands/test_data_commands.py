from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import Result

from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, datasets, find_version, version_schema

Run = Callable[..., Result]


def test_datasets_shows_every_version_newest_first(run: Run) -> None:
    listed = json.loads(run("datasets", "--format", "json").stdout)
    assert [(item["dataset"], item["version"]) for item in listed] == [
        (dataset, item.version) for dataset, found in all_versions().items() for item in found[::-1]
    ]
    assert [item["newest"] for item in listed].count(True) == len(datasets())
    table = run("datasets").stdout
    assert all(name in table for name in datasets())
    assert max(map(len, table.splitlines())) <= 80
    assert "\x1b" not in table  # no colours through a pipe


def test_describe_tells_every_column(run: Run) -> None:
    text = run("describe", "accelerators").stdout
    for column in load_schema("accelerators").columns:
        assert f"\n{column.name}  " in text
    assert "\x1b" not in text
    found = json.loads(run("describe", "accelerators", "--format", "json").stdout)
    assert found["rows"] == find_version("accelerators").rows
    assert [column["name"] for column in found["columns"]] == load_schema("accelerators").names
    assert sum(source["records"] for source in found["sources"]) == found["rows"]


def test_describe_of_chosen_columns_shows_only_these(run: Run) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(run("describe", "accelerators", "--columns", "name,tdp_w", "--format", "csv").stdout)
        )
    )
    assert [(row["name"], row["unit"]) for row in rows] == [("name", ""), ("tdp_w", "W")]


def test_head_fits_the_terminal_and_says_what_it_left_out(run: Run) -> None:
    lines = run("head", "milestone_systems", "-n", "3", "--format", "table").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    columns = len(version_schema(find_version("milestone_systems")).columns)
    assert lines[-1].endswith(f" of {columns} columns; --columns chooses others, describe lists them")
    assert "…" not in lines[1]  # columns left out at the end, not in the middle


def test_head_of_chosen_columns_in_their_order(run: Run) -> None:
    args = ("head", "milestone_systems", "--version", "2022.2.0", "-n", "2", "--columns", "training_compute_flop,name")
    rows = list(csv.reader(io.StringIO(run(*args, "--format", "csv").stdout)))
    assert rows[0] == ["training_compute_flop", "name"]
    assert len(rows) == 3


def test_sql_formats_say_the_same(run: Run, tmp_path: Path) -> None:
    query = (
        "select name, training_compute_flop, publication_date, domains, n from (select *, row_number() over () as n "
        "from milestone_systems) where training_compute_flop is null or n % 50 = 0 order by record_id limit 40"
    )
    objects = json.loads(run("sql", query, "--format", "json").stdout)
    assert [json.loads(line) for line in run("sql", query, "--format", "jsonl").stdout.splitlines()] == objects
    assert len(objects) == 40
    assert any(item["training_compute_flop"] is None for item in objects)
    expected = [
        {
            "name": item["name"],
            "training_compute_flop": "" if item["training_compute_flop"] is None else item["training_compute_flop"],
            "publication_date": item["publication_date"],
            "domains": ";".join(item["domains"] or []),
            "n": str(item["n"]),
        }
        for item in objects
    ]
    for format_name, delimiter in (("csv", ","), ("tsv", "\t")):
        text = run("sql", query, "--format", format_name).stdout
        rows = [
            {
                **row,
                "training_compute_flop": float(row["training_compute_flop"]) if row["training_compute_flop"] else "",
            }
            for row in csv.DictReader(io.StringIO(text), delimiter=delimiter)
        ]
        assert rows == expected
    markdown = run("sql", query, "--format", "markdown").stdout.splitlines()
    assert markdown[:2] == [
        "| name | training_compute_flop | publication_date | domains | n |",
        "| --- | ---: | --- | --- | ---: |",
    ]
    assert len(markdown) == 42
    target = tmp_path / "systems.parquet"
    assert run("sql", query, "--output", str(target)).stdout == ""
    table = pq.read_table(target)
    assert table["domains"].to_pylist() == [item["domains"] for item in objects]
    assert table["training_compute_flop"].to_pylist() == [item["training_compute_flop"] for item in objects]


def test_sql_reads_a_query_from_standard_input(run: Run) -> None:
    assert run("sql", "-", "--format", "csv", stdin="select 1 as a,\n 2 as b; -- two\n").stdout == "a,b\n1,2\n"


def test_sql_table_keeps_to_the_width_and_shows_40_rows(run: Run) -> None:
    lines = run("sql", "from milestone_systems", "--format", "table").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert f"{find_version('milestone_systems').rows} rows (40 shown)" in lines[-1]
    assert "(10 shown)" in run("sql", "from milestone_systems", "--max-rows", "10", "--format", "table").stdout


def test_sql_shows_a_plan_as_it_is(run: Run) -> None:
    text = run("sql", "explain select max(name) from training_energy").stdout
    assert "training_energy" in text
    assert "explain_key" not in text


def test_sql_pins_a_plain_name_to_a_version(run: Run) -> None:
    args = ("sql", "select count(*) as n from milestone_systems", "--pin", "milestone_systems=2022.2.0")
    assert run(*args, "--format", "csv").stdout == "n\n123\n"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("selec 1", 'syntax error at or near "selec"\nLINE 1: selec 1\n        ^^^^^'),
        ("select nme from training_energy", 'Candidate bindings: "name"'),
        ("select nme from training_energy", "\nLINE 1: select nme from"),
        ("select * from training_energi", 'Did you mean "training_energy"?\nLINE 1: '),
        ("select error('this failed') as e", "this failed"),
        ("drop table training_energy", "this is a DROP statement; see --allow-external"),
    ],
)
def test_sql_errors_are_those_of_duckdb_with_status_1(run: Run, query: str, message: str) -> None:
    result = run("sql", query)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("query", "message"), [("", "empty"), (" -- nothing", "empty"), ("select 1; select 2", "2 statements")]
)
def test_sql_takes_one_statement(run: Run, query: str, message: str) -> None:
    result = run("sql", query)
    assert result.exit_code == 2
    assert message in result.stderr


def test_sql_output_is_whole_or_absent_and_overwrites_only_by_force(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "result.csv"
    assert run("sql", "select error(range::varchar) from range(3)", "--output", str(target)).exit_code == 1
    assert list(tmp_path.iterdir()) == []
    assert run("sql", "select 1 as a", "--output", str(target)).exit_code == 0
    refused = run("sql", "select 2 as a", "--output", str(target))
    assert refused.exit_code == 2
    assert "--force overwrites it" in refused.stderr
    assert target.read_text() == "a\n1\n"
    assert run("sql", "select 2 as a", "--output", str(target), "--force").exit_code == 0
    assert target.read_text() == "a\n2\n"
    assert list(tmp_path.iterdir()) == [target]


def test_sql_with_external_access_reads_files_and_runs_any_statement(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("record_id,rank\ngpt-3,1\n")
    query = (
        f"create table mine as from '{tmp_path / 'mine.csv'}'; "
        "select name, rank from mine join training_energy using (record_id)"
    )
    assert run("sql", query, "--allow-external", "--format", "csv").stdout == "name,rank\nGPT-3,1\n"
    assert run("sql", f"from '{tmp_path / 'mine.csv'}'").exit_code == 1


def test_export_prints_the_file_and_tells_the_rows_aside(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "energy.csv"
    result = run("export", "training_energy", "--to", str(target))
    assert result.stdout == f"{target}\n"
    assert result.stderr == "training_energy 2021.4.0: 6 rows, data to 2021-04\n"


def test_views_names_every_dataset_and_version(run: Run) -> None:
    text = run("views").stdout
    for dataset, found in all_versions().items():
        assert f"view {dataset} as" in text
        for item in found:
            assert f"view {item.sql_schema}.{dataset} as" in text
            assert str(item.path) in text


def test_another_program_gets_rows_and_no_drawing(run: Run) -> None:
    assert run("sql", "select 1 as a, null as b").stdout == "a,b\n1,\n"
    assert run("head", "training_energy", "-n", "1", "--columns", "name").stdout.startswith("name\n")
    assert "┌" in run("sql", "select 1 as a", "--format", "table").stdout
    assert "physical_plan" not in run("sql", "explain select 1").stdout


def test_one_row_that_does_not_fit_goes_down_the_page(run: Run) -> None:
    lines = run("sql", "from milestone_systems where record_id = 'alexnet'", "--format", "table").stdout.splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= 80
    assert lines[0].split() == ["record_id", "alexnet"]
    assert len([line for line in lines if not line.startswith(" ")]) >= 60
    assert any(line.split() == ["admission", "upstream"] for line in lines)


def test_a_file_is_told_once_it_is_written(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    assert run("sql", "select 1 as a", "--output", str(target)).stderr == f"wrote {target} (csv)\n"


@pytest.mark.parametrize("command", ["sql", "project", "trend", "estimate", "find", "head", "check"])
def test_help_shows_no_bound_that_nobody_meets(run: Run, command: str) -> None:
    text = " ".join(run(command, "--help").stdout.split())
    assert not {"9007199254740992", "x<=None"} & set(re.split(r"[\s\]]+", text))
    assert "9007199254740992" not in text
    assert "None]" not in text


def test_the_package_itself_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "compute_trends", "--version"], capture_output=True, text=True)
    assert done.stdout.startswith("compute-trends 2")
