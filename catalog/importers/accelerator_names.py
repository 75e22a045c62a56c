"""The names under which people know a chip: without its maker, and without the brand of its series.

"NVIDIA GeForce RTX 5090" is the RTX 5090 to who trains on one, and "AMD Instinct MI300X" the MI300X. Such a name
becomes an alias where it can only mean one chip.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.texts.names import folded

#: Series, longest first; the rest of a name stands by itself where it begins with a letter and holds a number.
_SERIES = ("Radeon Instinct", "GeForce", "Instinct", "Radeon", "Tesla", "Quadro", "FirePro")
_STANDS_ALONE = re.compile(r"[A-Za-z].*\d")

#: Chips before this year have no names here that people still use for short.
_SINCE = 2010


def short_names(name: str, maker: str | None) -> list[str]:
    """What a chip is called for short: "RTX 5090" and "GeForce RTX 5090" and "NVIDIA RTX 5090"."""
    first = (maker or "").split(" ")[0]
    bare = name[len(first) :].strip() if first and name.lower().startswith(f"{first.lower()} ") else name
    found = [bare]
    for series in _SERIES:
        if bare.startswith(f"{series} "):
            rest = bare.removeprefix(series).strip()
            found += [rest, f"{first} {rest}"] if first else [rest]
            if series == "Radeon Instinct":
                found += [f"Instinct {rest}", f"{first} Instinct {rest}"]
            break
    return [short for short in dict.fromkeys(found) if short != name and _STANDS_ALONE.match(short)]


def add_short_names(records: Sequence[Record]) -> None:
    """Give each chip the short names that mean no other one, as aliases."""
    taken: Counter[str] = Counter()
    for record in records:
        taken.update({folded(name) for name in (record["name"], record["record_id"], *record["aliases"])})
    offers = {
        record["record_id"]: list(
            dict.fromkeys(
                short
                for name in (record["name"], *record["aliases"])
                for short in short_names(name, record.get("manufacturer"))
            )
        )
        for record in records
        if _is_of_today(record)
    }
    offered = Counter(fold for names in offers.values() for fold in {folded(name) for name in names})
    for record in records:
        own: set[str] = set()
        for short in offers.get(record["record_id"], ()):
            fold = folded(short)
            if offered[fold] == 1 and not taken[fold] and fold not in own:
                own.add(fold)
                record["aliases"].append(short)


def add_families(records: Iterable[Record], families: Mapping[str, Sequence[str]]) -> None:
    """Write into each chip the families that count it; a member may be of a table that was not given."""
    for record in records:
        record["families"] = sorted(family for family, members in families.items() if record["record_id"] in members)


def _is_of_today(record: Record) -> bool:
    day = record.get("release_date")
    return record.get("is_machine_learning_hardware") or record.get("type") != "gpu" or not day or day.year >= _SINCE
