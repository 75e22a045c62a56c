from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.doors.query import run_query
from compute_trends.catalog.errors import DamagedPackageError, QueryError, UnknownNameError, UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import all_versions, descriptor, find_version

PARQUET = str(find_version("training_energy").path).replace("'", "''")
SECRET = "the-secret-text"


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a secret in files of several kinds."""
    folder = tmp_path_factory.mktemp("here")
    (folder / "secret.csv").write_text(f"a\n{SECRET}\n")
    (folder / "secret.json").write_text(f'{{"a": "{SECRET}"}}\n')
    duckdb.connect().sql(f"select '{SECRET}' as a").write_parquet(str(folder / "secret.parquet"))
    with duckdb.connect(folder / "secret.duckdb") as connection:
        connection.execute(f"create table t as select '{SECRET}' as a")
    return folder


@pytest.fixture(autouse=True)
def place(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder holds secrets; nothing may change there or in the package."""
    monkeypatch.chdir(secrets)
    monkeypatch.setenv("COMPUTE_TRENDS_SECRET", SECRET)
    before = _state(secrets)
    yield secrets
    assert _state(secrets) == before


def _state(folder: Path) -> dict[str, str]:
    files = [*folder.rglob("*"), *(PACKAGE_ROOT / "datasets" / "training_energy").iterdir()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()}


@cache
def held() -> pa.Table:
    """A table for a variable of Python."""
    return pa.table({"a": [SECRET]})


def _taken(query: str) -> str:
    """Everything that the query yields."""
    result = run_query(query)
    stream = io.StringIO()
    result.write_text("csv", stream)
    return stream.getvalue() + result.box(10_000)


@pytest.mark.parametrize(
    "query",
    [
        "copy training_energy to 'stolen.csv'",
        f"copy (select 1 as a) to '{PARQUET}'",
        f"copy (select 1 as a) to '{PARQUET}' (format parquet)",
        f"copy (pivot training_energy on source) to '{PARQUET}' (format parquet)",
        f"explain analyze copy (select 1 as a) to '{PARQUET}' (format parquet)",
        f"explain copy (select 1 as a) to '{PARQUET}' (format parquet)",
        "export database 'stolen'",
        "import database 'stolen'",
        "attach 'stolen.duckdb'",
        "attach 'secret.duckdb'",
        "create table mine as select 1 as a",
        "create table mine as pivot training_energy on source",
        "create temp table mine as select 1 as a",
        "create view mine as select 1 as a",
        "create macro mine(x) as x",
        "create secret (type s3, key_id 'x', secret 'y')",
        "insert into training_energy select * from training_energy",
        "with gone as (delete from training_energy returning *) from gone",
        "with more as (insert into training_energy from training_energy returning *) from more",
        "explain analyze delete from training_energy",
        "explain analyze drop table training_energy",
        "update training_energy set name = 'x'",
        "delete from training_energy",
        "truncate training_energy",
        "merge into training_energy using training_energy t on true when matched then delete",
        "drop table training_energy",
        "alter table training_energy add column x integer",
        "comment on table training_energy is 'x'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set threads = 1",
        "set variable x = 1",
        "reset enable_external_access",
        "use information_schema",
        "pragma enable_profiling",
        "pragma database_list",
        "call enable_logging()",
        "call pragma_version()",
        "from enable_logging(storage = 'file', storage_path = 'log.csv')",
        "from force_checkpoint()",
        "checkpoint",
        "vacuum",
        "begin",
        "commit",
        "rollback",
        "install httpfs",
        "load httpfs",
        "force install httpfs from 'http://127.0.0.1:9/'",
        "prepare p as select 1",
        "execute p",
        "deallocate p",
    ],
)
def test_a_statement_that_does_more_than_read_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        _taken(query)


@pytest.mark.parametrize(
    "query",
    [
        "from 'secret.csv'",
        "from 'secret.parquet'",
        'from "secret.json"',
        "from read_csv('secret.csv')",
        "from read_csv_auto('secret.csv')",
        "from read_text('secret.csv')",
        "from read_blob('secret.csv')",
        "from read_json('secret.json')",
        "from read_ndjson_objects('secret.json')",
        "from read_parquet('secret.parquet')",
        "from parquet_scan('secret.parquet')",
        "from parquet_metadata('secret.parquet')",
        "from parquet_schema('secret.parquet')",
        "from parquet_kv_metadata('secret.parquet')",
        "from read_duckdb('secret.duckdb')",
        "from sniff_csv('secret.csv')",
        "from glob('*')",
        "from glob('/*')",
        "from sqlite_scan('secret.duckdb', 't')",
        "from duckdb_secrets()",
        "from query('from read_text(''secret.csv'')')",
        "from query('fro' || 'm read_text(''secret.csv'')')",
        "from query_table('secret.csv')",
        "from query_table(['secret.parquet'])",
        "from json_execute_serialized_sql(json_serialize_sql('from read_text(''secret.csv'')'))",
        "pivot 'secret.csv' on a",
        "summarize 'secret.csv'",
        "describe from 'secret.csv'",
        "explain analyze from 'secret.csv'",
        f"from read_parquet('{PARQUET}')",
        "from read_csv('/dev/stdin')",
        "from 'http://127.0.0.1:9/x.csv'",
        "from read_parquet('https://127.0.0.1:9/x.parquet')",
        "from read_csv('s3://bucket/x.csv')",
        "select getenv('COMPUTE_TRENDS_SECRET')",
        "from python_variable",
        "from mine.python_variable",
    ],
)
def test_files_network_and_environment_are_out_of_reach(query: str) -> None:
    python_variable = held()
    assert python_variable.num_rows == 1
    with pytest.raises(QueryError) as caught:
        _taken(query)
    assert SECRET not in str(caught.value).replace(f"'{SECRET}'", "")


def test_the_sandbox_itself_is_what_refuses() -> None:
    # The same queries do harm where files are open: the refusals above are no accident of their wording.
    python_variable = held()
    assert python_variable.num_rows == 1
    for query in (
        "from 'secret.csv'",
        "select content from read_text('secret.csv')",
        "from query('from ''secret.csv''')",
    ):
        assert SECRET in str(connect().sql(query).fetchall())
    assert SECRET in str(duckdb.connect().sql("from python_variable").fetchall())
    assert duckdb.connect().sql("from glob('*')").fetchall()


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("select count(*) from training_energy", [(6,)]),
        ('select count(*) from "training_energy"', [(6,)]),
        ("SELECT COUNT(*) FROM Training_Energy;", [(6,)]),
        ("select count(*) from v2021_4_0.training_energy -- all", [(6,)]),
        ("select count(*) from memory.main.training_energy", [(6,)]),
        ("from query('select count(*) from training_' || 'energy')", [(6,)]),
        ("select count(*) from query_table('training_' || 'energy')", [(6,)]),
        ("select count(*) from v2022_2_0.milestone_systems", [(123,)]),
        ("from (pivot training_energy on source using count(*) group by admission)", [("upstream", 6)]),
        ("values (1)", [(1,)]),
        ("select count(*) from accelerator_names where name = record_id", None),
    ],
)
def test_whatever_reads_is_allowed(query: str, rows: list[tuple[object, ...]] | None) -> None:
    result = run_query(query)
    assert result.relation is not None
    found = result.relation.fetchall()
    assert found == rows if rows is not None else found[0][0] > 1000


def test_every_table_can_be_listed() -> None:
    result = run_query("select table_schema, table_name from information_schema.tables")
    assert result.relation is not None
    listed = set(result.relation.fetchall())
    assert ("main", "accelerator_names") in listed
    for dataset, found in all_versions().items():
        assert ("main", dataset) in listed
        assert {(item.sql_schema, dataset) for item in found} <= listed


def test_only_the_tables_that_the_query_names_are_loaded() -> None:
    result = run_query("select 1 from training_energy")
    names = [name for (name,) in result.connection.sql("show tables").fetchall()]
    assert names == ["training_energy"]


def test_list_columns_are_lists() -> None:
    relation = run_query("select domains from milestone_systems").relation
    assert relation is not None
    assert [str(kind) for kind in relation.types] == ["VARCHAR[]"]


def test_a_pin_chooses_what_the_plain_name_stands_for() -> None:
    relation = run_query("select count(*) from milestone_systems", {"milestone_systems": "2022.2.0"}).relation
    assert relation is not None
    assert relation.fetchall() == [(123,)]
    with pytest.raises(UnknownNameError, match=r"did you mean 2022\.2\.0"):
        run_query("select 1", {"milestone_systems": "2022.2.1"})


def test_errors_carry_the_position() -> None:
    with pytest.raises(QueryError, match=r"LINE 2:  nme from[\s\S]*\^\^\^"):
        run_query("select\n nme from training_energy")
    with pytest.raises(QueryError, match=r'Did you mean "training_energy"\?'):
        run_query("from training_energi")


def test_one_statement_at_a_time() -> None:
    with pytest.raises(UsageError, match="2 statements"):
        run_query("select 1; drop table training_energy")
    with pytest.raises(UsageError, match="empty"):
        run_query("-- nothing")


def test_with_external_access_statements_run_in_turn(place: Path) -> None:
    result = run_query(
        "set variable x = 2; create table t as from 'secret.csv'; select a, getvariable('x') from t",
        allow_external=True,
    )
    assert result.relation is not None
    assert result.relation.fetchall() == [(SECRET, 2)]
    with pytest.raises(QueryError, match="nowhere"):
        run_query("from nowhere", allow_external=True)


def test_a_missing_file_of_the_package_is_named(things_checkout: Path) -> None:
    from compute_trends.catalog.release.build import build

    (things_checkout / "datasets" / "things" / "records.csv").write_text(
        "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\na,,,,,,,,,s\n"
    )
    build(things_checkout)
    assert run_query("from things", root=things_checkout).relation is not None
    path = next((things_checkout / "datasets" / "things").glob("*.parquet"))
    path.unlink()
    with pytest.raises(DamagedPackageError, match=path.name):
        run_query("from things", root=things_checkout)
    descriptor.cache_clear()
