"""Runs that reached a level of performance."""

from __future__ import annotations

import datetime as dt
import random

from mutation_changes import Kinds, scaled
from mutation_records import Record


def unreached_level(new: Record, old: Record, chance: random.Random) -> Record | None:
    return new | {"achieved_score_fraction": new["target_score_fraction"] * 0.97}


def complete(record: Record, day: dt.date, chance: random.Random) -> Record:
    record["achieved_score_fraction"] = record["target_score_fraction"] + 0.001
    record["compute_calculation"] = f"{record['training_compute_flop'] / 90:g} FLOP per epoch x 90 epochs"
    record["is_baseline"] = False
    record.pop("publication_date_as_published", None)
    if record["benchmark"] == "imagenet":
        record["training_dataset"] = ["ImageNet"]
    return record


KINDS: Kinds = {
    "criteria": (
        ("a level that was not reached", unreached_level),
        ("a wrong reduction factor", scaled("reduction_factor", 1.3)),
    ),
}
