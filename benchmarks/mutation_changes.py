"""What a corruption does to a record: each change takes a new record and returns it with one thing wrong."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from mutation_records import Record

#: Gets the new record, the shipped one behind it, and a source of chance; None where the record has not what it takes.
Change = Callable[[Record, Record, random.Random], Record | None]

#: Groups in the order of the table; the goal is the least share to be found, None where there is none.
GROUPS: dict[str, float | None] = {
    "structure": 1.0,
    "text": 1.0,
    "reference": 0.99,
    "criteria": 0.99,
    "duplicate": 0.95,
    "slip of 1e9": 0.95,
    "slip of 1e6": 0.95,
    "slip of 1e3, second quantity": 0.90,
    "slip of 1e3, alone": None,
    "plausibility": None,
}


@dataclass(frozen=True)
class Kind:
    """One kind of corruption of the records of a dataset."""

    dataset: str
    group: str
    title: str
    change: Change


def overwritten(column: str, value: object, where: str | None = None) -> Change:
    """Overwrite a column; `where` names one that must be filled."""
    needed = where or column
    return lambda new, old, chance: new | {column: value} if new.get(needed) is not None else None


def with_cells(**cells: object) -> Change:
    return lambda new, old, chance: new | cells


def repunctuated(name: str, chance: random.Random) -> str | None:
    other = name.replace("-", " ") if "-" in name else re.sub(r"(?<=\w) (?=\w)", "-", name)
    return other if other != name else f"{name}."


def dropped(new: Record, *names: str) -> Record:
    return {name: value for name, value in new.items() if name not in names}


def scaled(column: str, factor: float) -> Change:
    return lambda new, old, chance: new | {column: new[column] * factor} if new.get(column) is not None else None


def swapped(first: str, second: str) -> Change:
    def change(new: Record, old: Record, chance: random.Random) -> Record | None:
        if new.get(first) is None or new.get(second) is None or new[first] == new[second]:
            return None
        return new | {first: new[second], second: new[first]}

    return change


def score_that_is_no_record(new: Record, old: Record, chance: random.Random) -> Record | None:
    if new["publication_date"] < "2017-01-01":
        return None
    claims = sorted({*new["inclusion_criteria"], "sota_improvement"})
    return new | {"inclusion_criteria": claims, "sota_benchmark": "ImageNet", "sota_score_fraction": 0.71}


def misspelt_hardware(new: Record, old: Record, chance: random.Random) -> Record | None:
    chips = new.get("training_hardware")
    if not chips:
        return None
    return new | {"training_hardware": [chips[0][:-2] + chips[0][-1] + chips[0][-2] + "x", *chips[1:]]}


def newer_chip(new: Record, old: Record, chance: random.Random) -> Record | None:
    if new["publication_date"] > "2020-01-01" or not new.get("training_hardware"):
        return None
    return new | {"training_hardware": ["NVIDIA H100 SXM5 80GB"]}


def beyond_hardware(new: Record, old: Record, chance: random.Random) -> Record | None:
    if any(new.get(name) is None for name in ("training_compute_flop", "training_hardware", "hardware_quantity")):
        return None
    if new.get("training_time_hour") is None or new.get("base_model"):
        return None
    return dropped(new, "mfu_fraction", "hfu_fraction", "hardware_utilization_fraction") | {
        "training_time_hour": new["training_time_hour"] / 30
    }


def interval_aside(new: Record, old: Record, chance: random.Random) -> Record | None:
    value = new.get("training_compute_flop")
    if value is None:
        return None
    return new | {"training_compute_low_flop": value * 2, "training_compute_high_flop": value * 5}


def swapped_interval(new: Record, old: Record, chance: random.Random) -> Record | None:
    value = new.get("training_compute_flop")
    if value is None:
        return None
    return new | {"training_compute_low_flop": value * 2, "training_compute_high_flop": value / 2}


def other_year(new: Record, old: Record, chance: random.Random) -> Record | None:
    if "arxiv.org" not in new["source_url"]:
        return None
    day = dt.date.fromisoformat(new["publication_date"])
    return new | {"publication_date": (day.replace(day=1) - dt.timedelta(days=400)).isoformat()}


def too_many_active(new: Record, old: Record, chance: random.Random) -> Record | None:
    return new | {"active_parameters": new["parameters"] * 3} if new.get("parameters") else None


def fine_tuning_above_all(new: Record, old: Record, chance: random.Random) -> Record | None:
    value = new.get("training_compute_flop")
    return new | {"fine_tune_compute_flop": value * 5} if value else None


def other_metric(new: Record, old: Record, chance: random.Random) -> Record:
    return new | {"metric": "bleu" if new["metric"] != "bleu" else "top_1_accuracy"}


def swapped_accuracies(new: Record, old: Record, chance: random.Random) -> Record | None:
    change = swapped("top1_accuracy_fraction", "top5_accuracy_fraction")
    return change(new, old, chance)


def unreached_level(new: Record, old: Record, chance: random.Random) -> Record | None:
    return new | {"achieved_score_fraction": new["target_score_fraction"] * 0.97}


def without_rates(new: Record, old: Record, chance: random.Random) -> Record:
    return {name: value for name, value in new.items() if not name.endswith(("_flop_per_s", "_op_per_s"))}


def early_price(new: Record, old: Record, chance: random.Random) -> Record | None:
    """A price of a chip whose first price of ours is late, dated before there was any such chip."""
    return new | {"price_date": "2004-06-01"} if new.get("accelerator") and new["price_date"] > "2016" else None


_TWINS = dict(zip("aceopxyABEKMHOPCTX", "асеорхуАВЕКМНОРСТХ", strict=True))


def look_alike(new: Record, old: Record, chance: random.Random) -> Record | None:
    """The name with its first Latin letter that has a twin in Cyrillic as that twin, within a word of two letters."""
    name = str(new.get("name", ""))
    words = re.finditer(r"[a-zA-Z]{2,}", name)
    at = next((at for word in words for at in range(*word.span()) if name[at] in _TWINS), None)
    return None if at is None else new | {"name": name[:at] + _TWINS[name[at]] + name[at + 1 :]}
