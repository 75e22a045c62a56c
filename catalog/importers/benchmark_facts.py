"""Benchmarks by the names of Epoch's tables of scores: their keys, and what those tables do not say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.names import slug

_FACTS = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True)
class Facts:
    """What is known of a benchmark.

    Attributes:
        key: the key in the dataset benchmarks.
        metric: its primary metric; `score`, a measure of its own, where nobody said which it is.
        chance: the level that the source takes out of its scores; None where it says nothing of one.
        ceiling: the highest score that can be reached, where a source says that it is less than all.
        released: day or month on which it became public, as a date with its precision; None where nobody said so.
        aliases: other names.
        takes_shots: whether results state shots; None where nobody said so.
        page: what describes it.
        facts: further pages, which state what that one does not.
    """

    key: str
    metric: str = "score"
    chance: float | None = None
    ceiling: float | None = None
    released: tuple[date, str] | None = None
    aliases: tuple[str, ...] = ()
    takes_shots: bool | None = None
    page: str | None = None
    facts: tuple[str, ...] = ()


@cache
def _listed() -> dict[str, Facts]:
    found = {}
    for name, entry in yaml_text.read(_FACTS).items():
        found[name] = Facts(
            key=entry.get("key", _key(name)),
            metric=entry["metric"],
            chance=entry.get("chance"),
            ceiling=entry.get("ceiling"),
            released=_day(str(entry["released"])) if "released" in entry else None,
            aliases=tuple(entry.get("aliases", ())),
            takes_shots=entry.get("shots"),
            page=entry.get("page"),
            facts=tuple(entry.get("facts", ())),
        )
    return found


def facts(name: str) -> Facts:
    """What is known of a benchmark, by its name upstream; of one that nobody described, its key alone."""
    return _listed().get(name) or Facts(_key(name))


def _day(text: str) -> tuple[date, str]:
    month_alone = len(text) == len("2025-01")
    return date.fromisoformat(f"{text}-01" if month_alone else text), "month" if month_alone else "day"


def _key(name: str) -> str:
    return slug(name).replace("-", "_")
