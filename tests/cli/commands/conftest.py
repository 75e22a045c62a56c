"""Checkouts to import upstream exports into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.cli.commands.submitted import built
from compute_trends.tests.cli.commands.upstream import DATASET, EXPORT, LAYOUT, upstream_rows, write_csv

FIXTURES = Path(__file__).parents[2] / "fixtures" / "epoch_models"


def _scratch(root: Path, with_records: bool) -> Path:
    (root / "datasets").mkdir(parents=True)
    shutil.copytree(PACKAGE_ROOT / "schemas", root / "schemas")
    shutil.copytree(
        PACKAGE_ROOT / "datasets" / DATASET,
        root / "datasets" / DATASET,
        ignore=shutil.ignore_patterns("*.parquet", *([] if with_records else ["records.csv"])),
    )
    (root / "pyproject.toml").write_text("[project]\nname = 'scratch'\n")
    return root


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout that holds the shipped milestone systems."""
    yield _scratch(tmp_path / "checkout", with_records=True)
    load_schema.cache_clear()


@pytest.fixture
def third(checkout: Path) -> Path:
    """A checkout that holds each third of the shipped milestone systems."""
    path, schema = checkout / "datasets" / DATASET / "records.csv", load_schema(DATASET)
    write_records(path, schema, read_records(path, schema)[::3])
    return checkout


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    """A checkout that holds no milestone system yet, nor any identity."""
    root = _scratch(tmp_path / "checkout", with_records=False)
    identities = root / "datasets" / DATASET / "identities.csv"
    identities.write_text(identities.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    yield root
    load_schema.cache_clear()


@pytest.fixture(scope="session")
def shipped_accelerators(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the shipped accelerators, as `build` leaves it."""
    return built(tmp_path_factory.mktemp("accelerators"), "accelerators")


def files(root: Path) -> dict[str, bytes]:
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    found.pop(".compute-trends.lock", None)
    return found


@pytest.fixture
def exporting() -> SimpleNamespace:
    """`rows` of an export that holds the shipped records, `write` for such an export, `files` of a checkout."""
    return SimpleNamespace(
        rows=upstream_rows, write=write_csv, files=files, dataset=DATASET, key=EXPORT, layout=LAYOUT, fixtures=FIXTURES
    )
