"""Systems made of accelerators, with the power of the whole: reports of makers and trade press, as one CSV.

The table heads every power as the greatest one; the words of its last column say which of them the report calls so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accelerator_aliases import ALIASES_PATH
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    integer_or_none,
    number_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.chip_names import chip_records
from compute_trends.catalog.importers.columns import named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.problems import UnknownLabelError
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts.names import slug

DATASET = "accelerator_systems"
FORMAT = "accelerator-systems"
SUMMARY = "Servers and appliances made of accelerators, with the power of the whole (accelerator_systems.csv)"
LAYOUTS = (Layout("system-reports", "Reports on the power of accelerator systems"),)

# What a report calls a power. A rate beside it may be a peak ("1 PFLOP/s peak at 1.5 kW"), so "peak" tells nothing.
_BASES = (("average", re.compile(r"\baverage\b")), ("maximum", re.compile(r"\bmaximum\b|\bat most\b")))

#: How aliases.yaml maps a name.
_ALIAS = "- {{alias: {!r}, record: , reason: }}"

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
        ImportRefusedError: not one file, or one of another kind; all at once, columns that are missing, chips that are
            none of accelerators, systems that stand twice, and cells that are empty or not what their columns hold.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of systems"), LAYOUTS
    booked = exports or Exports()
    key = booked.key(layout, table.path)
    rows, unknown = named_rows(table, DATASET, layout.key, root, booked.problems)
    chips = chip_records(root)
    records: dict[str, Record] = {}
    left_out = []

    def chip_of(cell: str | None) -> str:
        """The record of a chip; one that accelerators lacks is imported there first, or is another name of one."""
        name = text_or_none(cell) or ""
        if name not in chips:
            raise UnknownLabelError(name, f"mapped in {ALIASES_PATH.as_posix()}", chips, _ALIAS)
        return chips[name]

    for number, row in rows:
        name, chip = row.stated("name"), row.stated("accelerator_name", chip_of)
        count = row.stated("chip_count", integer_or_none)
        released, precision = row.read("release_date", _partial_date) or (None, None)
        power = row.read("power_w", number_or_none)
        record_id = slug(name or "")
        if record_id in records:
            row.add("name", "stands twice")
        if name is None or record_id in records:
            left_out.append(LeftOut(key, number, row.about, "stands twice" if name else "names no system"))
            continue
        records[record_id] = {
            "record_id": record_id,
            "name": name,
            "manufacturer": name.split(" ")[0],
            "accelerator": chip,
            "accelerator_name": row.text("accelerator_name"),
            "chip_count": count,
            "power_w": power,
            "power_basis": None if power is None else _basis(row.text("power_basis") or ""),
            "release_date": released,
            "release_date_precision": precision,
            "source": key,
            "admission": "upstream",
        }
    if exports is None:
        booked.problems.refuse()
    return Imported(DATASET, [table.source(key)], list(records.values()), left_out, unknown_columns=unknown)


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
