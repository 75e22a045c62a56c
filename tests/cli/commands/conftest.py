"""Upstream exports made of the shipped records, and checkouts to import them into."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from compute_trends.catalog.files.corrections import read_corrections
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema

Row = dict[str, str]

DATASET = "milestone_systems"
EXPORT, LAYOUT = "epoch-2026-08", "epoch-models-3"
FIXTURES = Path(__file__).parents[2] / "fixtures" / "epoch_models"
# What upstream writes for our values, where it is not the text of the value itself.
LABELS = {
    "sectors": {"academia": "Academia", "industry": "Industry", "government": "Government",
                "research_collective": "Research collective"},
    "model_access": {"open_weights_unrestricted": "Open weights (unrestricted)",
                     "open_weights_restricted": "Open weights (restricted use)",
                     "open_weights_non_commercial": "Open weights (non-commercial)", "api": "API access",
                     "hosted_without_api": "Hosted access (no API)", "unreleased": "Unreleased"},
    "training_code_access": {"open_source": "Open source", "open_restricted": "Open (restricted use)",
                             "open_non_commercial": "Open (non-commercial)", "unreleased": "Unreleased"},
}  # fmt: skip
LABELS["inference_code_access"] = LABELS["training_code_access"]


def _upstream_cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, float):
        return repr(value)
    items = [LABELS.get(name, {}).get(item, item) for item in str(value).split(";")]
    return ",".join(item.replace("_", " ") if name == "inclusion_criteria" else item for item in items)


def upstream_rows(every: int = 1) -> tuple[list[str], list[Row]]:
    """The shipped records, or each third of them, as upstream's export of 2026-08 would hold them."""
    header, rows = _upstream_rows()
    return list(header), [dict(row) for row in rows[::every]]


@cache
def _upstream_rows() -> tuple[list[str], list[Row]]:
    schema = load_schema(DATASET)
    columns = [column for column in schema.columns if LAYOUT in column.source]
    files = read_origin(PACKAGE_ROOT, DATASET)["versions"]["2026.8.0"]["imports"]["epoch-models"]["files"]
    order = next(csv.reader([files[EXPORT]["header"]]))
    header = sorted({column.source[LAYOUT] for column in columns}, key=order.index)
    rows = []
    wrong = {
        (item.record, item.column): item.was for item in read_corrections(DATASET) if item.source in (None, EXPORT)
    }
    for record in read_records(PACKAGE_ROOT / "datasets" / DATASET / "records.csv", schema):
        record |= {name: wrong[key] for name in record if (key := (record["record_id"], name)) in wrong}
        row: Row = dict.fromkeys(header, "")
        for column in columns:
            cell = _upstream_cell(column.name, record[column.name])
            # One upstream column may feed two of ours: the link and the further links, a label and its note.
            row[column.source[LAYOUT]] = ",".join(filter(None, [row[column.source[LAYOUT]], cell]))
        rows.append(row)
    return header, rows


def write_csv(path: Path, header: list[str], rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


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
