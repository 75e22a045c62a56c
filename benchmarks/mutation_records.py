"""Shipped records made new: as somebody would submit them, with all evidence, under a name that nobody holds."""

from __future__ import annotations

import datetime as dt
import random
import re
from functools import cache
from typing import Any

from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import find_version
from compute_trends.validators.rules.shared.arxiv_links import arxiv_id

Record = dict[str, Any]

_SYLLABLES = ("ba", "do", "fi", "ga", "ke", "lu", "mo", "ni", "pa", "qui", "ro", "su", "ta", "vo", "xi", "zu")
#: What a name says of size, version or setting, which a new name keeps: other columns agree with it.
_SAYS_SIZE = re.compile(r"\b\d+(?:\.\d+)?\s?(?:[kmbt]|gb|x\d+b?)\b", re.IGNORECASE)
#: The date that moves with the record, where a dataset has one.
DATES = {
    "milestone_systems": "publication_date",
    "benchmark_results": "publication_date",
    "accelerators": "release_date",
    "hardware_prices": "price_date",
    "algorithmic_efficiency": "publication_date",
}


def as_json(row: Record) -> Record:
    """A row of a shipped dataset as JSON holds it, without empty cells."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in row.items()
        if value is not None and value != []
    }


@cache
def day_of(dataset: str) -> dt.date:
    """The first day of the month of the newest version, after which no made-up date lies: the day of the run says
    nothing on what the check finds.
    """
    year, month, _ = find_version(dataset).version.split(".")
    return dt.date(int(year), int(month), 1)


def made_new(dataset: str, row: Record, chance: random.Random) -> Record:
    """The record as a submission: new name, link and date, and the evidence that its claims need."""
    record = as_json(row) | {"admission": "submitted", "source": "submitted"}
    word = "".join(chance.choice(_SYLLABLES) for _ in range(6))
    if "name" in record:
        sizes = _SAYS_SIZE.findall(record["name"])
        record["name"] = " ".join([word.title(), *sizes])
    record["record_id"] = re.sub(r"[^a-z0-9]+", "-", str(record.get("name", word)).lower()).strip("-")
    for name in ("reference", "aliases", "source_urls", "model_version", "system_name"):
        record.pop(name, None)
    date = DATES.get(dataset)
    if date and date in record:
        record[date] = _moved(record[date], record.get(f"{date}_precision"), day_of(dataset), chance)
    if "year" in record and date in record:
        record["year"] = int(record[date][:4])
    known = record.get(date or "publication_date")
    day = dt.date.fromisoformat(known) if known else dt.date(2024, 1, 15)
    record["source_url"] = _new_link(record.get("source_url"), day, word, chance)
    return _EVIDENCE.get(dataset, lambda record, *_: record)(record, day, chance)


def _moved(text: str, precision: str | None, last_day: dt.date, chance: random.Random) -> str:
    day = dt.date.fromisoformat(text)
    if precision == "year":
        return text
    moved = min(day + dt.timedelta(days=chance.randrange(20, 60)), max(day, last_day))
    return (moved.replace(day=1) if precision == "month" else moved).isoformat()


def _new_link(old: str | None, day: dt.date, word: str, chance: random.Random) -> str:
    if (old and not arxiv_id(old)) or day < dt.date(2007, 4, 1):
        return f"https://www.{word}.org/{chance.randrange(10**6)}"
    number = chance.randrange(1, 20_000 if day.year >= 2015 else 9_999)
    digits = 5 if day.year >= 2015 else 4
    return f"https://arxiv.org/abs/{day:%y%m}.{number:0{digits}d}"


def _milestone(record: Record, day: dt.date, chance: random.Random) -> Record:
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
    _fill_flags("milestone_systems", record)
    return record


def _fill_flags(dataset: str, record: Record) -> None:
    """Say yes to every yes-or-no question of evidence."""
    for column in load_schema(dataset).columns:
        if column.evidence and column.type == "boolean":
            record[column.name] = True


def _benchmark(record: Record, day: dt.date, chance: random.Random) -> Record:
    # A score of a submission is a run of its own, with what the source row says of its computation.
    record["run_id"] = record["record_id"]
    record.setdefault("name", record["record_id"].title())
    record.setdefault("year", day.year)
    record.setdefault("shots", 0)
    if "milestone_system" not in record:
        record.pop("training_compute_flop", None)
        record.pop("compute_confidence", None)
    if "hardware_burden_flop" in record:
        record.setdefault("includes_architecture_search", False)
    return record


def _accelerator(record: Record, day: dt.date, chance: random.Random) -> Record:
    if "release_price_usd" in record:
        record["price_source_url"] = f"{record['source_url']}/price"
    record.setdefault("release_date_precision", "day")
    return record


def _efficiency(record: Record, day: dt.date, chance: random.Random) -> Record:
    record["achieved_score_fraction"] = record["target_score_fraction"] + 0.001
    record["compute_calculation"] = f"{record['training_compute_flop'] / 90:g} FLOP per epoch x 90 epochs"
    record["is_baseline"] = False
    record.pop("publication_date_as_published", None)
    if record["benchmark"] == "imagenet":
        record["training_dataset"] = ["ImageNet"]
    return record


def _energy(record: Record, day: dt.date, chance: random.Random) -> Record:
    # The table has no date to move: a longer run, with all that follows from its length.
    longer = 1 + 0.1 * chance.random()
    for name in ("training_time_hour", "training_compute_flop", "energy_mwh", "gross_co2e_t", "net_co2e_t"):
        if name in record:
            record[name] *= longer
    return record


_EVIDENCE = {
    "milestone_systems": _milestone,
    "benchmark_results": _benchmark,
    "accelerators": _accelerator,
    "algorithmic_efficiency": _efficiency,
    "training_energy": _energy,
}
