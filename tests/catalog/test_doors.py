"""Every door shows the columns that a version's file holds, no more and no fewer, and in one order."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from compute_trends.catalog.doors import export as export_module
from compute_trends.catalog.doors.connect import connect, relation, views_sql
from compute_trends.catalog.doors.describe import describe
from compute_trends.catalog.doors.export import FORMATS, export
from compute_trends.catalog.doors.load import LIBRARIES, load
from compute_trends.catalog.doors.query import run_query
from compute_trends.catalog.errors import AbsentColumnError, UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.dictionary import dictionary_path
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import Version, all_versions, descriptor, find_version
from compute_trends.validators.frames.columns import pandera_schema

VERSIONS = [item for found in all_versions().values() for item in found]
each_version = pytest.mark.parametrize("item", VERSIONS, ids=lambda item: f"{item.dataset}-{item.version}")


@cache
def _names(path: Path) -> tuple[str, ...]:
    return tuple(pq.read_schema(path).names)


def held(item: Version) -> list[str]:
    """The columns of the file itself."""
    return list(_names(item.path))


def resource(item: Version) -> dict[str, Any]:
    (found,) = (
        resource
        for resource in descriptor()["resources"]
        if (resource["dataset"], resource["version"]) == (item.dataset, item.version)
    )
    return dict(found)


@cache
def connected() -> duckdb.DuckDBPyConnection:
    return connect()


@cache
def pinned(age: int) -> duckdb.DuckDBPyConnection:
    """Every dataset that has so many versions pinned to the one of that age."""
    return connect({dataset: found[age].version for dataset, found in all_versions().items() if age < len(found)})


described, related = cache(describe), cache(relation)


@cache
def views() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(views_sql())
    return connection


@cache
def croissant() -> dict[str, Any]:
    return dict(json.loads((PACKAGE_ROOT / "croissant.json").read_text(encoding="utf-8")))


def _columns_of_load(library: str) -> Callable[[Version], list[str]]:
    def columns(item: Version) -> list[str]:
        table = load(item.dataset, item.version, as_=library)  # type: ignore[call-overload]
        return list(table.column_names if library == "pyarrow" else table.columns)

    return columns


def _declared(item: Version) -> list[str]:
    schema = resource(item)["schema"]
    if isinstance(schema, str):
        schema = json.loads((PACKAGE_ROOT / schema).read_text(encoding="utf-8"))
    return [field["name"] for field in schema["fields"]]


def _of_croissant(item: Version) -> list[str]:
    (found,) = (part for part in croissant()["recordSet"] if part["name"] == resource(item)["name"])
    return [field["source"]["extract"]["column"] for field in found["field"]]


DOORS: dict[str, Callable[[Version], list[str]]] = {
    **{f"load as {library}": _columns_of_load(library) for library in LIBRARIES},
    "relation": lambda item: related(item.dataset, item.version, ()).columns,
    "describe": lambda item: [column.name for column in described(item.dataset, item.version).columns],
    "connect": lambda item: connected().table(f"{item.sql_schema}.{item.dataset}").columns,
    "connect, pinned": lambda item: pinned(all_versions()[item.dataset].index(item)).table(item.dataset).columns,
    "views.sql": lambda item: views().table(f"{item.sql_schema}.{item.dataset}").columns,
    "sql": lambda item: run_query(f"from {item.sql_schema}.{item.dataset}").relation.columns,  # type: ignore[union-attr]
    "datapackage.json": _declared,
    "croissant.json": _of_croissant,
    "pandera on pandas": lambda item: list(pandera_schema(item.dataset, "pandas", item.version).columns),
    "pandera on polars": lambda item: list(pandera_schema(item.dataset, "polars", item.version).columns),
}


@each_version
@pytest.mark.parametrize("door", DOORS)
def test_a_door_shows_the_columns_of_the_file(item: Version, door: str) -> None:
    assert DOORS[door](item) == held(item)


def _of_file(path: Path, dataset: str) -> list[str]:
    if path.suffix in (".csv", ".tsv"):
        with path.open(newline="", encoding="utf-8") as handle:
            return next(csv.reader(handle, delimiter="," if path.suffix == ".csv" else "\t"))
    if path.suffix == ".json":
        return list(json.loads(path.read_text(encoding="utf-8"))[0])
    if path.suffix in (".jsonl", ".ndjson"):
        return list(json.loads(path.read_text(encoding="utf-8").splitlines()[0]))
    if path.suffix == ".parquet":
        return list(pq.read_schema(path).names)
    if path.suffix == ".xlsx":
        return [cell.value for cell in next(iter(openpyxl.load_workbook(path)[dataset].rows))]
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.table(dataset).columns
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute(f"pragma table_info({dataset})")]


def _alike() -> list[Any]:
    """Every version; slow are those whose file has the columns of an older one of the dataset."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for item in VERSIONS:
        columns = (item.dataset, *held(item))
        marks = pytest.mark.slow if columns in seen else ()
        found.append(pytest.param(item, id=f"{item.dataset}-{item.version}", marks=marks))
        seen.add(columns)
    return found


@pytest.mark.parametrize("item", _alike())
def test_an_export_of_each_format_has_the_columns_of_the_file(
    item: Version, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Few rows do: what is written of a row is held by the tests of exports. Every format is asked for the same ones.
    few = cache(lambda dataset, version, columns: related(dataset, version, columns).limit(2))
    monkeypatch.setattr(
        export_module,
        "relation",
        lambda dataset, version, columns=(), root=PACKAGE_ROOT: few(dataset, version, tuple(columns)),
    )
    for suffix in FORMATS:
        path = tmp_path / f"exported{suffix}"
        export([item.dataset], path, item.version)
        assert _of_file(path, item.dataset) == held(item), suffix


@each_version
def test_describe_names_the_declared_columns_that_a_version_lacks(item: Version) -> None:
    lacking = [name for name in load_schema(item.dataset).names if name not in held(item)]
    assert list(described(item.dataset, item.version).absent) == lacking == resource(item).get("absentColumns", [])


@pytest.mark.parametrize("dataset", all_versions())
def test_the_dictionary_tells_the_columns_of_the_newest_version_from_those_declared_since(dataset: str) -> None:
    if not (PACKAGE_ROOT / "docs").is_dir():
        pytest.skip("an installed copy has no docs folder")
    text, item = (PACKAGE_ROOT / dictionary_path(dataset)).read_text(encoding="utf-8"), find_version(dataset)
    columns = text.split("\n## Columns\n")[1].split("\n## ")[0]
    columns, _, retired = columns.partition("\n### Retired\n")
    of_version, _, since = columns.partition(f"\n### Declared since {item.version}\n")
    assert re.findall(r"(?m)^\| `(\w+)`", of_version) == held(item)
    assert set(re.findall(r"(?m)^\| `(\w+)`", since)) == item.absent
    assert re.findall(r"(?m)^\| `(\w+)`", retired) == [gone.column.name for gone in load_schema(dataset).retired]


def test_a_column_declared_after_a_release_is_refused_as_that() -> None:
    item = next(item for item in VERSIONS if item.absent)
    name = sorted(item.absent)[0]
    told = f"{item.dataset} {item.version} has no column {name}: it was declared after that release"
    for door in (relation, describe):
        with pytest.raises(AbsentColumnError, match=re.escape(told)):
            door(item.dataset, item.version, [name])
        with pytest.raises(UnknownNameError, match="no column of"):
            door(item.dataset, item.version, ["no_such_column"])
