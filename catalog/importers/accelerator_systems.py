"""Systems made of accelerators, with the power of the whole: reports of makers and trade press, as one CSV.

The table heads every power as the greatest one; the words of its last column say which of them the report calls so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accelerator_aliases import ALIASES_PATH
from compute_trends.catalog.importers.base import (
    Imported,
    column_account,
    converted,
    integer_or_none,
    number_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.chip_names import chip_records
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout, columns_of
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.names import slug

DATASET = "accelerator_systems"
FORMAT = "accelerator-systems"
SUMMARY = "Servers and appliances made of accelerators, with the power of the whole (accelerator_systems.csv)"
LAYOUTS = (Layout("system-reports", "Reports on the power of accelerator systems"),)

# What a report calls a power. A rate beside it may be a peak ("1 PFLOP/s peak at 1.5 kW"), so "peak" tells nothing.
_BASES = (("average", re.compile(r"\baverage\b")), ("maximum", re.compile(r"\bmaximum\b|\bat most\b")))

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_PRECISIONS = {1: "year", 2: "month", 3: "day"}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per system.

    Raises:
        ImportRefusedError: not one file, a column is missing, a cell is empty or is not what its column holds, a chip
            is none of accelerators, or a system stands twice.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of systems"), LAYOUTS
    path, key = table.path, (exports or Exports()).key(layout, table.path)
    known = columns_of(load_schema(DATASET, root), layout.key)
    unknown, _ = column_account(table.header, known, path, needed=list(known))
    chips = chip_records(root)
    records: dict[str, Record] = {}
    for _, line, row in table.numbered():
        name = _stated(path, line, row, "system")
        chip = _stated(path, line, row, "chip")
        if chip not in chips:
            raise ImportRefusedError(
                f"{path}, line {line}: chip = {chip!r}: no record of accelerators is called so; import the chip first, "
                f"or say under mapped in {ALIASES_PATH} which one is meant"
            )
        count = converted(path, line, "chips", _stated(path, line, row, "chips"), integer_or_none)
        released, precision = converted(path, line, "released", row["released"], _partial_date)
        power = converted(path, line, "max_power_w", row["max_power_w"], number_or_none)
        record_id = slug(name)
        if record_id in records:
            raise ImportRefusedError(f"{path}, line {line}: system = {name!r} stands twice")
        records[record_id] = {
            "record_id": record_id,
            "name": name,
            "manufacturer": name.split(" ")[0],
            "accelerator": chips[chip],
            "accelerator_name": chip,
            "chip_count": count,
            "power_w": power,
            "power_basis": None if power is None else _basis(row["source"]),
            "release_date": released,
            "release_date_precision": precision,
            "source": key,
            "admission": "upstream",
        }
    return Imported(DATASET, [table.source(key)], list(records.values()), unknown_columns=unknown)


def _stated(path: Path, line: int, row: Mapping[str, str], column: str) -> str:
    text = text_or_none(row[column])
    if text is None:
        raise ImportRefusedError(f"{path}, line {line}: {column} is empty")
    return text


def _basis(report: str) -> str:
    return next((basis for basis, words in _BASES if words.search(report)), "unstated")


def _partial_date(cell: str | None) -> tuple[dt.date | None, str | None]:
    """A date and how far it is known: 2022-09 is the first of that month, known to the month."""
    text = text_or_none(cell)
    if text is None:
        return None, None
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date: year, year-month or year-month-day")
    parts = [int(part) for part in match.groups() if part]
    return dt.date(*[*parts, 1, 1][:3]), _PRECISIONS[len(parts)]
