"""Snapshots of carbon intensities: of each area and year the newest counts, and what is none is refused."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, read_records
from compute_trends.catalog.importers import ember_intensity
from compute_trends.catalog.importers.accounts import account
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema

USA = {"country_code": "USA", "country_or_region": "United States", "year": 2023}
VALUE = "emissions_intensity_gco2_per_kwh"


def _snapshot(path: Path, **areas: dict[str, Any]) -> Path:
    path.write_text(json.dumps(areas), encoding="utf-8")
    return path


def _read(*paths: Path, previous: list[Record] | None = None) -> dict[str, Record]:
    return {row["record_id"]: row for row in ember_intensity.read(paths, previous or []).records}


def test_of_two_snapshots_of_a_year_the_later_counts_in_whatever_order(tmp_path: Path) -> None:
    new = _snapshot(tmp_path / "2025-08-03.json", USA=USA | {VALUE: 369.5})
    old = _snapshot(tmp_path / "2024-05-03.json", USA=USA | {VALUE: 375.0})
    for paths in ((old, new), (new, old)):
        found = _read(*paths)["usa-2023"]
        assert (found["carbon_intensity_g_per_kwh"], found["snapshot_date"]) == (369.5, dt.date(2025, 8, 3))
        assert (found["name"], found["country"]) == ("United States", "United States of America")
    entry = account(ember_intensity.read([old, new]), [])
    assert entry["source_rows"] == entry["records"] + entry["merged_rows"] + entry["left_out_rows"] == 2


def test_years_that_no_snapshot_names_any_more_stay(tmp_path: Path) -> None:
    held = list(_read(_snapshot(tmp_path / "a.json", USA=USA | {VALUE: 375.0})).values())
    later = _snapshot(tmp_path / "average-intensities.json", USA=USA | {"year": 2024, VALUE: 383.5})
    found = _read(later, previous=held)
    assert {key: row["carbon_intensity_g_per_kwh"] for key, row in found.items()} == {
        "usa-2023": 375,
        "usa-2024": 383.5,
    }
    assert found["usa-2024"]["snapshot_date"] is None


def test_a_region_has_no_country_and_an_area_without_a_value_is_listed(tmp_path: Path) -> None:
    region = {"country_code": "", "country_or_region": "Africa", "year": 2022, VALUE: 510.26}
    read = ember_intensity.read([_snapshot(tmp_path / "a.json", Africa=region, USA=USA | {VALUE: None})])
    assert [(row["record_id"], row["country"], row["country_code"]) for row in read.records] == [
        ("africa-2022", None, None)
    ]
    assert [(item.name, item.reason) for item in read.left_out] == [("USA", "no intensity is stated")]


@pytest.mark.parametrize(
    ("area", "message"),
    [
        (USA | {VALUE: "low"}, "area USA: emissions_intensity_gco2_per_kwh = 'low' is no number"),
        (USA | {VALUE: -3}, "is no intensity"),
        (USA | {VALUE: True}, "is no intensity"),
        (USA | {VALUE: 1, "year": "soon"}, "area USA: year = 'soon' is no year"),
        (USA | {VALUE: 1, "country_or_region": " "}, "country_or_region is empty"),
        (USA, "area USA: lacks emissions_intensity_gco2_per_kwh"),
    ],
)
def test_a_value_that_is_none_is_refused(tmp_path: Path, area: dict[str, Any], message: str) -> None:
    with pytest.raises(ImportRefusedError, match=message):
        _read(_snapshot(tmp_path / "a.json", USA=area))


def test_files_that_are_no_snapshots_are_refused(tmp_path: Path) -> None:
    two = [_snapshot(tmp_path / name, USA=USA | {VALUE: 1}) for name in ("a.json", "2024-05-03.json")]
    with pytest.raises(ImportRefusedError, match="which of 2 snapshots is newest"):
        _read(*two)
    for text, message in (("[1]", "not an object of areas"), ("{", "not JSON"), ("{}", "not an object of areas")):
        (tmp_path / "odd.json").write_text(text, encoding="utf-8")
        with pytest.raises(ImportRefusedError, match=message):
            _read(tmp_path / "odd.json")
    with pytest.raises(ImportRefusedError, match="2024-13-03 in its name is no day"):
        _read(_snapshot(tmp_path / "2024-13-03.json", USA=USA | {VALUE: 1}))
    with pytest.raises(ImportRefusedError, match="none was given"):
        _read()


def test_countries_are_called_as_milestone_systems_call_them() -> None:
    schema = load_schema("milestone_systems")
    systems = read_records(PACKAGE_ROOT / "datasets" / "milestone_systems" / "records.csv", schema)
    called = {country for row in systems for country in str(row["countries"] or "").split(";")} - {"", "Multinational"}
    rows = read_records(PACKAGE_ROOT / "datasets" / "carbon_intensity" / "records.csv", load_schema("carbon_intensity"))
    assert called <= {row["country"] for row in rows}
