"""Shipped records made new: as somebody would submit them, with all evidence, under a name that nobody holds."""

from __future__ import annotations

import datetime as dt
import random
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import UNRELEASED, find_version, newest_release, version_key
from compute_trends.validators.rules.shared.arxiv_links import arxiv_id

Record = dict[str, Any]

_OWN = Path(__file__).with_name("mutated")
_SYLLABLES = ("ba", "do", "fi", "ga", "ke", "lu", "mo", "ni", "pa", "qui", "ro", "su", "ta", "vo", "xi", "zu")
#: What a name says of size, version or setting, which a new name keeps: other columns agree with it.
_SAYS_SIZE = re.compile(r"\b\d+(?:\.\d+)?\s?(?:[kmbt]|gb|x\d+b?)\b", re.IGNORECASE)


def as_json(row: Record) -> Record:
    """A row of a shipped dataset as JSON holds it, without empty cells."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in row.items()
        if value is not None and value != []
    }


@cache
def own(dataset: str) -> ModuleType | None:
    """What `mutated/` says of a dataset beside its schema: kinds of corruption, and how a submission is complete."""
    return import_module(f"mutated.{dataset}") if (_OWN / f"{dataset}.py").is_file() else None


def date_column(dataset: str) -> str | None:
    """The date that moves with a record: the first that its schema declares, unless `mutated/` has a `DATE`."""
    if hasattr(declared := own(dataset), "DATE"):
        return declared.DATE  # type: ignore[union-attr]
    return next((column.name for column in load_schema(dataset).columns if column.type == "date"), None)


@cache
def day_of(dataset: str) -> dt.date:
    """The first day of the month of the newest version, after which no made-up date lies: the day of the run says
    nothing on what the check finds.
    """
    version = find_version(dataset).version
    if version == UNRELEASED:
        return newest_release().replace(day=1)
    year, month, _ = version_key(version)
    return dt.date(year, month, 1)


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
    date = date_column(dataset)
    if date and date in record:
        record[date] = _moved(record[date], record.get(f"{date}_precision"), day_of(dataset), chance)
    if "year" in record and date in record:
        record["year"] = int(record[date][:4])
    known = record.get(date or "publication_date")
    day = dt.date.fromisoformat(known) if known else dt.date(2024, 1, 15)
    record["source_url"] = _new_link(record.get("source_url"), day, word, chance)
    for column in load_schema(dataset).columns:
        if column.evidence and column.type == "boolean":
            record[column.name] = True
    complete = getattr(own(dataset), "complete", None)
    return complete(record, day, chance) if complete else record


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
