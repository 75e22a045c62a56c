"""Several tables of chips into one row per distinct chip.

Rows are of one chip where maker and name agree but for the spelling (case, spaces, punctuation, the maker's name in
front), or where `aliases.yaml` says so. Variants of memory, form factor or cooling stay apart. Cells come from the
preferred table; what it leaves empty is filled from the next, and where two differ `accelerator_choices` decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accelerator_aliases import Aliases
from compute_trends.catalog.importers.accelerator_choices import ALL, CLOCKS, Choice, same_clock, settle
from compute_trends.catalog.importers.accelerator_names import add_families, add_short_names
from compute_trends.catalog.importers.accelerator_sightings import Sighting, chip_key
from compute_trends.catalog.importers.accelerator_variants import finer_date
from compute_trends.catalog.importers.base import LeftOut
from compute_trends.catalog.schema import LIST_DELIMITER
from compute_trends.catalog.texts.names import slug

#: Columns that only mean something together are taken from one source, never mixed.
UNITS_OF_CELLS = (
    ("release_date", "release_date_precision"),
    ("release_price_usd", "price_source_url"),
)


@dataclass
class Merged:
    """Records with their accounts."""

    records: list[Record] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def merge(
    sightings: Sequence[Sighting],
    order: Sequence[str],
    aliases: Aliases,
    previous: Sequence[Record],
    choices: Mapping[tuple[str, str], Choice],
    given: Collection[str],
) -> Merged:
    """One record per distinct chip, and an account of every row that went into another.

    Args:
        sightings: converted source rows.
        order: source keys, the preferred one first.
        aliases: declared identities and aliases.
        previous: records held before; a chip that is among them keeps its record_id.
        choices: declared choices between sources, by record and column.
        given: keys of the sources whose rows are accounted for; those of others are kept from an earlier import.
    """
    result = Merged()
    held_ids = _held_ids(previous)
    taken: set[str] = set()
    for group in _groups(sightings, order, aliases).values():
        lead, *others = group
        names = list(dict.fromkeys(item.name for item in group))
        record_id = _record_id(lead, names, held_ids, taken)
        whole = choices.get((record_id, ALL))
        rows = sorted(group, key=lambda item: whole is not None and whole.take != item.table)
        record: Record = {**rows[0].cells, "record_id": record_id}
        for other in rows[1:]:
            _fill(record, rows[0].cells, other.cells)
        record["contested_values"] = _contested(record, rows, choices, bool(whole))
        record["name"] = lead.name
        record["source"] = rows[0].source
        keys = {item.source for item in group}
        record["contributing_sources"] = [key for key in order if key in keys]
        links = list(dict.fromkeys(link for item in rows for link in item.links))
        record["source_url"], record["source_urls"] = (links[0] if links else None), links[1:]
        record["aliases"] = [name for name in names if name != lead.name]
        record["admission"] = "upstream"
        taken.add(record["record_id"])
        result.records.append(record)
        for other in others:
            if other.source in given:
                why = _reason(lead, other, aliases)
                result.left_out.append(LeftOut(other.source, other.row, other.name, why, record["record_id"]))
    _add_mapped_aliases(result.records, aliases)
    add_short_names(result.records)
    add_families(result.records, aliases.families)
    _keep_held_order(result.records, previous)
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
        groups.setdefault(item.joins or chip_key(name, manufacturer), []).append(item)
    for group in groups.values():
        # The preferred table first; within a table the row that is not merged away by declaration, then the fuller one.
        group.sort(key=lambda item: (order.index(item.source), item.name in aliases.same_chip, -item.filled))
    return groups


def _contested(
    record: Record, rows: Sequence[Sighting], choices: Mapping[tuple[str, str], Choice], whole: bool
) -> list[str]:
    """The values that the record does not take."""
    items = settle(record, [(item.source, item.table, item.cells) for item in rows], choices)
    return [text.replace(", preferred)", ", declared)") for text in items] if whole else items


def _fill(record: Record, first: Record, cells: Record) -> None:
    together = {column: unit for unit in UNITS_OF_CELLS for column in unit}
    apart = () if same_clock(first, cells) else CLOCKS
    if (
        record.get("fp16_vector_flop_per_s") is not None
    ):  # sorted already, so the mixed rate of another row adds nothing
        apart = (*apart, "fp16_flop_per_s")
    for column, value in cells.items():
        if column not in together and column not in apart and record.get(column) in (None, []):
            record[column] = value
    if (record.get("boost_clock_hz") or math.inf) < (record.get("base_clock_hz") or 0):
        record["boost_clock_hz"] = first.get("boost_clock_hz")  # rounded otherwise than the base clock beside it
    for unit in UNITS_OF_CELLS:
        if record.get(unit[0]) is None or (unit[0] == "release_date" and finer_date(record, cells)):
            record.update({column: cells.get(column) for column in unit})


def _held_ids(previous: Iterable[Record]) -> dict[tuple[str, str], str]:
    held: dict[tuple[str, str], str] = {}
    for record in previous:
        held.setdefault(chip_key(record["name"], record["manufacturer"]), record["record_id"])
    for record in previous:
        for name in _aliases(record):
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


def _keep_held_order(records: Iterable[Record], previous: Iterable[Record]) -> None:
    """Leave aliases in the order in which they are held, new ones behind: another order is no news."""
    held = {record["record_id"]: _aliases(record) for record in previous}
    for record in records:
        place = {name: at for at, name in enumerate(held.get(record["record_id"], ()))}
        record["aliases"].sort(key=lambda name, place=place: place.get(name, len(place)))


def _aliases(record: Record) -> Sequence[str]:
    aliases = record["aliases"] or []
    return aliases.split(LIST_DELIMITER) if isinstance(aliases, str) else aliases
