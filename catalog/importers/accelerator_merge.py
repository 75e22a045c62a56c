"""Several tables of chips into one row per distinct chip.

Rows are of one chip where maker and name agree but for the spelling (case, spaces, punctuation, the maker's name in
front), or where `aliases.yaml` says so. Variants of memory, form factor or cooling stay apart. Cells come from the
preferred table; what it leaves empty is filled from the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accelerator_aliases import Aliases
from compute_trends.catalog.importers.base import LeftOut
from compute_trends.catalog.schema import LIST_DELIMITER
from compute_trends.catalog.texts.names import slug

# First words of chip names that only say who made the chip, and the maker they stand for.
_BRANDS = {
    "nvidia": "nvidia", "amd": "amd", "ati": "amd", "intel": "intel", "google": "google", "huawei": "huawei",
    "amazon": "amazon", "aws": "amazon", "meta": "meta", "microsoft": "microsoft", "cerebras": "cerebras",
    "graphcore": "graphcore", "cambricon": "cambricon", "baidu": "baidu",
}  # fmt: skip

#: Columns that only mean something together are taken from one source, never mixed.
UNITS_OF_CELLS = (
    ("release_date", "release_date_precision"),
    ("release_price_usd", "price_source_url"),
    ("system_power_w", "system_name", "system_power_basis", "system_chip_count"),
)


@dataclass(frozen=True)
class Sighting:
    """One source row, converted: what one table says of one chip."""

    source: str
    row: int | None  # None for a record held before, whose table was not given this time
    name: str
    cells: Record
    links: tuple[str, ...] = ()
    contributing: tuple[str, ...] = ()  # of a record held before: the sources that stay behind it
    other_names: tuple[str, ...] = ()

    @property
    def filled(self) -> int:
        """How many cells the row fills."""
        return sum(value not in (None, []) for value in self.cells.values())


@dataclass
class Merged:
    """Records with their accounts."""

    records: list[Record] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def chip_key(name: str, manufacturer: str | None) -> tuple[str, str]:
    """(maker, name) with spelling taken out: equal for two rows that name one chip.

    A plus sign counts ("GT2" and "GT2+" differ); Chinese characters, which only repeat a Latin name, do not.
    """
    words = re.sub(r"[()\[\]\-_/,]", " ", re.sub(r"[^\x00-\x7f]+", "", name.lower())).split()
    stated = (manufacturer or "").lower().split(" ")[0]
    maker = _BRANDS.get(stated, stated)
    if words and words[0] in _BRANDS:
        maker = _BRANDS[words[0]]
        words = words[1:]
    elif words and words[0] == stated:
        words = words[1:]
    elif words and words[0] == "radeon":  # the makers' own name is left away in part of the sources
        maker = "amd"
    return maker, "".join(words)


def merge(sightings: Sequence[Sighting], order: Sequence[str], aliases: Aliases, previous: Sequence[Record]) -> Merged:
    """One record per distinct chip, and an account of every row that went into another.

    Args:
        sightings: converted source rows.
        order: source keys, the preferred one first.
        aliases: declared identities and aliases.
        previous: records held before; a chip that is among them keeps its record_id.
    """
    result = Merged()
    held_ids = _held_ids(previous)
    taken: set[str] = set()
    for group in _groups(sightings, order, aliases).values():
        lead, *others = group
        record: Record = dict(lead.cells)
        for other in others:
            _fill(record, other.cells)
        names = list(dict.fromkeys(name for item in group for name in (item.name, *item.other_names)))
        record["name"] = lead.name
        record["record_id"] = _record_id(lead, names, held_ids, taken)
        record["source"] = lead.source
        keys = {key for item in group for key in (item.contributing or (item.source,))}
        record["contributing_sources"] = [key for key in order if key in keys]
        links = list(dict.fromkeys(link for item in group for link in item.links))
        record["source_url"], record["source_urls"] = (links[0] if links else None), links[1:]
        record["aliases"] = [name for name in names if name != lead.name]
        record["admission"] = "upstream"
        taken.add(record["record_id"])
        result.records.append(record)
        for other in others:
            if other.row is not None:
                why = _reason(lead, other, aliases)
                result.left_out.append(LeftOut(other.source, other.row, other.name, why, record["record_id"]))
    _add_mapped_aliases(result.records, aliases)
    return result


def _groups(
    sightings: Sequence[Sighting], order: Sequence[str], aliases: Aliases
) -> dict[tuple[str, str], list[Sighting]]:
    makers = {item.name: item.cells.get("manufacturer") for item in reversed(sightings)}
    groups: dict[tuple[str, str], list[Sighting]] = {}
    for item in sightings:
        name, manufacturer = item.name, item.cells.get("manufacturer")
        if name in aliases.same_chip:
            name = aliases.same_chip[name][0]
            manufacturer = makers.get(name, manufacturer)
        groups.setdefault(chip_key(name, manufacturer), []).append(item)
    for group in groups.values():
        # The preferred table first; within a table the row that is not merged away by declaration, then the fuller one.
        group.sort(key=lambda item: (order.index(item.source), item.name in aliases.same_chip, -item.filled))
    return groups


def _fill(record: Record, cells: Mapping[str, object]) -> None:
    together = {column: unit for unit in UNITS_OF_CELLS for column in unit}
    for column, value in cells.items():
        if column not in together and record.get(column) in (None, []):
            record[column] = value
    for unit in UNITS_OF_CELLS:
        if record.get(unit[0]) is None:
            record.update({column: cells.get(column) for column in unit})


def _held_ids(previous: Iterable[Record]) -> dict[tuple[str, str], str]:
    held: dict[tuple[str, str], str] = {}
    for record in previous:
        held.setdefault(chip_key(record["name"], record["manufacturer"]), record["record_id"])
    for record in previous:
        aliases = record["aliases"] or []
        for name in aliases.split(LIST_DELIMITER) if isinstance(aliases, str) else aliases:
            held.setdefault(chip_key(name, record["manufacturer"]), record["record_id"])
    return held


def _record_id(lead: Sighting, names: Sequence[str], held: Mapping[tuple[str, str], str], taken: set[str]) -> str:
    manufacturer = lead.cells.get("manufacturer")
    for name in names:
        known = held.get(chip_key(name, manufacturer))
        if known is not None and known not in taken:
            return known
    short = re.sub(r"\s*\(.*?\)", "", manufacturer or "")
    spelt = re.sub(r"(\d)GB\b", r"\1 GB", lead.name, flags=re.IGNORECASE)
    first = slug(spelt).split("-")[0]
    has_maker = first in slug(short).split("-")
    candidate = slug(spelt) if has_maker else slug(short, spelt)
    unique, number = candidate, 1
    while unique in taken:
        number += 1
        unique = f"{candidate}-{number}"
    return unique


def _reason(lead: Sighting, other: Sighting, aliases: Aliases) -> str:
    declared = aliases.same_chip.get(other.name) or aliases.same_chip.get(lead.name)
    if declared is not None:
        reason = f"the same chip as {lead.name}: {declared[1]}"
    elif other.source == lead.source:
        reason = f"the source has the chip twice; this row fills fewer cells than {lead.name!r}"
    else:
        reason = f"also in {lead.source}, which is preferred"
    apart = [
        f"{column} {other.cells[column]:g} against {kept:g}"
        for column, kept in lead.cells.items()
        if _differ(kept, other.cells.get(column))
    ]
    return f"{reason}; differs in {', '.join(apart)}" if apart else reason


def _differ(kept: object, other: object) -> bool:
    numbers = isinstance(kept, int | float) and isinstance(other, int | float)
    if not numbers or isinstance(kept, bool) or isinstance(other, bool):
        return False
    return abs(float(kept) - float(other)) > 0.05 * max(abs(float(kept)), abs(float(other)))  # type: ignore[arg-type]


def _add_mapped_aliases(records: Sequence[Record], aliases: Aliases) -> None:
    by_id = {record["record_id"]: record for record in records}
    for alias, (record_id, _) in aliases.mapped.items():
        record = by_id.get(record_id)
        if record is not None and alias != record["name"] and alias not in record["aliases"]:
            record["aliases"].append(alias)
