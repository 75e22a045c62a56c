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
        "TF32 sparse, and no other rate of matrices",
        {**NVIDIA, "release_date": "2021-04-12", "fp32_vector_flop_per_s": 1.032e13, "tf32_tensor_flop_per_s": 1.65e14},
        "peak-rate-maybe-sparse",
        "write 8.25e+13",
    ),
    (
        "INT8 sparse",
        {"fp16_tensor_flop_per_s": 3.12e14, "int8_op_per_s": 1.248e15},
        "peak-rate-maybe-sparse",
        "write 6.24e+14",
    ),
    (
        "every rate sparse, AMD",
        {
            "manufacturer": "AMD",
            "release_date": "2023-12-06",
            "fp32_vector_flop_per_s": 1.634e14,
            "fp16_tensor_flop_per_s": 2.6149e15,
        },
        "peak-rate-maybe-sparse",
        "write 1.307e+15",
    ),
    (
        "FP4 sparse, a card",
        {
            **NVIDIA,
            "release_date": "2025-01-30",
            "fp32_vector_flop_per_s": 1.048e14,
            "fp4_tensor_flop_per_s": 3.352e15,
        },
        "peak-rate-maybe-sparse",
        "write 1.676e+15",
    ),
    (
        "sparse rates of a chip that we hold, without its FP32 rate",
        {"name": "NVIDIA H100", "fp16_tensor_flop_per_s": 1.979e15, "fp8_tensor_flop_per_s": 3.958e15},
        "rate-multiple-of-held-chip",
        "counts skipped zeros, or is that of 2 chips, write 9.895e+14 in fp16_tensor_flop_per_s, 1.979e+15 in fp8",
    ),
    (
        "sparse rate of one of its kin",
        {"name": "A100 SXM4 96GB", "fp16_tensor_flop_per_s": 6.24e14},
        "rate-multiple-of-held-chip",
        "write 3.12e+14",
    ),
    (
        "a server under the name of its chip",
        {"name": "NVIDIA H100", "fp16_tensor_flop_per_s": 7.9152e15, "fp32_vector_flop_per_s": 5.352e14},
        "rate-multiple-of-held-chip",
        "is that of 8 chips, write 9.894e+14 in fp16_tensor_flop_per_s, 6.69e+13 in fp32_vector_flop_per_s",
    ),
    (
        "four chips of a host under the name of one",
        {"name": "Google TPU v4", "fp16_tensor_flop_per_s": 1.1e15},
        "rate-multiple-of-held-chip",
        "4 times the 2.75e+14 of Google TPU v4 (google-tpu-v4); if it is that of 4 chips, write 2.75e+14",
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
        "a page about laptops, of a chip that we hold",
        {"name": "AMD Radeon RX 6800", "source_url": "https://amd.example/graphics/laptops/radeon-rx/6800m.html"},
        "laptop-chip-under-desktop-name",
        "write AMD Radeon RX 6800M",
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
    (
        "a family, by whose rates it is one of its chips",
        {"name": "Jetson AGX Orin", "memory_byte": 64e9},
        "family-under-chip-name",
        "name the one that it is: nvidia-jetson-agx-orin-64-gb, nvidia-jetson-agx-orin-32-gb",
    ),
    (
        "a family of many",
        {"name": "google tpu"},
        "family-under-chip-name",
        " more",
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


@pytest.mark.parametrize(
    "record",
    [
        {"name": "NVIDIA GeForce RTX 4090", "source_url": "https://www.notebookcheck.net/RTX-4090-Benchmarks.1.html"},
        {"name": "Q AI 200", "source_url": "https://q.example/products/mobile-soc/ai-200"},
        {"name": "NVIDIA H100 PCIe", "fp16_tensor_flop_per_s": 7.56e14},
        {"name": "Apple M5 Ultra", "type": "soc", "int8_op_per_s": 7.6e13},
        {"name": "NVIDIA GeForce RTX 5060 Ti 12GB", "fp16_tensor_flop_per_s": 1.9e14},
        {"name": "NVIDIA Tesla K40c"},
        {**NVIDIA, "fp32_vector_flop_per_s": 6.69e13, "fp16_tensor_flop_per_s": 9.894e14, "int8_op_per_s": 1.979e15},
    ],
)
def test_a_right_chip_is_not_taken_for_another(record: dict[str, Any]) -> None:
    rules = sorted({mistake[2] for mistake in MISTAKES})
    assert not list(validate([{"record_id": "made", **record}], "accelerators", select=rules))


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("8x H100", "near to it: H100 (nvidia-h100-sxm5-80-gb)"),
        ("MI300X OAM", "near to it: MI300X (amd-instinct-mi300x)"),
        ("HGX H100 8-GPU", "is a system of 8 chips; name the chip, NVIDIA H100 SXM5 80GB"),
        ("TPU v4-4096", "near to it: TPUv4 (google-tpu-v4)"),
        ("Tesla K40 GPUs", "is a family of chips"),
    ],
)
def test_a_system_that_counts_its_chips_in_their_name_is_told_the_chip(name: str, offer: str) -> None:
    record = {"record_id": "made", "name": "Made", "training_hardware": [name]}
    (found,) = validate([record], "milestone_systems", select=["accelerator-unknown"])
    assert offer in found.message
