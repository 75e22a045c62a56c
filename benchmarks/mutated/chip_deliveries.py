"""Deliveries of chips: a quarter, a chip and an owner each, with percentiles."""

from __future__ import annotations

import datetime as dt
import random

from mutation_changes import Kinds, Slip, dropped, swapped
from mutation_records import Record

#: The quarter stays, and another part of the designer delivers.
DATE = None


def complete(record: Record, day: dt.date, chance: random.Random) -> Record:
    return record | {"designer": f"{record['designer']} Division {chance.randrange(10**6)}"}


KINDS: Kinds = {
    "criteria": (
        ("no public source", lambda n, o, c: dropped(n, "source_url")),
        ("chips that are no record", lambda n, o, c: dropped(n, "accelerators") if n["chip_count"] else None),
        ("a fiscal quarter", lambda n, o, c: n | {"quarter_end": n["quarter_end"][:4] + "-01-25"}),
        ("an owner in a row of all", lambda n, o, c: n | {"owner": "Meta"} if n["coverage"] == "all" else None),
    ),
    "duplicate": (
        ("a quarter counted twice", lambda n, o, c: n | {"designer": o["designer"], "chip_count": n["chip_count"] + 1}),
    ),
    "plausibility": (
        *(
            (f"percentiles of {name} out of order", swapped(f"p05_{name}", f"p95_{name}"))
            for name in ("chip_count", "compute_h100_equivalent", "power_w")
        ),
        ("chips of another designer", lambda n, o, c: n | {"designer": "Maker"} if n.get("accelerators") else None),
    ),
}

SLIPS: tuple[Slip, ...] = tuple(
    (name, lambda record: record.get("chip_count", 0) > 0) for name in ("compute_h100_equivalent", "power_w")
)
