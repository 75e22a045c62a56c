"""Milestone systems: claims and their evidence, computation against hardware, parameters and data, links and dates."""

from __future__ import annotations

import datetime as dt
import random
import re

from mutation_changes import Change, Kinds, Slip, any_of, dropped, scaled, swapped, with_cells
from mutation_records import Record, day_of


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


_TWINS = dict(zip("aceopxyABEKMHOPCTX", "асеорхуАВЕКМНОРСТХ", strict=True))


def look_alike(new: Record, old: Record, chance: random.Random) -> Record | None:
    """The name with its first Latin letter that has a twin in Cyrillic as that twin, within a word of two letters."""
    name = str(new.get("name", ""))
    words = re.finditer(r"[a-zA-Z]{2,}", name)
    at = next((at for word in words for at in range(*word.span()) if name[at] in _TWINS), None)
    return None if at is None else new | {"name": name[:at] + _TWINS[name[at]] + name[at + 1 :]}


def claim(name: str, **cells: object) -> Change:
    def change(new: Record, old: Record, chance: random.Random) -> Record:
        claims = [*[item for item in new["inclusion_criteria"] if item != name], name]
        kept = {key: value for key, value in new.items() if cells.get(key, 1) is not None}
        return kept | {"inclusion_criteria": claims} | {k: v for k, v in cells.items() if v is not None}

    return change


def _by_operations(record: Record) -> bool:
    """Whether 6 N D gives the compute: a text-only language system of the transformer era that is no fine-tune."""
    filled = any_of(("training_compute_flop", "parameters", "training_dataset_size_datapoint"))(record)
    alone = record.get("domains") == ["Language"] and not record.get("base_model")
    return filled and alone and record["publication_date"] >= "2018" and record.get("confidence") != "speculative"


def _by_hardware(record: Record) -> bool:
    """Whether chips and hours give the compute."""
    run = ("training_compute_flop", "training_hardware", "hardware_quantity", "training_time_hour")
    return any_of(run)(record) and len(record["training_hardware"]) == 1 and not record.get("base_model")


def _says_size(record: Record) -> bool:
    return re.search(r"\d[bm]\b", record["name"].lower()) is not None


def complete(record: Record, day: dt.date, chance: random.Random) -> Record:
    claimed = record.setdefault("inclusion_criteria", ["discretionary"])
    record["publication_date_precision"] = "day"
    record["inclusion_note"] = "It was the first of its kind and is taught as such."
    if (record.get("citations") or 0) >= 1_000 and "highly_cited" not in claimed:
        claimed = record["inclusion_criteria"] = [*claimed, "highly_cited"]
    if (record.get("training_cost_2023_usd") or 0) > 1e6 and "training_cost" not in claimed:
        claimed = record["inclusion_criteria"] = [*claimed, "training_cost"]
    if "highly_cited" in claimed:
        record["citations"] = max(int(record.get("citations") or 0), 1_000 + chance.randrange(5_000))
    if "citations" in record:
        record["citations_date"] = max(day, day_of("milestone_systems")).isoformat()
    if "sota_improvement" in claimed:
        record |= {"sota_benchmark": "A benchmark of ours", "sota_score_fraction": 0.9}
    if "significant_use" in claimed:
        record["significant_use_url"] = f"{record['source_url']}/users"
    if "training_cost" in claimed and not (record.get("training_cost_2023_usd") or 0) > 1e6:
        record["inclusion_criteria"] = [name for name in claimed if name != "training_cost"] or ["discretionary"]
    if "discretionary" in record["inclusion_criteria"]:
        record |= {"discretionary_reviewer": "A. Reviewer", "discretionary_reason": "It opened a line of work."}
    if "training_compute_flop" in record:
        record.setdefault("training_compute_method", ["reported"])
        record.setdefault("confidence", "likely")
    return record


KINDS: Kinds = {
    "criteria": (
        ("no criterion is claimed", lambda n, o, c: {k: v for k, v in n.items() if k != "inclusion_criteria"}),
        ("fewer citations than the claimed criterion asks", claim("highly_cited", citations=412)),
        ("citations without the day of counting", claim("highly_cited", citations=4120, citations_date=None)),
        ("a claim of many citations without their number", claim("highly_cited", citations=None, citations_date=None)),
        (
            "a claim of the state of the art without the benchmark",
            claim("sota_improvement", sota_benchmark=None, sota_score_fraction=None),
        ),
        ("a score that is no record", score_that_is_no_record),
        ("a claim of use without a page that shows it", claim("significant_use", significant_use_url=None)),
        (
            "a claim of cost without a cost",
            claim(
                "training_cost",
                training_cost_2023_usd=None,
                training_cost_cloud_usd=None,
                training_cost_upfront_usd=None,
            ),
        ),
        ("evidence that is yet to be written", claim("discretionary", discretionary_reason="TODO")),
        ("a claim of cost above the one given", claim("training_cost", training_cost_2023_usd=3e5)),
        (
            "admitted at discretion by nobody",
            claim("discretionary", discretionary_reviewer=None, discretionary_reason=None),
        ),
        ("a submission that calls itself upstream", with_cells(admission="upstream")),
    ),
    "reference": (("hardware with a letter wrong", misspelt_hardware),),
    "plausibility": (
        ("days for hours", scaled("training_time_hour", 1 / 24)),
        ("parameters and datapoints swapped", swapped("parameters", "training_dataset_size_datapoint")),
        ("a chip newer than the paper", newer_chip),
        ("more than the hardware can do", beyond_hardware),
        ("an interval that leaves its value out", interval_aside),
        ("the ends of the interval swapped", swapped_interval),
        ("a letter of another alphabet in the name", look_alike),
        ("a date a year off the arXiv month", other_year),
        ("a date after today", lambda n, o, c: n | {"publication_date": "2031-01-01"}),
        ("active parameters above all parameters", too_many_active),
        ("fine-tuning above the whole", fine_tuning_above_all),
        ("a utilisation of a percent of itself", scaled("mfu_fraction", 0.01)),
    ),
}

SLIPS: tuple[Slip, ...] = (
    ("training_compute_flop", lambda record: _by_operations(record) or _by_hardware(record)),
    ("parameters", lambda record: _by_operations(record) or _says_size(record)),
    ("training_dataset_size_datapoint", _by_operations),
)
