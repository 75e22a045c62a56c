"""AI supercomputers: chips, rate, power and cost beside each other."""

from __future__ import annotations

import datetime as dt
import random

from mutation_changes import Kinds, Slip, dropped, overwritten
from mutation_records import Record


def complete(record: Record, day: dt.date, chance: random.Random) -> Record:
    if record["status"] == "planned":  # whose day is not known
        record.pop("first_operational_date", None)
    return record


def _by_chips(record: Record) -> bool:
    alone = "secondary_chip_count" not in record
    return alone and "accelerator" in record and record.get("primary_chip_count") is not None


KINDS: Kinds = {
    "criteria": (
        ("no public source", lambda n, o, c: dropped(n, "source_url")),
        (
            "a plan of a past day",
            lambda n, o, c: (
                n | {"status": "planned"} if "first_operational_date" in n and n["status"] != "planned" else None
            ),
        ),
        (
            "a machine of a day to come",
            lambda n, o, c: n | {"status": "existing", "first_operational_date": "2199-01-01"},
        ),
    ),
    "reference": (
        (
            "a cluster that is its own successor",
            lambda n, o, c: n | {"superseded_by": n["name"]} if "name" in n else None,
        ),
        ("a successor that we do not hold", overwritten("superseded_by", "Grondhal Phase 9", "name")),
    ),
}


def _by_chip_count(record: Record) -> bool:
    return record.get("chip_count") is not None


SLIPS: tuple[Slip, ...] = (
    ("power_w", _by_chips),
    ("precision_16_bit_op_per_s", _by_chips),
    ("hardware_cost_usd", _by_chip_count),
)
