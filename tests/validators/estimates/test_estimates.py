"""Estimates of training compute: published examples, bounds, number formats, and agreement with the rules' SQL."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.api import validate
from compute_trends.validators.estimates import sql as estimates_sql
from compute_trends.validators.estimates.chip_rates import VECTOR_BASIS, VECTOR_BOUND, WIDER_BASIS
from compute_trends.validators.estimates.estimate import check_names, estimate, estimate_files, estimate_shipped
from compute_trends.validators.reading.raw_table import UnreadableError
from compute_trends.validators.registry import rules_for
from tests.chips import lacking

#: 1024 A100 (312 TFLOP/s in 16 bits) for 100 hours: 1.150e23 FLOP at full rate.
RUN = {"training_hardware": ["NVIDIA A100"], "hardware_quantity": 1024, "training_time_hour": 100.0}
FULL_RATE = 1024 * 100 * 3600 * 3.12e14


def known(value: float | None) -> float:
    assert value is not None
    return value


def model(parameters: float, tokens: float, **more: Any) -> dict[str, Any]:
    return {
        "domains": ["Language"],
        "parameters": parameters,
        "training_dataset_size_datapoint": tokens,
        "epochs": 1,
        **more,
    }


@pytest.mark.parametrize(
    ("parameters", "tokens", "published"),
    [
        (175e9, 300e9, 3.14e23),  # Brown et al. 2020, table D.1: GPT-3
        (70e9, 1.4e12, 5.88e23),  # Hoffmann et al. 2022: Chinchilla, 6 N D
        (540.35e9, 780e9, 2.56e24),  # Chowdhery et al. 2022, table 20: PaLM 540B
    ],
)
def test_operations_agree_with_published_compute(parameters: float, tokens: float, published: float) -> None:
    found = estimate(model(parameters, tokens)).operations
    assert found.flop == pytest.approx(6 * parameters * tokens)
    assert found.flop == pytest.approx(published, rel=0.02)


def test_connections_count_a_forward_pass_once_and_a_backward_pass_twice() -> None:
    # AlexNet: 0.65e9 multiply-adds, 1.2e6 images, 90 passes (Amodei & Hernandez 2018: 0.0054 petaFLOP/s-days).
    found = estimate({"connections": 0.65e9, "training_dataset_size_datapoint": 1.2e6, "epochs": 90}).operations
    assert found.flop == pytest.approx(2 * 3 * 0.65e9 * 1.2e6 * 90)
    assert found.flop == pytest.approx(0.0054 * 8.64e19, rel=0.15)
    assert found.note is None


def test_active_parameters_and_epochs_count() -> None:
    found = estimate(model(671e9, 14.8e12, active_parameters=37e9, epochs=2)).operations
    assert found.flop == pytest.approx(6 * 37e9 * 14.8e12 * 2)
    assert [item.name for item in found.inputs] == ["active_parameters", "training_dataset_size_datapoint", "epochs"]


def test_unknown_epochs_are_said_and_widen_the_interval() -> None:
    stated, unstated = (estimate(model(1e9, 1e10, epochs=epochs)).operations for epochs in (1, None))
    assert stated.flop == unstated.flop
    bounds = [unstated.low_flop, stated.low_flop, stated.flop, stated.high_flop, unstated.high_flop]
    assert bounds == sorted(bounds, key=known)
    assert len(set(bounds)) == len(bounds)
    assert "assumed" in unstated.inputs[-1].source
    assert stated.inputs[-1].source == "record"


def test_parameters_of_other_networks_give_a_lower_bound() -> None:
    image = estimate({"domains": ["Vision"], "parameters": 6e7, "training_dataset_size_datapoint": 1.2e6}).operations
    assert "lower bound" in str(image.note)
    # A forward pass that is stated counts, not the parameters.
    known = estimate(
        {"domains": ["Vision"], "inference_compute_flop": 1.4e9, "training_dataset_size_datapoint": 1.2e6, "epochs": 90}
    ).operations
    assert known.flop == pytest.approx(3 * 1.4e9 * 1.2e6 * 90)
    assert known.note is None


def test_hardware_takes_the_peak_rate_from_accelerators() -> None:
    found = estimate({**RUN, "mfu_fraction": 0.5}).hardware
    assert found.flop == pytest.approx(FULL_RATE * 0.5)
    assert next(item.source for item in found.inputs if item.name == "peak rate").startswith(
        "accelerators/nvidia-a100 "
    )


def test_utilisation_that_is_not_stated_is_assumed_with_its_source() -> None:
    language, other = (estimate({**RUN, "domains": [domain]}).hardware for domain in ("Language", "Vision"))
    assert language.flop == pytest.approx(FULL_RATE * 0.3)
    assert other.flop == pytest.approx(FULL_RATE * 0.4)
    assert "not stated" in other.inputs[-1].source
    assert other.low_flop == pytest.approx(FULL_RATE * estimates_sql.UTILISATION_LOW)
    assert other.high_flop == pytest.approx(FULL_RATE * estimates_sql.UTILISATION_HIGH)


@pytest.mark.parametrize(
    ("chip", "number_format", "column"),
    [
        ("NVIDIA A100", "bf16", "fp16_tensor_flop_per_s"),
        ("NVIDIA A100", "fp32", "fp32_vector_flop_per_s"),
        ("NVIDIA A100", "tf32", "tf32_tensor_flop_per_s"),
        ("NVIDIA A100", "fp64", "fp64_vector_flop_per_s"),
        ("NVIDIA A100", "fp8", "fp16_tensor_flop_per_s"),  # it has no FP8
        ("NVIDIA A100", None, "fp16_tensor_flop_per_s"),
        ("NVIDIA H100 SXM5 80GB", "fp8", "fp8_tensor_flop_per_s"),
        ("NVIDIA B200", "nvfp4", "fp4_tensor_flop_per_s"),
        ("NVIDIA P100", None, "fp32_vector_flop_per_s"),  # before 2017
        ("NVIDIA P100", "fp16", "fp16_vector_flop_per_s"),
        ("Huawei Ascend 910", "fp16", "fp16_unspecified_flop_per_s"),
        ("Google TPU v3", "fp32", "fp16_tensor_flop_per_s"),  # no other rate is known
        ("NVIDIA GeForce GTX 1080 Ti", "fp16", "fp32_vector_flop_per_s"),  # its FP16 rate is a token one
    ],
)
def test_the_number_format_chooses_the_rate(chip: str, number_format: str | None, column: str) -> None:
    row = connect().execute(
        f"select {column} from accelerators join accelerator_names n using (record_id) where n.name = ?", [chip]
    ).fetchone()  # fmt: skip
    assert row is not None
    record = {"training_hardware": [chip], "hardware_quantity": 1, "training_time_hour": 1.0, "mfu_fraction": 1.0}
    found = estimate({**record, "number_format": number_format} if number_format else record).hardware
    assert found.flop == pytest.approx(3600 * row[0])


def test_a_rate_of_vector_units_is_said_to_be_one_and_widens_the_interval() -> None:
    chip, run = lacking("16"), {**RUN, "mfu_fraction": 0.5}
    found = estimate({**run, "training_hardware": [chip.name]}).hardware
    assert found.flop == pytest.approx(1024 * 100 * 3600 * chip.vector_flop_per_s * 0.5)
    assert known(found.high_flop) / known(found.flop) == pytest.approx(31 * estimates_sql.UTILISATION_STATED.high)
    rate = found.inputs[2]
    assert (rate.name, rate.value) == ("rate", chip.vector_flop_per_s)
    assert rate.source.endswith(VECTOR_BASIS)
    assert "not known" in str(found.note)
    narrow = estimate({**run, "training_hardware": ["NVIDIA H800 SXM5"], "number_format": "fp4"}).hardware
    assert narrow.inputs[2].source.endswith(WIDER_BASIS)
    assert known(narrow.high_flop) / known(narrow.flop) == pytest.approx(5 * estimates_sql.UTILISATION_STATED.high)
    assert estimate(run).hardware.note is None


def said_of_a_run(**changed: Any) -> dict[str, str]:
    """Message by rule of what speaks against a run of 1024 chips for 100 hours."""
    ids = [rule.id for rule in rules_for("milestone_systems") if rule.prepare is estimates_sql.prepare]
    record = {**RUN, "record_id": "made-up", "publication_date": "2024-05-01", "domains": ["Vision"], **changed}
    return {finding.rule: f"{finding.message} {finding.evidence}" for finding in validate([record], select=ids)}


def test_rules_judge_by_a_peak_rate_that_is_not_known_only_what_surely_holds() -> None:
    chip = lacking("16")
    at_vector_rate = 1024 * 100 * 3600 * chip.vector_flop_per_s
    stated = {"mfu_fraction": 0.4, "training_compute_method": ["hardware"], "training_hardware": [chip.name]}
    assert said_of_a_run(**stated, training_compute_flop=2 * at_vector_rate) == {}
    assert said_of_a_run(**stated, training_compute_flop=40 * at_vector_rate) == {}
    low = said_of_a_run(**stated, training_compute_flop=0.001 * at_vector_rate)
    assert set(low) == {"training-utilisation-unusual"}
    assert f"0.1% of {VECTOR_BASIS}" in low["training-utilisation-unusual"]
    high = said_of_a_run(**stated, training_compute_flop=200 * at_vector_rate)
    assert set(high) == {"training-utilisation-above-one"}
    assert "times what the chips can reach at most" in high["training-utilisation-above-one"]
    assert high["training-utilisation-above-one"].endswith(VECTOR_BOUND)


def test_several_kinds_of_chips_widen_the_interval() -> None:
    both = estimate({**RUN, "training_hardware": ["NVIDIA A100", "NVIDIA V100"], "mfu_fraction": 0.4}).hardware
    assert both.flop == pytest.approx(1024 * 100 * 3600 * (3.12e14 + 1.25e14) / 2 * 0.4)
    assert known(both.low_flop) < 1024 * 100 * 3600 * 1.25e14 * 0.4 < known(both.flop)
    assert "mean of the kinds" in both.inputs[2].source


@pytest.mark.parametrize(
    ("record", "operations", "hardware"),
    [
        (
            {},
            ("parameters", "training_dataset_size_datapoint"),
            ("training_hardware", "hardware_quantity", "training_time_hour"),
        ),
        (model(1e9, 1e10, **{**RUN, "hardware_quantity": None}), (), ("hardware_quantity",)),
        ({**RUN, "parameters": 1e9}, ("training_dataset_size_datapoint",), ()),
    ],
)
def test_what_is_missing_is_named(
    record: dict[str, Any], operations: tuple[str, ...], hardware: tuple[str, ...]
) -> None:
    found = estimate(record)
    assert found.operations.missing == operations
    assert found.hardware.missing == hardware
    assert (found.operations.flop is None) is bool(operations)


def test_a_chip_that_we_do_not_hold_is_named() -> None:
    found = estimate({**RUN, "training_hardware": ["NVIDIA A100", "Abacus"]}).hardware
    assert found.flop is None
    assert "unknown chip Abacus" in found.missing[0]
    with pytest.raises(UnknownNameError, match="Abacus"):
        check_names({"training_hardware": ["Abacus"]})
    with pytest.raises(UnknownNameError, match="bf61"):
        check_names({"number_format": "bf61"})


def test_a_key_that_is_no_column_is_refused() -> None:
    with pytest.raises(UsageError, match="'tokens'"):
        estimate({"tokens": 1e9})


def test_fine_tuning_is_compared_with_its_own_compute() -> None:
    found = estimate_shipped("flan-palm-540b")
    assert found.stated_column == "fine_tune_compute_flop"
    assert found.stated_flop == pytest.approx(5.6e21)
    assert 0.5 < known(found.ratio(found.hardware)) < 3
    assert "base model" in str(found.note)


def test_a_shipped_record_is_estimated_by_both_methods() -> None:
    found = estimate_shipped("gopher-280b")
    assert found.ratio(found.operations) == pytest.approx(1, rel=0.35)
    assert found.ratio(found.hardware) == pytest.approx(1, rel=0.1)
    with pytest.raises(UnknownNameError, match="gopher-280b"):
        estimate_shipped("gopher-280")


def test_files_give_the_same_as_records(tmp_path: Path) -> None:
    records = [
        {**model(175e9, 3e11), **RUN, "record_id": f"made-up-{number}", "training_compute_flop": 3.14e23}
        for number in range(3)
    ]
    path = tmp_path / "systems.json"
    path.write_text(json.dumps([*records, {"record_id": "odd", "parameters": "many"}]), encoding="utf-8")
    found, misread, _ = estimate_files([path])
    assert [item.record_id for item in found] == ["made-up-0", "made-up-1", "made-up-2", "odd"]
    assert found[:3] == [estimate(record) for record in records]
    assert misread == 1
    assert found[3].operations.flop is None


def test_one_record_out_of_range_is_refused() -> None:
    with pytest.raises(UsageError, match="parameters = -5 is outside the range"):
        estimate({"parameters": -5, "training_dataset_size_datapoint": 1e9})
    with pytest.raises(UsageError, match="connections = nan"):
        estimate({"connections": float("nan"), "training_dataset_size_datapoint": 1e9})
    with pytest.raises(UsageError, match="largest number"):
        estimate({"parameters": 1e200, "training_dataset_size_datapoint": 1e200})


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "systems.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"systems\.json"):
        estimate_files([path])


def test_rules_fire_where_the_estimates_say_so() -> None:
    path = PACKAGE_ROOT / "datasets" / "milestone_systems" / "records.csv"
    found = {item.record_id: item for item in estimate_files([path])[0]}
    rules = ["training-utilisation-above-one", "compute-operations-mismatch"]
    report = validate(path, "milestone_systems", select=rules)
    # Waived findings count here: the table beneath the report holds them.
    fired = report.connection.execute("select rule, record from findings").fetchall()
    above_one = {record for rule, record in fired if rule == rules[0]}
    mismatched = {record for rule, record in fired if rule == rules[1]}
    assert above_one
    assert mismatched
    for record in above_one:
        hardware = found[record].hardware
        assert known(found[record].stated_flop) > known(hardware.flop) / hardware.inputs[-1].value
    for record in mismatched:
        assert not 1 / 30 < known(found[record].ratio(found[record].operations)) < 30


@pytest.mark.parametrize(
    ("rule", "flop", "per_cent"),
    [
        ("training-utilisation-above-one", 8.2e23, 1),
        ("training-utilisation-unusual", 2.2e23, 100),
        ("training-utilisation-unusual", 2e21, 100),
        ("stated-utilisation-mismatch", 8e22, 100),
    ],
)
def test_the_division_shown_as_evidence_gives_the_share_of_the_message(rule: str, flop: float, per_cent: int) -> None:
    run = {"training_hardware": ["NVIDIA H100 SXM5 80GB"], "hardware_quantity": 1920, "training_time_hour": 21}
    record = run | {"record_id": "made-up", "training_compute_flop": flop, "mfu_fraction": 0.1}
    (found,) = [item for item in validate(record, "milestone_systems", select=[rule]) if item.rule == rule]
    shown = re.findall(r"[0-9][0-9.e+]*", str(found.evidence))
    judged, chip_hours, seconds, peak = map(float, shown[:4])
    said = [float(number) for number in re.findall(r"[0-9][0-9.e+-]*", str(found.message))]
    shares = [number for number in said if abs(number / per_cent / (judged / (chip_hours * seconds * peak)) - 1) < 0.02]
    assert len(shares) == 1, (found.message, found.evidence)
