"""Epoch AI's counts of AI chips: the deliveries by designer, chip and quarter, and the same by owner, as two CSVs.

What the owners leave of a designer's deliveries of a chip becomes a row of its own: nobody is known to have it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    integer_or_none,
    number_or_none,
    scaled_or_none,
    split_values,
)
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.tables import Table, read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.names import slug

DATASET = "chip_deliveries"
FORMAT = "epoch-chip-counts"
SUMMARY = "Epoch AI's counts of AI chips: deliveries by designer and by owner, two CSVs"
DELIVERIES, OWNERS = LAYOUTS = (
    Layout("epoch-chip-deliveries", "AI chip counts by designer, chip and calendar quarter"),
    Layout("epoch-chip-owners", "AI chip counts by owner, chip and calendar quarter"),
)

#: Which records of accelerators a chip of the source is.
CHIPS = Path(__file__).with_suffix(".yaml")

#: The owner under which the source counts all but those it names.
_REST = "Other"
_QUANTITIES = ("chip_count", "compute_h100_equivalent", "power_w")
_PERCENTILES = ("", "p05_", "p95_")
#: What a row of the rest that nobody is known to have takes over from the row of all.
_SHARED = ("designer", "accelerators", "accelerator_name", "quarter_start", "quarter_end", "tdp_w", "is_incomplete")
_REPOSITORY = "https://github.com/epoch-research/ai-chip-counts/blob/main/"


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read both tables: one record per chip and quarter, and one per owner of it.

    Args:
        paths: the deliveries and the owners, in either order.
        previous: unused; what a row counts names its record.
        root: the checkout.
        exports: under which keys of origin.yaml the files are booked.

    Raises:
        ImportRefusedError: not these two tables, a column is missing, a chip is none that `chip_deliveries.yaml` lists,
            a row stands twice, or a cell is not what its column holds.
    """
    tables, known = _by_layout(paths), exports or Exports()
    unknown: list[str] = []
    records: dict[str, Record] = {}
    files = []
    for layout in LAYOUTS:
        table = tables[layout.key]
        key = known.key(layout, table.path, (row.get("quarter_end") for row in table.rows))
        rows, more = named_rows(table, DATASET, layout.key, root, also=["source_file"])
        unknown += more
        for _, row in rows:
            record = _record(row, layout) | {"source": key}
            if record["record_id"] in records:
                raise ImportRefusedError(f"{row.path}, line {row.line}: {record['record_id']} stands twice")
            records[record["record_id"]] = record
        files.append(table.source(key))
    _fill_power(records.values())
    found = [*records.values(), *_unattributed(records.values())]
    return Imported(DATASET, files, found, unknown_columns=unknown)


def _by_layout(paths: Sequence[Path]) -> dict[str, Table]:
    if len(paths) != 2:
        raise ImportRefusedError(f"{FORMAT} reads two files, deliveries and owners; {len(paths)} were given")
    tables = {}
    for path in paths:
        table = read_table(path)
        tables[(OWNERS if "owner" in table.header else DELIVERIES).key] = table
    if len(tables) == 1:
        raise ImportRefusedError(f"{FORMAT}: both files are of {next(iter(tables))}; one has to have a column owner")
    return tables


def _record(row: Row, layout: Layout) -> Record:
    designer, name = row.stated("designer"), row.stated("accelerator_name")
    chips = (yaml_text.read(CHIPS).get(designer) or {}).get(name)
    if chips is None:
        raise ImportRefusedError(
            f"{row.path}, line {row.line}: designer = {designer!r}, chip = {name!r}: say in "
            f"catalog/importers/{CHIPS.name} which records of accelerators this chip is"
        )
    owner = row.stated("owner") if layout is OWNERS else None
    start, end = row.read("quarter_start", _day), row.read("quarter_end", _day)
    readers: dict[str, Callable[[str | None], Any]] = {
        "chip_count": integer_or_none,
        "compute_h100_equivalent": number_or_none,
        "power_w": number_or_none if layout is OWNERS else _megawatt,
    }
    numbers = {p + of: row.read(p + of, readers[of]) for of in _QUANTITIES for p in _PERCENTILES}
    return {
        "record_id": slug(designer, name, owner, f"{start:%Y}-q{(start.month + 2) // 3}"),
        "designer": designer,
        "accelerators": chips,
        "accelerator_name": name,
        "quarter_start": start,
        "quarter_end": end,
        "coverage": "all" if owner is None else "rest" if owner == _REST else "owner",
        "owner": None if owner == _REST else owner,
        "owners_excluded": split_values(row.text("owners_excluded")) if owner == _REST else [],
        **numbers,
        "power_method": None if numbers["power_w"] is None else "source",
        "is_incomplete": row.flag("is_incomplete"),
        "source_url": _REPOSITORY + row.cells["source_file"],
        "admission": "upstream",
    }


def _megawatt(cell: str | None) -> float | None:
    return scaled_or_none(cell, "1e6")


def _day(cell: str | None) -> dt.date:
    month, day, year = (int(part) for part in (cell or "").split("/"))
    return dt.date(year, month, day)


def _chip(record: Record) -> tuple[Any, ...]:
    return (record["designer"], *record["accelerators"])


def _fill_power(records: Any) -> None:
    """The TDP that the source reckons with, from the power of owners' rows; with it, power where none is given."""
    seen = defaultdict(list)
    for record in records:
        if record["coverage"] != "all" and record["chip_count"]:
            seen[_chip(record)].append(record["power_w"] / record["chip_count"])
    for record in records:
        if _chip(record) not in seen:
            continue
        record["tdp_w"] = tdp = float(round(median(seen[_chip(record)])))
        if record["power_w"] is None:
            for which in _PERCENTILES:
                record[f"{which}power_w"] = record[f"{which}chip_count"] * tdp
            record["power_method"] = "chips_times_tdp"


def _unattributed(records: Any) -> list[Record]:
    """What the owners of a chip leave of a quarter's deliveries, where they leave anything."""
    owned = defaultdict(list)
    for record in records:
        if record["coverage"] != "all":
            owned[(*_chip(record), record["quarter_start"])].append(record)
    left = []
    for record in records:
        owners = owned.get((*_chip(record), record["quarter_start"]))
        if record["coverage"] != "all" or owners is None:
            continue
        rest = {name: record[name] - sum(owner[name] for owner in owners) for name in _QUANTITIES[:2]}
        if min(rest.values()) <= 0:
            continue
        left.append(
            {
                **{name: record[name] for name in _SHARED},
                **rest,
                "record_id": f"{record['record_id']}-unattributed",
                "coverage": "unattributed",
                "power_w": rest["chip_count"] * record["tdp_w"],
                "power_method": "chips_times_tdp",
                "source": record["source"],
                "source_url": record["source_url"],
                "source_urls": sorted({owner["source_url"] for owner in owners}),
                "admission": "upstream",
            }
        )
    return left
