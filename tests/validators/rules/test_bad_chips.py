"""Chips as people write them by mistake, and the value that they are told to write."""

from __future__ import annotations

from typing import Any

import pytest

from compute_trends.validators.api import validate

NVIDIA = {"manufacturer": "NVIDIA", "release_date": "2023-03-21", "type": "gpu"}

#: (the mistake, the record, the rule that names it, what it says to write)
MISTAKES: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "every rate sparse",
        {**NVIDIA, "fp32_vector_flop_per_s": 6.7e13, "fp16_tensor_flop_per_s": 1.979e15},
        "peak-rate-maybe-sparse",
        "write 9.895e+14",
    ),
    (
        "every rate sparse, Ada",
        {**NVIDIA, "fp32_vector_flop_per_s": 3.03e13, "fp16_tensor_flop_per_s": 2.42e14, "int8_op_per_s": 4.85e14},
        "peak-rate-maybe-sparse",
        "write 1.21e+14",
    ),
    (
        "INT8 sparse",
        {"fp16_tensor_flop_per_s": 3.12e14, "int8_op_per_s": 1.248e15},
        "peak-rate-maybe-sparse",
        "write 6.24e+14",
    ),
    ("80 GiB", {"memory_byte": 85_899_345_920}, "memory-in-binary-bytes", "written 80000000000"),
    ("24 GiB, rounded", {"memory_byte": 25.77e9}, "memory-in-binary-bytes", "written 24000000000"),
    ("141 GiB, rounded", {"memory_byte": 151.4e9 + 5e6}, "memory-in-binary-bytes", "written 141000000000"),
    (
        "four chips of a board",
        {"fp32_vector_flop_per_s": 1.797e13, "shading_units": 1280, "boost_clock_hz": 1.755e9, "process_nm": 8},
        "fp32-rate-of-a-board",
        "one has 4.493e+12",
    ),
    (
        "a server that we hold",
        {"name": "DGX A100", "fp16_tensor_flop_per_s": 2.496e15},
        "system-under-chip-name",
        "2.496e+15 / 8 = 3.12e+14",
    ),
    (
        "a slice of a pod, by its cores",
        {"name": "TPU v3-32", "fp16_tensor_flop_per_s": 1.968e15},
        "system-under-chip-name",
        "1.968e+15 / 16 = 1.23e+14",
    ),
    (
        "a rack",
        {"name": "NVIDIA GB200 NVL72", "memory_byte": 13.4e12},
        "system-under-chip-name",
        "1.34e+13 / 72 = 1.861e+11",
    ),
    (
        "the page of a laptop chip",
        {"name": "NVIDIA RTX 9990", "source_url": "https://example.com/rtx-9990-laptop"},
        "laptop-chip-under-desktop-name",
        "write NVIDIA RTX 9990 Mobile",
    ),
    (
        "the rate of a laptop chip",
        {"name": "NVIDIA GeForce RTX 3080", "fp32_vector_flop_per_s": 1.897e13, "tdp_w": 115},
        "laptop-chip-under-desktop-name",
        "or 2.977e+13, the rate of the card",
    ),
    (
        "the rate of another laptop chip",
        {"name": "NVIDIA GeForce RTX 4090", "fp32_vector_flop_per_s": 3.298e13},
        "laptop-chip-under-desktop-name",
        "the rate of NVIDIA GeForce RTX 4090 Mobile: write that name",
    ),
]


@pytest.mark.parametrize(
    ("record", "rule", "said"), [mistake[1:] for mistake in MISTAKES], ids=[mistake[0] for mistake in MISTAKES]
)
def test_a_mistaken_chip_is_told_what_to_write(record: dict[str, Any], rule: str, said: str) -> None:
    (found,) = validate([{"record_id": "made", **record}], "accelerators", select=[rule])
    assert said in found.message


@pytest.mark.parametrize(
    ("name", "chips"),
    [
        ("Tesla K40", ["nvidia-tesla-k40c", "nvidia-tesla-k40m"]),
        ("geforce gtx 1060", ["nvidia-geforce-gtx-1060-6-gb"]),
        ("H100/H200", ["nvidia-h100-pcie", "nvidia-h100-nvl"]),
    ],
)
def test_a_family_where_one_chip_is_needed_is_told_its_chips(name: str, chips: list[str]) -> None:
    record = {"record_id": "made", "name": "Made", "training_hardware": [name]}
    (found,) = validate([record], "milestone_systems", select=["accelerator-unknown"])
    assert "is a family of chips; name the one that was used" in found.message
    assert all(chip in found.message for chip in chips)
