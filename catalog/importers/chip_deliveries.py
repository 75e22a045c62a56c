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
    LeftOut,
    integer_or_none,
    number_or_none,
    scaled_or_none,
    split_values,
    text_or_none,
)
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import SELDOM_DAY, Layout
from compute_trends.catalog.importers.problems import UnknownLabelError
from compute_trends.catalog.importers.tables import Table, read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.names import slug

DATASET = "chip_deliveries"
FORMAT = "epoch-chip-counts"
SUMMARY = "Epoch AI's counts of AI chips: deliveries by designer and by owner, two CSVs"
DELIVERIES, OWNERS = LAYOUTS = (
    Layout("epoch-chip-deliveries", "AI chip counts by designer, chip and calendar quarter", pause_day=SELDOM_DAY),
    Layout("epoch-chip-owners", "AI chip counts by owner, chip and calendar quarter", pause_day=SELDOM_DAY),
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
        ImportRefusedError: not these two tables; all at once, columns that are missing, chips that
            `chip_deliveries.yaml` does not list, rows that stand twice, and cells that are not what their columns hold.
    """
    tables, known = _by_layout(paths), exports or Exports()
    unknown: list[str] = []
    records: dict[str, Record] = {}
    files, left_out = [], []
    for layout in LAYOUTS:
        table = tables[layout.key]
        key = known.key(layout, table.path, (row.get("quarter_end") for row in table.rows))
        rows, more = named_rows(
            table, DATASET, layout.key, root, known.problems, also=["source_file"], about="accelerator_name"
        )
        unknown += more
        for number, row in rows:
            record = _record(row, layout)
            if record is not None and record["record_id"] in records:
                row.add("accelerator_name", f"stands twice as {record['record_id']}")
                record = None
            if record is None:
                left_out.append(LeftOut(key, number, row.about, "says not whose it is, or stands twice"))
                continue
            records[record["record_id"]] = record | {"source": key}
        files.append(table.source(key))
    if exports is None:
        known.problems.refuse()
    _fill_power(records.values())
    found = [*records.values(), *_unattributed(records.values())]
    return Imported(DATASET, files, found, left_out, unknown_columns=unknown)


def _by_layout(paths: Sequence[Path]) -> dict[str, Table]:
    if len(paths) != 2:
        raise ImportRefusedError(
            f"{FORMAT} reads two files, deliveries and owners; {len(paths)} {agreed(len(paths), 'were')} given"
        )
    tables = {}
    for path in paths:
        table = read_table(path)
        tables[(OWNERS if "owner" in table.header else DELIVERIES).key] = table
    if len(tables) == 1:
        raise ImportRefusedError(f"{FORMAT}: both files are of {next(iter(tables))}; one has to have a column owner")
    return tables


def _record(row: Row, layout: Layout) -> Record | None:
    """The record of a row; None where it does not say what it counts."""
    designer = row.stated("designer", _designer)
    chips = None if designer is None else row.stated("accelerator_name", lambda cell: _chips(designer, cell))
    owner = row.stated("owner") if layout is OWNERS else None
    start, end = row.stated("quarter_start", _day), row.stated("quarter_end", _day)
    readers: dict[str, Callable[[str | None], Any]] = {
        "chip_count": integer_or_none,
        "compute_h100_equivalent": number_or_none,
        "power_w": number_or_none if layout is OWNERS else _megawatt,
    }
    numbers = {p + of: row.read(p + of, readers[of]) for of in _QUANTITIES for p in _PERCENTILES}
    name = row.text("accelerator_name")
    is_incomplete, file = row.flag("is_incomplete"), row.cells.get("source_file")
    if None in (chips, start, end) or (layout is OWNERS and owner is None):
        return None
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
        "is_incomplete": is_incomplete,
        "source_url": _REPOSITORY + file if file else None,
        "admission": "upstream",
    }


def _designer(cell: str | None) -> str:
    text = text_or_none(cell) or ""
    if text not in (known := yaml_text.read(CHIPS)):
        raise UnknownLabelError(text, f"catalog/importers/{CHIPS.name}", known)
    return text


def _chips(designer: str, cell: str | None) -> list[str]:
    text, known = text_or_none(cell) or "", yaml_text.read(CHIPS)[designer] or {}
    if text not in known:
        raise UnknownLabelError(text, f"{designer} in catalog/importers/{CHIPS.name}", known)
    return known[text] or []


def _megawatt(cell: str | None) -> float | None:
    return scaled_or_none(cell, "1e6")


def _day(cell: str | None) -> dt.date:
    try:
        month, day, year = (int(part) for part in (cell or "").split("/"))
        return dt.date(year, month, day)
    except ValueError as error:
        raise ValueError("not a date written month/day/year, as in 7/1/2025") from error


def _chip(record: Record) -> tuple[Any, ...]:
    return (record["designer"], *record["accelerators"])


def _fill_power(records: Any) -> None:
    """The TDP that the source reckons with, from the power of owners' rows; with it, power where none is given."""
    seen = defaultdict(list)
    for record in records:
        if record["coverage"] != "all" and record["chip_count"] and record["power_w"]:
            seen[_chip(record)].append(record["power_w"] / record["chip_count"])
    for record in records:
        if _chip(record) not in seen:
            continue
        record["tdp_w"] = tdp = float(round(median(seen[_chip(record)])))
        if record["power_w"] is None:
            for which in _PERCENTILES:
                chips = record[f"{which}chip_count"]
                record[f"{which}power_w"] = None if chips is None else chips * tdp
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
        if any(item[name] is None for item in (record, *owners) for name in _QUANTITIES[:2]):
            continue
        rest = {name: record[name] - sum(owner[name] for owner in owners) for name in _QUANTITIES[:2]}
        if min(rest.values()) <= 0:
            continue
        tdp = record.get("tdp_w")
        left.append(
            {
                **{name: record.get(name) for name in _SHARED},
                **rest,
                "record_id": f"{record['record_id']}-unattributed",
                "coverage": "unattributed",
                "power_w": None if tdp is None else rest["chip_count"] * tdp,
                "power_method": None if tdp is None else "chips_times_tdp",
                "source": record["source"],
                "source_url": record["source_url"],
                "source_urls": sorted({owner["source_url"] for owner in owners} - {None}),
                "admission": "upstream",
            }
        )
    return left
