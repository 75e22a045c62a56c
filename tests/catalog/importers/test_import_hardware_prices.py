"""Hardware prices: one price per record, the chip resolved, repeats and empty rows accounted for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import render_csv
from compute_trends.catalog.importers import hardware_prices
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

PRICES = Path(__file__).parents[2] / "fixtures" / "hardware_prices" / "prices.csv"
NAMES = {"Acme A1": "acme-a1", "A1": "acme-a1"}
RENTAL = "acme-a1-on-demand-hour-2024-01-29-big-cloud-iowa-us-central1-oregon-3-72"


@pytest.fixture(scope="module")
def imported() -> Imported:
    return hardware_prices.read([PRICES], (), NAMES)


def test_each_price_of_a_row_is_a_record(imported: Imported) -> None:
    kinds = [record["price_kind"] for record in imported.records]
    assert kinds == ["on_demand_hour", "reserved_1y_hour", "reserved_3y_hour", "purchase", "purchase", "purchase"]


def test_exactly_one_price_column_is_filled_and_fits_the_kind(imported: Imported) -> None:
    for record in imported.records:
        assert (record["price_usd"] is None) != (record["price_usd_per_chip_hour"] is None)
        assert (record["price_usd"] is not None) == (record["price_kind"] == "purchase")


def test_record_ids_say_what_the_price_is_of(imported: Imported) -> None:
    first = imported.records[0]
    assert first["record_id"] == RENTAL
    assert first["locations"] == ["Iowa (us-central1)", "Oregon"]
    assert first["price_date"] == dt.date(2024, 1, 29)
    bought = [record["record_id"] for record in imported.records if record["price_kind"] == "purchase"]
    base = "acme-a1-purchase-2024-01-29-16125"
    assert bought == [f"{base}-8-chips", f"{base}-1-chips", "mystery-chip-purchase-2024-01-29-30"]


def test_chips_are_resolved_by_name_or_alias_and_others_stay_empty(imported: Imported) -> None:
    assert [record["accelerator"] for record in imported.records[-3:]] == ["acme-a1", "acme-a1", None]
    assert imported.records[-2]["accelerator_name"] == "A1"
    assert any("'Mystery Chip': not declared" in note for note in imported.notes)


def test_repeats_and_rows_without_a_price_are_accounted_for(imported: Imported) -> None:
    account = [(item.row, item.reason, item.merged_into) for item in imported.left_out]
    assert account == [(2, "repeats an earlier row in every column", RENTAL), (6, "states no price", None)]
    assert imported.files[0].rows == 6


def test_words_in_place_of_a_link_give_no_link(imported: Imported) -> None:
    assert imported.records[0]["source_url"] == "https://cloud.example/prices"
    assert imported.records[-1]["source_url"] is None


def test_records_render_in_the_declared_columns(imported: Imported) -> None:
    lines = render_csv(load_schema("hardware_prices"), imported.records).splitlines()
    assert len(lines) == 1 + len(imported.records)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Price date", "Date", "missing: 'Price date'"),
        ("2024-01-29,Acme", "29.01.2024,Acme", "line 2, column 'Price date': '29.01.2024'"),
        ("3.10", "3,10 USD", r"cells where the header has 11"),
        ("3.10", "cheap", r"line 2, column 'Price per chip-hour \(1-year CUD\)': 'cheap'"),
        ("16125.00,8", "0,8", r"line 4, column 'Price \(hardware purchase\)': '0' cannot be read: a price is above 0"),
        ("16125.00,8", "16125.00,8.5", "line 4, column 'Number of GPUs': '8.5'"),
        (
            "2024-01-29,Mystery",
            ",Mystery",
            r"line 6, column 'Price \(hardware purchase\)': '30.00' cannot be read: the row has no Price date",
        ),
        ("Mystery Chip", "", "line 6, column 'Hardware model': .*the row names no chip"),
    ],
)
def test_a_table_that_is_not_as_expected_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = edited(tmp_path, PRICES, old, new)
    with pytest.raises(ImportRefusedError, match=message):
        hardware_prices.read([path], (), NAMES)


def test_prices_need_the_accelerators_first(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="import the accelerators first"):
        hardware_prices.accelerator_names(tmp_path / "records.csv")


def test_names_and_aliases_of_accelerators_both_resolve(tmp_path: Path) -> None:
    schema = load_schema("accelerators")
    path = tmp_path / "records.csv"
    record = {"record_id": "acme-a1", "name": "Acme A1", "aliases": ["A1", "Cloud A1"]}
    path.write_text(render_csv(schema, [record]), encoding="utf-8")
    assert hardware_prices.accelerator_names(path) == dict.fromkeys(("Acme A1", "A1", "Cloud A1"), "acme-a1")


def test_two_files_at_once_are_refused() -> None:
    with pytest.raises(ImportRefusedError, match="one file, the table of prices"):
        hardware_prices.read([PRICES, PRICES], (), NAMES)


def test_older_names_sums_with_a_dollar_sign_and_a_missing_count_are_read(tmp_path: Path) -> None:
    text = PRICES.read_text(encoding="utf-8").replace("Manufacturer", "Manufacturer (from Hardware model)", 1)
    text = text.replace("16125.00,8", '"$16,125.00",8', 1)
    path = tmp_path / "prices.csv"
    path.write_text(text, encoding="utf-8")
    again = hardware_prices.read([path], (), NAMES)
    assert again.records == hardware_prices.read([PRICES], (), NAMES).records
    lines = [line.rpartition(",")[0] for line in PRICES.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    without = hardware_prices.read([path], (), NAMES)
    assert without.missing_columns == ["Number of GPUs"]
    assert {record["chip_count"] for record in without.records} == {None}
