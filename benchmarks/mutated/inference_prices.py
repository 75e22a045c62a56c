"""Prices of tokens with scores, and tokens of runs."""

from __future__ import annotations

import datetime as dt
import random

from mutation_changes import Kinds, Slip, dropped, scaled
from mutation_records import Record


def complete(record: Record, day: dt.date, chance: random.Random) -> Record:
    record["model"] = record["record_id"]
    blended = record.get("blended_price_usd_per_megatoken")
    if blended is not None:
        record["input_price_usd_per_megatoken"] = 0.8 * blended
        record["output_price_usd_per_megatoken"] = 1.6 * blended
    return record


def _priced(record: Record) -> bool:
    return "blended_price_usd_per_megatoken" in record


KINDS: Kinds = {
    "criteria": (
        ("no public source", lambda n, o, c: dropped(n, "source_url")),
        (
            "no price of input",
            lambda n, o, c: dropped(n, "input_price_usd_per_megatoken") if _priced(n) else None,
        ),
        (
            "the price of input for the blended one",
            lambda n, o, c: (
                n | {"blended_price_usd_per_megatoken": n["input_price_usd_per_megatoken"]} if _priced(n) else None
            ),
        ),
        ("a price without its day", lambda n, o, c: dropped(n, "price_date") if _priced(n) else None),
    ),
    "plausibility": (
        (
            "all prices per thousand tokens",
            lambda n, o, c: (
                n | {name: n[name] / 1000 for name in n if name.endswith("_usd_per_megatoken")} if _priced(n) else None
            ),
        ),
        ("tokens of a whole run", scaled("output_token_per_sample", 3168)),
    ),
}

SLIPS: tuple[Slip, ...] = (("blended_price_usd_per_megatoken", _priced),)
