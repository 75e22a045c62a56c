"""Names of families of chips, alike in Python and in DuckDB."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.texts.family_names import folded_family, folded_family_sql

#: What people write, and the family that they mean.
ALIKE = {
    "NVIDIA Ampere": "Ampere",
    "Ampere GPUs": "Ampere",
    "NVIDIA's Hopper architecture": "Hopper",
    "8x Hopper": "Hopper",
    "Ampere-class GPU": "Ampere",
    "GeForce RTX 30 Series": "RTX 30 series",
    "RTX 3000 series": "RTX 30 series",
    "NVIDIA RTX 40-series GPUs": "RTX 40 series",
    "GTX 1000 series": "GTX 10 series",
    "Radeon RX 7000 series": "RX 7000 series",
    "AMD EPYC processors": "EPYC",
    "Intel Xeon CPU": "Xeon",
    "Intel Core i7": "Core i7",
    "MI300 Series accelerators": "MI300 series",
}


def in_sql(name: str) -> str:
    ((found,),) = duckdb.execute(f"select {folded_family_sql('$1')}", [name]).fetchall()
    return str(found)


@pytest.mark.parametrize("name", ALIKE)
def test_a_family_is_known_however_it_is_written(name: str) -> None:
    assert folded_family(name) == folded_family(ALIKE[name]) == in_sql(name)


@pytest.mark.parametrize(
    "name", ["H100", "RTX 3090", "GeForce 8800 GTX", "Xeon Gold 6148", "A100 SXM4 80GB", "GeForce"]
)
def test_a_name_of_one_chip_stays_apart(name: str) -> None:
    assert folded_family(name) not in {folded_family(family) for family in ALIKE.values()}


_WORDS = ("NVIDIA", "Intel", "GeForce", "Radeon", "RTX", "GTX", "RX", "30", "3000", "900", "series", "GPUs", "x", "8x",
          "generation", "architecture", "Ampere", "tensor", "core", "'s", "-", "v2", "Max+", "é")  # fmt: skip


@given(st.lists(st.sampled_from(_WORDS), max_size=6).map(" ".join))
def test_both_engines_write_names_alike(name: str) -> None:
    assert in_sql(name) == folded_family(name)
