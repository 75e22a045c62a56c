"""Older exports are told apart: of the table, of one of several tables of a dataset, and of what fills columns."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.importers.ages import refuse_earlier, refuse_outdated
from compute_trends.catalog.importers.base import Imported, SourceFile
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.check import check_files

CHIPS = Layout("epoch-chips")
KEY = "epoch-chips-2026-06"
ORIGIN: dict[str, Any] = {
    "sources": {KEY: {"layout": "epoch-chips", "accessed": "2026-06-02"}},
    "versions": {"2026.6.0": {"imports": {"chips": {"files": {KEY: {"source": KEY, "name": "c.csv", "sha256": "1"}}}}}},
}


def _imported(key: str, dataset: str = "accelerators") -> Imported:
    return Imported(dataset, [SourceFile(key, "chips.csv", "0" * 64, 2)], [])


def _chip(source: str, released: dt.date) -> dict[str, Any]:
    return {"source": source, "release_date": released}


def test_one_table_of_several_is_told_older_by_the_records_of_its_series() -> None:
    schema, other = load_schema("accelerators"), _chip("epoch-ml-hardware-2026-05", dt.date(2026, 5, 1))
    held = [_chip("epoch-chips-2026-06", dt.date(2026, 4, 1)), other]
    newer = [_chip("epoch-chips-2026-11", dt.date(2026, 9, 1)), other]
    refuse_outdated(schema, newer, held, _imported("epoch-chips-2026-11"))
    older = [_chip("epoch-chips-2026-11", dt.date(2024, 1, 1)), other]
    one, two = _imported("epoch-chips-2026-11"), _imported("epoch-chips-2026-11")
    two.files.append(SourceFile("epoch-chips-2026-11", "more.csv", "0" * 64, 2))
    for imported, told in (
        (one, "chips.csv looks older than .*: its"),
        (two, "chips.csv and more.csv look older .*: their"),
    ):
        with pytest.raises(
            ImportRefusedError, match=told + " newest release_date is 2024-01-01, and 2026-04-01 is held"
        ):
            refuse_outdated(schema, older, held, imported)


def test_the_newest_release_of_a_version_tells_the_age_of_results() -> None:
    def result(version: int, published: int) -> dict[str, Any]:
        return {
            "source": "epoch-benchmark-stitching-2025-12",
            "version_release_date": dt.date(2025, version, 1),
            "publication_date": dt.date(2025, published, 1),
        }

    imported = _imported("epoch-benchmark-stitching-2025-09", "benchmark_results")
    with pytest.raises(ImportRefusedError, match="its newest version_release_date is 2025-09-01, and 2025-11-01"):
        refuse_outdated(load_schema("benchmark_results"), [result(9, 11)], [result(11, 11)], imported)


@pytest.mark.parametrize(
    ("name", "days", "is_refused"),
    [("chips_2026-05-30.csv", [], True), ("chips_2026-06-30.csv", [], False), ("chips.csv", ["2026-05-01"], False)],
)
def test_a_date_in_the_name_of_a_file_is_believed(tmp_path: Path, name: str, days: list[str], is_refused: bool) -> None:
    path = tmp_path / name
    path.write_text("a,b\n", encoding="utf-8")
    exports = Exports(ORIGIN, [path], layouts=[CHIPS])
    imported, held = _imported(exports.key(CHIPS, path, days)), [_chip("epoch-chips-2026-06", dt.date(2026, 4, 1))]
    if is_refused:
        with pytest.raises(ImportRefusedError, match="by the date in its name, older than epoch-chips-2026-06"):
            refuse_earlier(imported, held, exports, by_name=True)
    else:
        refuse_earlier(imported, held, exports, by_name=True)


@pytest.mark.parametrize(
    ("name", "key", "rows", "is_refused"),
    [
        ("runs.csv", "", {"a": 2.0}, True),
        ("runs.csv", "", {"a": 1.0}, False),
        ("runs.csv", "", {"a": 2.0, "b": 1.0}, False),
        ("runs.csv", "runs-2026-09", {"a": 2.0}, False),
        ("runs_2026-09-01.csv", "", {"a": 2.0}, False),
    ],
)
def test_a_table_without_dates_that_only_states_otherwise_may_be_older(
    tmp_path: Path, name: str, key: str, rows: dict[str, float], is_refused: bool
) -> None:
    path = tmp_path / name
    path.write_text("a,b\n", encoding="utf-8")
    os.utime(path, (1_772_500_000,) * 2)  # 3 March 2026
    layout = Layout("runs", undated=True)
    exports = Exports({"sources": {}}, [path], [key] if key else [], layouts=[layout])
    imported = _imported(exports.key(layout, path), "algorithmic_efficiency")
    held, read = (
        [{"record_id": name, "source": source, "reduction_factor": factor, "publication_date": None}]
        for name, source, factor in (("a", "runs-2026-06", 1.0), ("a", "runs-2026-09", rows["a"]))
    )
    read += [{**read[0], "record_id": name} for name in rows if name != "a"]
    schema = load_schema("algorithmic_efficiency")
    if is_refused:
        told = r"has no date, adds no record, and states 1 of 1 otherwise.* as --source runs-2026-03, or --allow-older"
        with pytest.raises(ImportRefusedError, match=told):
            refuse_outdated(schema, read, held, imported, exports)
    else:
        refuse_outdated(schema, read, held, imported, exports)


def test_what_fills_columns_is_older_than_the_export_of_its_own_series(tmp_path: Path) -> None:
    path = tmp_path / "benchmarked.csv"
    path.write_text("a,b\n", encoding="utf-8")
    exports = Exports(ORIGIN, [path], layouts=[CHIPS])
    layout = Layout("epoch-model-tables", series="epoch-chips")
    imported = _imported(exports.key(layout, path, ["2025-05-01"]))
    for filled, is_refused in (("epoch-chips-2026-06", True), ("epoch-all-models-2026-06", False), (None, False)):
        held = [{"source": "another-2026-06", "training_compute_source": filled}]
        if is_refused:
            with pytest.raises(ImportRefusedError, match="older than epoch-chips-2026-06 of 2026-06-02"):
                refuse_earlier(imported, held, exports, "training_compute_source", of_series=True)
        else:
            refuse_earlier(imported, held, exports, "training_compute_source", of_series=True)


def test_a_new_export_of_what_is_held_is_believed_as_its_account_says(tmp_path: Path) -> None:
    schema, key = load_schema("hardware_prices"), "epoch-prices-2031-01"
    rows = read_records(PACKAGE_ROOT / "datasets" / "hardware_prices" / "records.csv", schema)[:3]
    path = tmp_path / "prices.csv"
    write_records(path, schema, [row | {"source": key} for row in rows])
    rules = {found.rule for found in check_files([path], "hardware_prices", accounted={key: 3})}
    assert "source-unknown" not in rules
    rules = {found.rule for found in check_files([path], "hardware_prices", accounted={key: 2})}
    assert "source-unknown" in rules
