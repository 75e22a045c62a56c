"""Machines before accelerators: named ones whole, unnamed points by their series."""

import datetime as dt
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import computers
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

TABLES = Path(__file__).parents[2] / "fixtures" / "computers"
BOTH = [TABLES / "machines.csv", TABLES / "points.csv"]


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    return {record["record_id"]: record for record in computers.read(BOTH).records}


def test_a_machine_is_known_to_the_year(records: dict[str, Record]) -> None:
    eniac = records["eniac"]
    assert (eniac["introduction_date"], eniac["introduction_date_precision"]) == (dt.date(1946, 1, 1), "year")
    assert (eniac["rate_computation_per_s"], eniac["power_w"]) == (18.2, 150000)
    assert (eniac["technology"], records["cray-i"]["technology"]) == ("tubes", None)


def test_a_point_is_one_quantity_in_its_unit_and_known_to_the_month(records: dict[str, Record]) -> None:
    transistors = records["microprocessor-transistors-1971-11"]
    assert (transistors["transistors"], transistors.get("name")) == (2308, None)
    assert (transistors["introduction_date"], transistors["introduction_date_precision"]) == (
        dt.date(1971, 11, 1),
        "month",
    )
    assert records["microprocessor-frequency-1971-11"]["clock_hz"] == pytest.approx(704135.515)
    assert records["microprocessor-specint-1988-08"]["single_thread_specint_ratio"] == pytest.approx(0.0835363)
    assert records["microprocessor-cores-1971-11"]["logical_core_count"] == 1


def test_the_records_render() -> None:
    imported = computers.read(BOTH[::-1])
    assert render_csv(load_schema("computers"), imported.records).count("\n") == 9
    assert (imported.unknown_columns, imported.left_out) == ([], [])


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        (0, "active_power_w", "power", r"column 'active_power_w' is missing"),
        (0, ",1946,", ",,", r"line 2, column 'year': '' cannot be read: it is empty"),
        (
            1,
            "frequency,MHz",
            "frequency,GHz",
            r"(?s)line 4, column 'series': .*'frequency in GHz': .*nearest known one is 'frequency in MHz'",
        ),
        (1, "0.704135515486", "slow", r"line 4, column 'value': 'slow'"),
    ],
)
def test_a_table_that_changed_is_refused(tmp_path: Path, table: int, old: str, new: str, message: str) -> None:
    path = edited(tmp_path, BOTH[table], old, new)
    with pytest.raises(ImportRefusedError, match=message):
        computers.read([path, BOTH[1 - table]])
