"""The rules on accelerators, held against the shipped chips and against slips made in them."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from compute_trends import load
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.explaining.coverage import coverage
from compute_trends.validators.rules.accelerators.chip_quantities_disagree import RATIOS, YEARS_SINCE_2010
from compute_trends.validators.rules.accelerators.chip_quantities_disagree import RULE as QUANTITIES

YEARS = YEARS_SINCE_2010.replace("$as_of", "date '2026-08-31'")

#: Columns that a slip can hit and whose rows hold a second quantity, and the least share of slips that is found.
SLIPPED = {
    "fp64_vector_flop_per_s": 0.99,
    "fp32_vector_flop_per_s": 0.99,
    "fp16_vector_flop_per_s": 0.99,
    "tf32_tensor_flop_per_s": 0.99,
    "fp16_tensor_flop_per_s": 0.95,
    "fp8_tensor_flop_per_s": 0.95,
    "int8_op_per_s": 0.95,
    "memory_bandwidth_byte_per_s": 0.9,
    "memory_byte": 0.9,
    "tdp_w": 0.95,
    "die_size_mm2": 0.99,
    "transistors": 0.95,
    "base_clock_hz": 0.99,
    "release_price_usd": 0.9,
}


#: Chips that were submitted and whose makers state no power.
POWER_NOT_STATED = {
    "amd-epyc-7r32", "amd-instinct-mi455x", "apple-m3-ultra", "apple-m4", "apple-m4-max", "apple-m4-pro",
    "aws-inferentia", "baidu-kunlun-p800", "d-matrix-corsair", "esperanto-et-soc-1", "fujitsu-a64fx", "google-tpu-8i",
    "google-tpu-8t", "hailo-8", "hisilicon-kirin-970", "huawei-ascend-950pr", "hygon-k100", "ibm-power9-22c",
    "intel-xeon-6980p", "intel-xeon-platinum-8175m", "intel-xeon-platinum-8275cl", "moore-threads-mtt-s5000",
    "nec-vector-engine-type-10a", "nec-vector-engine-type-10b", "nec-vector-engine-type-10c",
    "qualcomm-snapdragon-8-gen-3", "rebellions-atom", "sophgo-bm1684x", "sunway-sw26010",
}  # fmt: skip


@pytest.fixture(scope="module")
def chips() -> pd.DataFrame:
    """The shipped chips in which the rule finds nothing."""
    frame = load("accelerators", as_="pandas")
    found = {finding.record for finding in validate(frame, "accelerators", select=[QUANTITIES.id])}
    return frame[~frame["record_id"].isin(found)]


def found_in(frame: pd.DataFrame, *rules: str) -> dict[str, str]:
    """The column named per record."""
    return {str(item.record): str(item.column) for item in validate(frame, "accelerators", select=rules)}


@pytest.mark.parametrize("column", SLIPPED)
@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)], ids=["every fifth chip", "every chip"])
def test_a_slipped_unit_is_found_in_its_column(chips: pd.DataFrame, column: str, step: int) -> None:
    slipped, read = {}, ["record_id", *QUANTITIES.columns(load_schema("accelerators"))]
    for factor in (1e-6, 1e-3, 1e3, 1e6):
        rows = chips.loc[chips[column].notna(), list(dict.fromkeys(read))].iloc[::step].copy()
        if column == "transistors" and factor < 1:
            rows = rows[rows[column] >= 1 / factor]
        rows[column] = (rows[column].astype(float) * factor).astype(rows[column].dtype)
        rows["record_id"] = f"{factor:g}-" + rows["record_id"]
        slipped[factor] = rows
    said = found_in(pd.concat(slipped.values()), QUANTITIES.id)
    for factor, rows in slipped.items():
        named = [said[record] for record in rows["record_id"] if record in said]
        assert len(named) >= SLIPPED[column] * len(rows), factor
        assert sum(name == column for name in named) >= 0.85 * len(named) > 0, factor


def test_almost_no_shipped_chip_is_warned_about() -> None:
    firing = {item.rule.id: (item.firing, item.applicable) for item in coverage("accelerators")}
    fired, judged = firing[QUANTITIES.id]
    assert judged > 2800
    assert fired <= 0.005 * judged
    assert firing["peak-rates-out-of-order"][0] == 0


@pytest.mark.parametrize(
    ("kind", "column", "value"), [("cpu", "memory_byte", 960e9), ("soc", "fp16_tensor_flop_per_s", 1.92e12)]
)
def test_a_bound_does_not_bear_on_the_kind_that_it_was_not_measured_on(kind: str, column: str, value: float) -> None:
    for judged, expected in ((kind, []), ("gpu", [column]), (None, [column])):
        chip = {"type": judged, column: value, "release_date": "2022-03-22", "release_date_precision": "day"}
        assert [found.column for found in validate(chip, "accelerators", select=[QUANTITIES.id])] == expected


def test_the_known_anomalies_are_found() -> None:
    named = found_in(load("accelerators"), QUANTITIES.id)
    assert named["metax-mxc500-oam"] == named["metax-mxc500-pcie"] == "memory_bandwidth_byte_per_s"
    assert named["nvidia-tegra-4-gpu"] == "transistors"


def test_what_was_measured_for_the_thresholds_still_holds() -> None:
    connection = duckdb.connect()
    connection.register("shipped", load("accelerators", "2026.8.0", as_="pandas"))
    for ratio in RATIOS:
        log = " + ".join(f"{power} * log10({name})" for name, power in ratio.powers.items())
        log += f" - ({ratio.per_year}) * {YEARS}" if ratio.per_year else ""
        kinds = [*(("wafer_scale", "ipu", "lpu") if ratio.dram_only else ()), ratio.not_of]
        exempt = f"where coalesce(type, '-') not in ({', '.join(map(repr, kinds))})"
        measured = connection.execute(
            f"select count(v), count(*) filter (v not between {ratio.low} and {ratio.high}) "
            f"from (select {log} as v from shipped {exempt})"
        ).fetchall()
        assert measured == [(ratio.n, ratio.outside)], ratio.name


@pytest.mark.parametrize(
    ("first", "second", "least"),
    [
        ("fp16_vector_flop_per_s", "fp16_tensor_flop_per_s", 1.0),
        ("fp32_vector_flop_per_s", "fp16_tensor_flop_per_s", 0.9),
        ("memory_byte", "memory_bandwidth_byte_per_s", 0.9),
        ("die_size_mm2", "process_nm", 0.7),
        ("base_clock_hz", "fp32_vector_flop_per_s", 0.99),
    ],
)
def test_swapped_columns_are_found(chips: pd.DataFrame, first: str, second: str, least: float) -> None:
    rows = chips[chips[first].notna() & chips[second].notna()].copy()
    rows[first], rows[second] = rows[second].copy(), rows[first].copy()
    named = found_in(rows, "peak-rates-out-of-order", QUANTITIES.id)
    assert len(named) >= least * len(rows)


@pytest.mark.parametrize("column", ["fp8_tensor_flop_per_s", "int8_op_per_s"])
def test_a_rate_with_sparsity_beside_a_dense_one_is_found(chips: pd.DataFrame, column: str) -> None:
    ratio = chips[column] / chips["fp16_tensor_flop_per_s"]
    rows = chips[ratio.between(1.8, 2.3).fillna(False)].copy()
    rows[column] = rows[column] * 2
    named = found_in(rows, "peak-rate-maybe-sparse")
    assert set(named.values()) == {column}
    assert len(named) == len(rows) > 10


def test_a_fully_evidenced_copy_of_a_shipped_chip_passes(chips: pd.DataFrame) -> None:
    rates = [name for name in chips.columns if name.endswith(("_flop_per_s", "_op_per_s"))]
    stated = chips["release_date"].notna() & chips["manufacturer"].notna() & chips["type"].notna()
    rows = chips[stated & chips["tdp_w"].notna() & chips[rates].notna().any(axis=1)].copy()
    rows["admission"], rows["contested_values"] = "submitted", None  # a submission has one source
    rows["source_url"] = rows["price_source_url"] = "https://example.org/datasheet.pdf"
    assert len(rows) > 1500
    own = [
        item.rule.id for item in coverage("accelerators") if item.rule.id.startswith(("accelerator-", "chip-", "peak-"))
    ]
    found = {item.record for item in validate(rows, "accelerators", select=own)}
    assert len(found) <= 0.01 * len(rows)


def test_evidence_is_asked_of_submissions_and_not_of_shipped_records() -> None:
    record = {
        "record_id": "example-100", "name": "Example 100", "manufacturer": "Example", "type": "gpu",
        "is_machine_learning_hardware": True, "release_date": "2024-03-18", "release_date_precision": "day",
        "fp16_tensor_flop_per_s": 9.9e14, "tdp_w": 700, "memory_byte": 8e10, "source": "submission",
        "source_url": "https://example.org/example-100.pdf", "admission": "submitted",
    }  # fmt: skip
    asked = {
        "source_url": "accelerator-source-missing",
        "release_date": "accelerator-release-date-missing",
        "release_date_precision": "accelerator-date-precision-missing",
        "manufacturer": "accelerator-manufacturer-missing",
        "type": "accelerator-type-missing",
        "tdp_w": "accelerator-power-missing",
        "fp16_tensor_flop_per_s": "accelerator-rate-missing",
    }
    lacking = [record, *({name: cell for name, cell in record.items() if name != column} for column in asked)]
    found = [(item.line, item.rule) for item in validate(lacking, "accelerators", select=["inclusion"])]
    assert found == list(enumerate(asked.values(), 2))
    shipped = validate(load("accelerators"), "accelerators", select=["inclusion"])
    assert {item.record for item in shipped if item.rule == "accelerator-power-missing"} == POWER_NOT_STATED
    assert len(list(shipped)) == len(POWER_NOT_STATED)


def test_a_page_that_lacks_has_no_value_of_another_column() -> None:
    report = validate({"release_price_usd": 15000}, "accelerators", select=["accelerator-price-source-missing"])
    said = [(found.column, found.value) for found in report if found.rule == "accelerator-price-source-missing"]
    assert said == [("price_source_url", None)]
