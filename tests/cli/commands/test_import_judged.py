"""Upstream records are judged as what they are, before their release as after it, and a release refuses errors."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.check import check_files

Run = Callable[..., Result]

DATASET = "milestone_systems"
EVIDENCE = ("admission-claimed", "source-unknown")


@pytest.fixture(scope="module")
def _imported(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [tmp_path_factory.mktemp("imported")]


@pytest.fixture
def imported(run: Run, third: Path, tmp_path: Path, exporting: Any, _imported: list[Path]) -> Path:
    """The records.csv of a checkout after an import that added a system, which is made once."""
    kept = _imported[0] / "checkout"
    if not kept.exists():
        header, rows = exporting.rows(every=3)
        rows.append(rows[-1] | {"Model": "Newest", "Publication date": "2026-09-02", "Link": "https://example.org/n"})
        export = exporting.write(tmp_path / "models_2026-09-04.csv", header, rows)
        result = run("import", "epoch-models", str(export), "--root", str(third))
        assert result.exit_code == 0, result.output
        shutil.copytree(third, kept)
    shutil.copytree(kept, third, dirs_exist_ok=True)
    return third / "datasets" / DATASET / "records.csv"


def _of(path: Path, record: str, select: tuple[str, ...] | None = None) -> set[str]:
    found = check_files([path], DATASET, as_of=dt.date(2026, 9, 4), select=select)
    return {item.rule for item in found if item.record == record and item.severity == "error"}


def test_a_new_upstream_record_owes_no_evidence(imported: Path) -> None:
    assert _of(imported, "newest") == set()


def test_nobody_can_add_a_record_of_their_own_to_a_source(imported: Path) -> None:
    schema = load_schema(DATASET)
    rows = read_records(imported, schema)
    (new,) = [row for row in rows if row["record_id"] == "newest"]
    write_records(imported, schema, [*rows, new | {"record_id": "mine", "name": "Mine"}])
    assert _of(imported, "mine", EVIDENCE) == {*EVIDENCE}


def test_a_file_elsewhere_claims_nothing(imported: Path, tmp_path: Path) -> None:
    copy = tmp_path / "records.csv"
    shutil.copy(imported, copy)
    assert "admission-claimed" in _of(copy, "newest", EVIDENCE)


def test_a_release_refuses_errors_that_are_not_waived(run: Run, imported: Path) -> None:
    root, schema = imported.parents[2], load_schema(DATASET)
    for name in ("datapackage.json", "CITATION.cff"):
        shutil.copy(PACKAGE_ROOT / name, root)
    for path in (PACKAGE_ROOT / "datasets" / DATASET).glob("[0-9]*.parquet"):
        shutil.copy(path, imported.parent)
    rows = read_records(imported, schema)
    (new,) = [row for row in rows if row["record_id"] == "newest"]
    new |= {"training_hardware": "NVIDIA A100", "hardware_quantity": 8, "training_time_hour": 1.0}
    write_records(imported, schema, [row | {"training_compute_flop": 1e25} if row is new else row for row in rows])
    refused = run("release", "2026.9.0", "--dataset", DATASET, "--root", str(root))
    assert refused.exit_code == 1
    assert "nothing was released: " in refused.stderr
    assert "milestone_systems, record newest, training_compute_flop: " in refused.stderr
    assert not (imported.parent / "2026.9.0.parquet").exists()
