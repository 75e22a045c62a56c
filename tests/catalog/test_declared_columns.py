"""A column that is declared anew gets its place; one that was released stays as it was declared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.changes.diff import diff
from compute_trends.catalog.doors.connect import connect, relation
from compute_trends.catalog.doors.describe import describe
from compute_trends.catalog.errors import RetiredColumnError, UsageError
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.release.build import build, release
from compute_trends.catalog.release.verify import verify
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import descriptor, find_version, version_schema

MASS = {"name": "mass_kg", "type": "number", "title": "Mass", "description": "The mass.", "unit": "kg"}
MAKERS = {"name": "makers", "type": "list", "delimiter": ";", "title": "Makers", "description": "Who made it."}
RECORD = {"record_id": "a", "source": "a-source", "count": 3, "labels": "one;two"}


def _write(root: Path, *records: dict[str, Any]) -> None:
    write_records(root / "datasets" / "things" / "records.csv", load_schema("things", root), records)


def _files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and path.suffix != ".lock"}


def _declare(root: Path, fields: list[dict[str, Any]]) -> None:
    path = root / "schemas" / "things.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"fields": fields}))
    load_schema.cache_clear()


@pytest.fixture
def released(things_checkout: Path) -> Path:
    """A checkout with one released version, 2024.1.0, of one record."""
    _write(things_checkout, RECORD)
    release(things_checkout, "2024.1.0")
    return things_checkout


def test_a_build_adds_declared_columns_to_the_records_and_leaves_releases_alone(
    released: Path, things_fields: list[dict[str, Any]]
) -> None:
    records, parquet = (released / "datasets" / "things" / name for name in ("records.csv", "2024.1.0.parquet"))
    frozen, rows = parquet.read_bytes(), read_records(records, load_schema("things", released))
    _declare(released, [things_fields[0], MASS, *things_fields[1:], MAKERS])
    schema = load_schema("things", released)
    with pytest.raises(UsageError, match=r"records\.csv: the header lacks mass_kg, makers.* compute-trends build adds"):
        read_records(records, schema)
    with pytest.raises(UsageError, match="compute-trends build adds"):
        release(released, "2024.2.0")
    for door in (connect, lambda root: relation("things", root=root), lambda root: describe("things", root=root)):
        with pytest.raises(UsageError, match=r"schemas/ declares the column mass_kg, .* run compute-trends build$"):
            door(root=released)
    report = build(released)
    assert report.added == {"datasets/things/records.csv": ["mass_kg", "makers"]}
    assert "datasets/things/records.csv" in report.written
    assert read_records(records, schema) == [row | {"mass_kg": None, "makers": None} for row in rows]
    assert records.read_text().splitlines()[0].split(",") == schema.names
    # Nothing is said anew, so there is nothing to release; what is released never changes.
    assert report.unreleased == []
    assert parquet.read_bytes() == frozen
    assert list(parquet.parent.glob("*.parquet")) == [parquet]
    assert find_version("things", root=released).absent == {"mass_kg", "makers"}
    assert [problem for problem in verify(released) if problem.severity == "error"] == []
    again = build(released)
    assert (again.added, again.written) == ({}, [])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        # never released, so it may go: from the schema and from the file
        (
            lambda fields: [field for field in fields if field["name"] != "mass_kg"],
            r"records\.csv: schemas/things\.json does not declare 'mass_kg'; declare the column, or take it out of",
        ),
        (
            lambda fields: [field for field in fields if field["name"] not in ("kind", "mass_kg")],
            r"2024\.1\.0\.parquet holds the column kind, which schemas/things\.json does not declare; declare it again",
        ),
        (
            lambda fields: [*fields, MAKERS | {"constraints": {"required": True}}],
            r"records\.csv lacks makers, which schemas/things\.json requires of every record; declare it without",
        ),
        (
            lambda fields: [*fields[:3], fields[4], fields[3], *fields[5:]],
            "holds its columns in another order than schemas/things.json, from is_good on; declare them in this order",
        ),
        (
            lambda fields: [field | {"name": "weight_kg"} if field["name"] == "mass_kg" else field for field in fields],
            "does not declare 'mass_kg', and the header lacks weight_kg; declare the column, or take it out",
        ),
    ],
)
def test_columns_that_no_longer_fit_are_refused_in_one_line_before_anything_is_written(
    released: Path,
    things_fields: list[dict[str, Any]],
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    message: str,
) -> None:
    _declare(released, [*things_fields, MASS])
    build(released)
    _declare(released, change([*things_fields, MASS]))
    before = _files(released)
    with pytest.raises(UsageError, match=message) as caught:
        build(released)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2
    assert _files(released) == before


def test_columns_added_later_are_not_in_the_views_of_older_versions(
    released: Path, things_fields: list[dict[str, Any]]
) -> None:
    _declare(released, [*things_fields, MASS, MAKERS])
    _write(released, RECORD | {"mass_kg": 1.5, "makers": "x;y"})
    release(released, "2024.2.0")
    assert find_version("things", "2024.1.0", released).absent == {"mass_kg", "makers"}
    (older,) = (item for item in descriptor(released)["resources"] if item["version"] == "2024.1.0")
    assert [field["name"] for field in older["schema"]["fields"]] == [field["name"] for field in things_fields]
    connection = connect(root=released)
    assert connection.table("v2024_1_0.things").columns == [field["name"] for field in things_fields]
    query = "select record_id, labels, mass_kg, makers, typeof(mass_kg), typeof(makers) from v2024_2_0.things"
    assert connection.sql(query).fetchall() == [("a", ["one", "two"], 1.5, ["x", "y"], "DOUBLE", "VARCHAR[]")]
    assert connection.sql("from things").fetchall() == connection.sql("from v2024_2_0.things").fetchall()
    pinned = connect({"things": "2024.1.0"}, root=released)
    assert pinned.table("things").columns == [field["name"] for field in things_fields]


def test_a_column_added_later_makes_a_new_version_once_a_record_fills_it(
    released: Path, things_fields: list[dict[str, Any]]
) -> None:
    height = {"name": "height_m", "type": "number", "title": "Height", "description": "The height.", "unit": "m"}
    held = read_records(released / "datasets" / "things" / "records.csv", load_schema("things", released))
    _declare(released, [*things_fields, height])
    _write(released, *held)
    assert build(released).unreleased == []
    assert find_version("things", root=released).absent == {"height_m"}
    _write(released, held[0] | {"height_m": 2.0}, *held[1:])
    assert build(released).unreleased == ["things"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda fields: [field for field in fields if field["name"] != "kind"], "holds the column kind"),
        (
            lambda fields: [field | {"type": "string"} if field["name"] == "size_flop" else field for field in fields],
            "holds size_flop as double",
        ),
    ],
)
def test_a_released_column_is_neither_dropped_nor_changed(
    released: Path,
    things_fields: list[dict[str, Any]],
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    message: str,
) -> None:
    _declare(released, change(things_fields))
    _write(released, {name: cell for name, cell in RECORD.items() if name != "kind"})
    before = (released / "datapackage.json").read_bytes()
    with pytest.raises(UsageError, match=message):
        build(released)
    assert (released / "datapackage.json").read_bytes() == before


@pytest.fixture
def retired(released: Path, things_fields: list[dict[str, Any]]) -> Path:
    """A checkout whose schema retires the column `kind` from 2024.2.0 on."""
    at = next(index for index, field in enumerate(things_fields) if field["name"] == "kind")
    gone = things_fields[at] | {
        "retired": {"after": things_fields[at - 1]["name"], "since": "2024.2.0", "reason": "it is in others."}
    }
    path = released / "schemas" / "things.json"
    fields = [field for field in things_fields if field["name"] != "kind"]
    path.write_text(json.dumps(json.loads(path.read_text()) | {"fields": fields, "retiredFields": [gone]}))
    load_schema.cache_clear()
    return released


def test_a_retired_column_leaves_the_records_and_stays_in_the_releases_that_hold_it(
    retired: Path, things_fields: list[dict[str, Any]]
) -> None:
    records = retired / "datasets" / "things" / "records.csv"
    frozen = (retired / "datasets" / "things" / "2024.1.0.parquet").read_bytes()
    with pytest.raises(UsageError, match=r"declares kind retired; compute-trends build takes a column out"):
        read_records(records, load_schema("things", retired))
    report = build(retired)
    assert report.dropped == {"datasets/things/records.csv": ["kind"]}
    assert "kind" not in records.read_text().splitlines()[0].split(",")
    release(retired, "2024.2.0")
    assert (retired / "datasets" / "things" / "2024.1.0.parquet").read_bytes() == frozen
    assert [problem for problem in verify(retired) if problem.severity == "error"] == []
    older, newer = (find_version("things", version, retired) for version in ("2024.1.0", "2024.2.0"))
    assert version_schema(older, retired).names == [field["name"] for field in things_fields]
    assert older.absent == newer.absent == frozenset()
    assert "kind" not in version_schema(newer, retired).names
    connection = connect(root=retired)
    assert connection.table("v2024_1_0.things").columns == [field["name"] for field in things_fields]
    assert "kind" not in connection.table("v2024_2_0.things").columns
    with pytest.raises(RetiredColumnError, match=r"things has no column kind since 2024\.2\.0: it is in others"):
        version_schema(newer, retired)["kind"]
    changes = diff("things", "2024.1.0", "2024.2.0", retired)
    assert (changes.revised, changes.provenance_only) == ([], 0)
    assert "- No longer a column: `kind`, it is in others." in (retired / "CHANGELOG.md").read_text()


def test_a_column_cannot_be_retired_from_a_version_that_holds_it(retired: Path) -> None:
    path = retired / "schemas" / "things.json"
    path.write_text(path.read_text().replace("2024.2.0", "2024.1.0"))
    load_schema.cache_clear()
    with pytest.raises(UsageError, match=r"declares retired since 2024\.1\.0; a column is retired since a version"):
        build(retired)
