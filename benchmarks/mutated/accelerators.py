"""Chips: their rates, memory and power beside each other, and names of other chips."""

from __future__ import annotations

import datetime as dt
import random

from mutation_changes import Kinds, Slip, any_of, with_cells
from mutation_records import Record


def without_rates(new: Record, old: Record, chance: random.Random) -> Record:
    return {name: value for name, value in new.items() if not name.endswith(("_flop_per_s", "_op_per_s"))}


def complete(record: Record, day: dt.date, chance: random.Random) -> Record:
    if "release_price_usd" in record:
        record["price_source_url"] = f"{record['source_url']}/price"
    record.setdefault("release_date_precision", "day")
    return record


KINDS: Kinds = {
    "duplicate": (("the name of another chip as an alias", with_cells(aliases=["NVIDIA A100"])),),
    "criteria": (("no peak rate", without_rates),),
}

SLIPS: tuple[Slip, ...] = (
    ("memory_byte", any_of(("memory_bandwidth_byte_per_s",))),
    ("memory_bandwidth_byte_per_s", any_of(("memory_byte",))),
    ("fp32_vector_flop_per_s", any_of(("fp16_vector_flop_per_s",), ("tdp_w",), ("shading_units",))),
    ("fp16_tensor_flop_per_s", any_of(("fp32_vector_flop_per_s",), ("tdp_w",))),
)
