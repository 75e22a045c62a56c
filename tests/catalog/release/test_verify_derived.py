"""`verify` holds what follows from the descriptor against it: croissant.json, versions, the form of records.csv."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.files.records import write_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import release
from compute_trends.catalog.release.problems import REINSTALL
from compute_trends.catalog.release.verify import verify
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, descriptor


@pytest.fixture
def released(things_checkout: Path) -> Iterator[Path]:
    """A checkout with one released version that `verify` finds nothing about."""
    (things_checkout / "CITATION.cff").write_text("version: 0.0.0\ndate-released: 2024-01-02\n")
    rows = [{"record_id": name, "source": "a-source", "count": 1} for name in ("a", "b")]
    write_records(things_checkout / "datasets" / "things" / "records.csv", load_schema("things", things_checkout), rows)
    release(things_checkout, "2024.1.0")
    assert verify(things_checkout) == []
    yield things_checkout
    all_versions.cache_clear()
    descriptor.cache_clear()


def found(root: Path) -> tuple[str, str, str]:
    (problem,) = verify(root)
    return problem.file, problem.message, problem.severity


def edit(root: Path, change: Any) -> None:
    path = root / "croissant.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def test_the_shipped_package_is_as_declared() -> None:
    # What waivers ask for comes with the years, on any clock.
    assert [problem for problem in verify(PACKAGE_ROOT) if "waiver" not in problem.message] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda document: document["distribution"][0].update(sha256="00"), "states sha256 00 of datasets/things/2024"),
        (
            lambda document: (document["distribution"].pop(), document["recordSet"].pop()),
            "does not list datasets/things/2024.1.0.parquet",
        ),
        (lambda document: document["recordSet"][0]["field"].pop(), "declares other columns of datasets/things/2024"),
        (lambda document: document["recordSet"].pop(), "cannot be read"),
        (lambda document: document.update(version="2020.1.0"), "states the version 2020.1.0"),
    ],
)
def test_croissant_that_says_something_else_is_named(released: Path, change: Any, message: str) -> None:
    edit(released, change)
    file, told, severity = found(released)
    assert (file, severity) == ("croissant.json", "error")
    assert message in told


def test_what_to_do_depends_on_whether_it_can_be_built_again(released: Path) -> None:
    (released / "croissant.json").unlink()
    (problem,) = verify(released)
    assert (problem.severity, problem.fix) == ("error", "run compute-trends build")
    (released / "pyproject.toml").unlink()
    (problem,) = verify(released)
    assert (problem.severity, problem.fix) == ("error", REINSTALL)


@pytest.mark.parametrize("name", ["CITATION.cff", "pyproject.toml"])
def test_another_version_is_named(released: Path, name: str) -> None:
    path = released / name
    text = path.read_text()
    if "2024.1.0" not in text:
        text = '[project]\nversion = "2024.1.0"\n'
    path.write_text(text)
    assert verify(released) == []
    path.write_text(text.replace("2024.1.0", "2023.12.0"))
    file, told, severity = found(released)
    assert (file, severity) == (name, "error")
    assert told == "states the version 2023.12.0, datapackage.json states 2024.1.0"


@pytest.mark.parametrize(("was", "now"), [("a,1", "a,01"), ("a,1", "a,+1")])
def test_cells_written_otherwise_are_named(released: Path, was: str, now: str) -> None:
    path = released / "datasets" / "things" / "records.csv"
    text = path.read_text()
    assert was in text
    path.write_text(text.replace(was, now))
    file, told, severity = found(released)
    assert (file, severity) == ("datasets/things/records.csv", "note")
    assert "is not in the form that import and accept write" in told


def test_rows_out_of_order_are_named(released: Path) -> None:
    path = released / "datasets" / "things" / "records.csv"
    header, first, second = path.read_text().splitlines(keepends=True)
    path.write_text(header + second + first)
    assert "is not in the form" in found(released)[1]
