"""Energy of training runs: chips, time and power beside each other."""

from __future__ import annotations

import datetime as dt
import random

from mutation_changes import Kinds, scaled
from mutation_records import Record


def complete(record: Record, day: dt.date, chance: random.Random) -> Record:
    # The table has no date to move: a longer run, with all that follows from its length.
    longer = 1 + 0.1 * chance.random()
    for name in ("training_time_hour", "training_compute_flop", "energy_mwh", "gross_co2e_t", "net_co2e_t"):
        if name in record:
            record[name] *= longer
    return record


KINDS: Kinds = {
    "plausibility": (
        ("days for hours", scaled("training_time_hour", 1 / 24)),
        ("kWh for MWh", scaled("energy_mwh", 1e3)),
    ),
}
