"""Scores on benchmarks: their metric, their scale, and parameters beside computation."""

from __future__ import annotations

import datetime as dt
import random

from mutation_changes import Kinds, Slip, any_of, scaled
from mutation_records import Record


def other_metric(new: Record, old: Record, chance: random.Random) -> Record:
    return new | {"metric": "bleu" if new["metric"] != "bleu" else "top_1_accuracy"}


def misspelt(new: Record, old: Record, chance: random.Random) -> Record:
    key = new["benchmark"]
    at = chance.randrange(1, len(key) - 1)
    return new | {"benchmark": key[:at] + ("z" if key[at] == "q" else "q") + key[at + 1 :]}


def before_benchmark(new: Record, old: Record, chance: random.Random) -> Record | None:
    if new["benchmark"] in ("conll_2003", "imagenet"):
        return None
    return new | {"source_url": "https://arxiv.org/abs/0904.3664"}


def years_before(new: Record, old: Record, chance: random.Random) -> Record | None:
    if new["benchmark"] == "conll_2003":
        return None
    return {name: value for name, value in new.items() if name != "publication_date"} | {"year": 2001}


def complete(record: Record, day: dt.date, chance: random.Random) -> Record:
    # A score of a submission is a run of its own, with what the source row says of its computation.
    record["run_id"] = record["record_id"]
    if "arxiv.org" in str(record.get("source_url")) and day.year >= 2022:  # a report is no older than its benchmark
        record["source_url"] = f"https://arxiv.org/abs/2608.{chance.randrange(10_000, 20_000)}"
    record.setdefault("name", record["record_id"].title())
    record.setdefault("year", day.year)
    record.setdefault("shots", 0)
    if "milestone_system" not in record:
        record.pop("training_compute_flop", None)
        record.pop("compute_confidence", None)
    if "hardware_burden_flop" in record:
        record.setdefault("includes_architecture_search", False)
    return record


KINDS: Kinds = {
    "criteria": (("a metric of another benchmark", other_metric),),
    "plausibility": (
        ("a percent of a score", scaled("score_fraction", 0.01)),
        ("a source years older than the benchmark", before_benchmark),
        ("a model years older than the benchmark", years_before),
    ),
    "reference": (("a letter of the benchmark", misspelt),),
}

SLIPS: tuple[Slip, ...] = (("parameters", any_of(("training_compute_flop",), ("forward_flop",))),)
