"""Benchmarks: another's name, bounds the wrong way round."""

from __future__ import annotations

import datetime as dt
import random

from mutation_changes import Kinds
from mutation_records import Record

_OTHERS = ("Hella-Swag", "mmlu", "GSM 8K", "Boolean questions", "ImageNet 1K", "A.R.C. challenge")


def other_name(new: Record, old: Record, chance: random.Random) -> Record:
    return new | {"name": chance.choice([name for name in _OTHERS if name[:2].lower() != str(new["name"])[:2].lower()])}


def reversed_bounds(new: Record, old: Record, chance: random.Random) -> Record:
    return new | {"chance_score_fraction": 0.9, "ceiling_score_fraction": 0.3}


def complete(record: Record, day: dt.date, chance: random.Random) -> Record:
    # A new benchmark has names of its own, and says what upstream left open.
    record["name"] = record["record_id"].replace("-", " ").title()
    record["benchmark"] = record["record_id"].replace("-", "_")
    record.pop("aliases", None)
    record.setdefault("release_date", day.isoformat())
    record.setdefault("release_date_precision", "day")
    return record


KINDS: Kinds = {
    "duplicate": (("the name of another benchmark", other_name),),
    "plausibility": (("chance above the ceiling", reversed_bounds),),
}
