from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.versions import UNRELEASED, all_versions
from compute_trends.explorer.pages import sql
from compute_trends.explorer.pages.database import write_database
from compute_trends.explorer.site import Site


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sql") / "compute_trends.duckdb"
    write_database(path)
    return path


def test_the_file_holds_every_version_as_the_command_line_knows_it(database: Path) -> None:
    views = connect()
    with duckdb.connect(database, read_only=True) as held:
        for dataset, versions in all_versions().items():
            for item in versions:
                if item.version == UNRELEASED:
                    continue
                query = f"from {item.sql_schema}.{dataset} order by record_id"
                ours, theirs = held.sql(query), views.sql(query)
                assert ours.columns == theirs.columns
                assert ours.types == theirs.types
                assert ours.fetchall() == theirs.fetchall()
            count = f"select count(*) from {dataset}"
            assert held.sql(count).fetchall() == views.sql(count).fetchall()
        names = "from accelerator_names order by all"
        assert held.sql(names).fetchall() == views.sql(names).fetchall()


def test_the_file_is_in_the_format_that_the_engine_reads(database: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as held (read_only)")
        (tags,) = (
            connection.execute("select tags from duckdb_databases() where database_name = 'held'").fetchone() or ()
        )
    assert tags["storage_version"].startswith("v1.0.0")


def test_every_example_gives_rows_and_the_page_shows_the_first(few: Site) -> None:
    page, _ = sql.pages(few)
    text = page.content.decode()
    assert page.path == "sql/index.html"
    for item in sql._answered():
        assert item["count"] > 0, item["title"]
        assert item["title"] in text
        assert str(item["rows"][0][0]) in text
    assert "npm pack" in text  # without the engine it says how to get it
    assert "<textarea" not in text


def test_with_the_engine_the_page_asks_for_queries(few: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "engine_files", lambda place, cache: iter(()))
    monkeypatch.setattr(sql, "database", lambda: b"tables")
    site = replace(few, sql_engine=tmp_path)
    site.__dict__["trends"] = few.trends
    files = {file.path: file.content for file in sql.pages(site)}
    assert set(files) == {"sql/index.html", "assets/sql-data.js", "assets/sql-trends.js"}
    assert b"<textarea" in files["sql/index.html"]
    assert b"npm pack" not in files["sql/index.html"]
