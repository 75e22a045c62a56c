"""What a corruption does to a record: each change takes a new record and returns it with one thing wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
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

#: Title and change of each kind that a dataset has beside those that follow from its schema, by group.
Kinds = Mapping[str, Sequence[tuple[str, Change]]]

#: Whether a record holds what a change needs.
Held = Callable[[Record], bool]

#: A quantity whose unit slips, and whether a record holds a second quantity to hold it against.
Slip = tuple[str, Held]


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


def any_of(*sets: tuple[str, ...]) -> Held:
    return lambda record: any(all(record.get(name) is not None for name in names) for names in sets)


def slip(column: str, factor: float, judged: Held = lambda record: True) -> Change:
    def change(new: Record, old: Record, chance: random.Random) -> Record | None:
        value = new.get(column)
        if value is None or not judged(new):
            return None
        slipped = value * factor if chance.random() < 0.5 or value < factor else value / factor
        return new | {column: slipped}

    return change
