"""Counts of AI chips: both tables read, power said how, and what no owner has as a row of its own."""

import datetime as dt
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import chip_deliveries
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

TABLES = Path(__file__).parents[2] / "fixtures" / "chip_deliveries"
BOTH = [TABLES / "deliveries.csv", TABLES / "owners.csv"]


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    return {record["record_id"]: record for record in chip_deliveries.read(BOTH).records}


def test_the_files_may_be_given_in_either_order(records: dict[str, Record]) -> None:
    assert list(records) == [record["record_id"] for record in chip_deliveries.read(BOTH[::-1]).records]


def test_a_row_is_of_the_records_that_its_chip_joins_and_of_one_quarter(records: dict[str, Record]) -> None:
    row = records["nvidia-b200-2025-q3"]
    assert row["accelerators"] == ["nvidia-b200", "nvidia-gb200"]
    assert (row["quarter_start"], row["quarter_end"]) == (dt.date(2025, 7, 1), dt.date(2025, 9, 30))
    assert (row["coverage"], row["owner"], row["is_incomplete"]) == ("all", None, False)
    assert records["google-tpu-v7-2026-q1"]["is_incomplete"] is True


def test_owners_the_rest_and_all_are_told_apart(records: dict[str, Record]) -> None:
    meta, rest = records["nvidia-b200-meta-2025-q3"], records["nvidia-b200-other-2025-q3"]
    assert (meta["coverage"], meta["owner"], meta["owners_excluded"]) == ("owner", "Meta", [])
    assert (rest["coverage"], rest["owner"]) == ("rest", None)
    assert "xAI" in rest["owners_excluded"]


def test_what_no_owner_has_is_a_row(records: dict[str, Record]) -> None:
    owners = [row for row in records.values() if row["record_id"].startswith("nvidia-b200-") and row.get("owner")]
    left = records["nvidia-b200-2025-q3-unattributed"]
    assert left["chip_count"] == 346088 - sum(row["chip_count"] for row in owners) == 95872
    assert (left["coverage"], left.get("p05_chip_count")) == ("unattributed", None)
    assert left["power_w"] == left["chip_count"] * 1200
    assert "nvidia-h20-2025-q3-unattributed" not in records  # the owners have all of them


def test_power_is_the_sources_own_or_the_chips_times_the_tdp_that_it_reckons_with(records: dict[str, Record]) -> None:
    amazon = records["amazon-trainium2-2025-q4"]
    assert (amazon["power_w"], amazon["p05_power_w"], amazon["power_method"]) == (167.5e6, 142.8e6, "source")
    nvidia = records["nvidia-h20-2025-q3"]
    assert (nvidia["tdp_w"], nvidia["power_method"]) == (400, "chips_times_tdp")
    assert nvidia["p95_power_w"] == nvidia["p95_chip_count"] * 400


def test_the_records_render() -> None:
    imported = chip_deliveries.read(BOTH)
    assert render_csv(load_schema("chip_deliveries"), imported.records).count("\n") == len(imported.records) + 1
    assert (imported.unknown_columns, imported.left_out) == ([], [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("h100_equivalents,", "equivalents,", r"column 'h100_equivalents' is missing"),
        (
            "Trainium2",
            "Trainium9",
            r"(?s)line 5, column 'chip': 'Trainium9' .*to paste into Amazon in catalog/importers/chip_deliveries.yaml",
        ),
        ("7/1/2025", "2025-07-01", r"line 2, column 'quarter_start': '2025-07-01'"),
        ("346088", "346088.5", r"line 3, column 'units': '346088.5'"),
        (",true,", ",yes,", r"line 4, column 'incomplete': 'yes' cannot be read: neither True nor False"),
        ("Nvidia,H20", "Nvidia,B200", r"line 3, column 'chip': 'B200' stands twice as nvidia-b200-2025-q3"),
    ],
)
def test_a_table_that_changed_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = edited(tmp_path, BOTH[0], old, new)
    with pytest.raises(ImportRefusedError, match=message):
        chip_deliveries.read([path, BOTH[1]])


def test_one_table_twice_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="one has to have a column owner"):
        chip_deliveries.read([BOTH[0], BOTH[0]])
    with pytest.raises(ImportRefusedError, match="reads two files"):
        chip_deliveries.read(BOTH[:1])
