"""The names under which people know a chip: without its maker, and without the brand of its series.

"NVIDIA GeForce RTX 5090" is the RTX 5090 to who trains on one, and "AMD Instinct MI300X" the MI300X. Nor does anybody
say "Generation" behind "RTX 5000 Ada", or the form factor of a card of which there is one. A laptop chip is called
Laptop GPU by NVIDIA, and Mobile by the tables. Such a name becomes an alias where it can only mean one chip.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.texts.names import folded

#: Series, longest first; the rest of a name stands by itself where it begins with a letter and holds a number.
_SERIES = ("Radeon Instinct", "GeForce", "Instinct", "Radeon", "Tesla", "Quadro", "FirePro")
_STANDS_ALONE = re.compile(r"[A-Za-z].*\d")

#: Words at the end that are left away: of the generation, the form factor.
_LEFT_AWAY = re.compile(r" (?:Generation|PCIe|PCle|Blackwell)$")
_LAPTOP = re.compile(r"^(.*\bRTX .*) Mobile$")

#: Chips before this year have no names here that people still use for short.
_SINCE = 2010


def short_names(name: str, maker: str | None) -> list[str]:
    """What a chip is called for short: "RTX 5090" and "GeForce RTX 5090" and "NVIDIA RTX 5090"."""
    bare, first = _bare(name, maker)
    found = [bare]
    for series in _SERIES:
        if bare.startswith(f"{series} "):
            rest = bare.removeprefix(series).strip()
            found += [rest, f"{first} {rest}"] if first else [rest]
            if series == "Radeon Instinct":
                found += [f"Instinct {rest}", f"{first} Instinct {rest}"]
            break
    return [short for short in dict.fromkeys(found) if short != name and _STANDS_ALONE.match(short)]


def shorter_names(name: str, maker: str | None) -> list[str]:
    """What a chip is called where no other one is called so already: without words at the end, or as laptops say."""
    bare, first = _bare(name, maker)
    short = _LEFT_AWAY.sub("", bare)
    found = [short] if short != bare else []
    if laptop := _LAPTOP.match(bare):
        found += [f"{laptop[1]} Laptop GPU", f"{laptop[1]} Laptop"]
    return [called for one in found for called in (one, f"{first} {one}".strip()) if _STANDS_ALONE.match(one)]


def respelled(name: str, maker: str | None) -> list[str]:
    """The name as others write it: 12GB for 12 GB, Super for SUPER, Radeon PRO for Radeon Pro, and as tables do."""
    found = re.sub(r"(\d) ?GB\b", r"\1GB", name).replace("SUPER", "Super")
    found = re.sub(r"\bRadeon P(RO|ro)\b", lambda pro: "Radeon Pro" if pro[1] == "RO" else "Radeon PRO", found)
    return [found] if found != name else []


def _bare(name: str, maker: str | None) -> tuple[str, str]:
    first = (maker or "").split(" ")[0]
    return (name[len(first) :].strip() if first and name.lower().startswith(f"{first.lower()} ") else name), first


def add_short_names(records: Sequence[Record]) -> None:
    """Give each chip the short names that mean no other one, and the usual spellings of all, as aliases."""
    for called in (short_names, shorter_names, respelled):
        _add_names(records, called)


def _add_names(records: Sequence[Record], called: Callable[[str, str | None], list[str]]) -> None:
    owners: dict[str, set[str]] = {}
    for record in records:
        for name in (record["name"], record["record_id"], *record["aliases"]):
            owners.setdefault(folded(name), set()).add(record["record_id"])
    offers = {
        record["record_id"]: list(
            dict.fromkeys(
                short
                for name in (record["name"], *record["aliases"])
                for short in called(name, record.get("manufacturer"))
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
            mine = owners.get(fold, set()) <= {record["record_id"]}
            if offered[fold] == 1 and mine and fold not in own:
                own.add(fold)
                if short not in (record["name"], *record["aliases"]):
                    record["aliases"].append(short)


def add_families(records: Iterable[Record], families: Mapping[str, Sequence[str]]) -> None:
    """Write into each chip the families that count it; a member may be of a table that was not given."""
    for record in records:
        record["families"] = sorted(family for family, members in families.items() if record["record_id"] in members)


def _is_of_today(record: Record) -> bool:
    day = record.get("release_date")
    return record.get("is_machine_learning_hardware") or record.get("type") != "gpu" or not day or day.year >= _SINCE
