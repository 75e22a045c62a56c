"""Epoch AI's GPU clusters: AI supercomputers that exist, are planned or were decommissioned, as one CSV."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    date_or_none,
    number_or_none,
    scaled_or_none,
    split_values,
    text_or_none,
    unique_slugs,
)
from compute_trends.catalog.importers.chip_names import chip_records
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT

DATASET = "gpu_clusters"
FORMAT = "epoch-gpu-clusters"
SUMMARY = "Epoch AI's GPU clusters, as CSV"
LAYOUTS = (Layout("epoch-gpu-clusters", "GPU Clusters"),)

_RATES = {
    "Max OP/s": "max_op_per_s",
    "16-bit OP/s": "precision_16_bit_op_per_s",
    "8-bit OP/s": "precision_8_bit_op_per_s",
    "32-bit OP/s": "precision_32_bit_op_per_s",
}
_POWERS = ("power_w", "reported_power_w", "calculated_power_w")
_COSTS = ("hardware_cost_usd", "reported_cost_usd", "calculated_cost_usd")
_COUNTS = ("primary_chip_count", "secondary_chip_count", "chip_count", "operational_rank")
_LINKS = tuple(f"Source {number}" for number in range(1, 6))

#: Columns that follow from others (logarithms, ratios, costs in dollars of one year, which the hardware's cost takes
#: up), and one of free text.
_FOLLOWING = (
    "Max OP/s (log)",
    "16-bit OP/s (log)",
    "Energy Efficiency",
    "Energy Efficiency (log)",
    "Reported Cost (Inflation adjusted)",
    "Largest existing cluster when first operational",
    "% of largest cluster when first operational",
    "GPU supplier (secondary)",
    "Users",
)

#: What stands for a name, an owner or a chip that the source hides.
_HIDDEN = re.compile(r"Anonymi[sz]ed\b.*")


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per row.

    Args:
        paths: one file.
        previous: unused; a cluster's record_id is made from its name, or from what is known of a hidden one.
        root: the checkout.
        exports: under which keys of origin.yaml the files are booked.

    Raises:
        ImportRefusedError: not one file, or one of another kind; all at once, columns that are missing, labels that are
            unknown, and cells that are not what their columns hold.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of clusters"), LAYOUTS
    booked, left_out = exports or Exports(), (*_FOLLOWING, *_LINKS[1:])
    key = booked.key(layout, table.path, (row.get("First Operational Date") for row in table.rows))
    rows, unknown = named_rows(table, DATASET, layout.key, root, booked.problems, also=_LINKS[:1], left_out=left_out)
    chips = chip_records(root)
    read_rows = [(number, row.stated("name"), _record(row, chips, key)) for number, row in rows]
    records = [record for _, name, record in read_rows if name]
    if exports is None:
        booked.problems.refuse()
    for record, identity in zip(records, unique_slugs([_parts(record) for record in records]), strict=True):
        record["record_id"] = identity
    named = {record["accelerator_name"] for record in records if record["accelerator"] is None}
    notes = [f"no accelerator is called {name!r}" for name in sorted(named - {None})]
    nameless = [LeftOut(key, number, "", "names no cluster") for number, name, _ in read_rows if not name]
    return Imported(DATASET, [table.source(key)], records, nameless, unknown_columns=unknown, notes=notes)


def _record(row: Row, chips: Mapping[str, str], key: str) -> Record:
    name = (row.text("name") or "").strip('"')  # those with a comma are quoted twice
    first, others = row.pages(_LINKS)
    main, second = _visible(row.text("accelerator_name")), _visible(row.text("secondary_accelerator_name"))
    ended, precision = row.read("decommissioned_date", _partial_date) or (None, None)
    maker = _visible(row.text("manufacturer"))
    numbers: dict[str, Any] = {ours: row.read(ours, _known) for ours in (*_RATES.values(), *_COSTS)}
    numbers |= {ours: row.read(ours, _watt) for ours in _POWERS}
    numbers |= {ours: row.read(ours, _count) for ours in _COUNTS}
    return {
        "record_id": None,
        "name": None if _HIDDEN.fullmatch(name) else name,
        "is_anonymous": _HIDDEN.fullmatch(name) is not None,
        **{ours: row.label(ours) for ours in ("status", "certainty", "single_cluster", "sector")},
        "owners": _values(row, "owners"),
        "country": row.text("country"),
        "first_operational_date": row.read("first_operational_date", date_or_none),
        "decommissioned_date": ended,
        "decommissioned_date_precision": precision,
        "accelerator": None if main is None else chips.get(main),
        "accelerator_name": main,
        "secondary_accelerator": None if second is None else chips.get(second),
        "secondary_accelerator_name": second,
        "manufacturer": None if maker == "Unknown" else maker,
        "compute_h100_equivalent": row.read("compute_h100_equivalent", number_or_none),
        **numbers,
        "in_standard_analysis": row.flag("in_standard_analysis"),
        "is_possible_duplicate": row.flag("is_possible_duplicate"),
        "possible_duplicate_of": split_values(row.text("possible_duplicate_of")),
        "builds_upon": row.text("builds_upon"),
        "superseded_by": row.text("superseded_by"),
        "source": key,
        "source_url": first,
        "source_urls": others,
        "admission": "upstream",
    }


def _values(row: Row, ours: str) -> list[str]:
    """The values of a cell; some cells join them by semicolons."""
    return split_values((row.text(ours) or "").replace(";", ","))


def _visible(text: str | None) -> str | None:
    return None if text is None or _HIDDEN.fullmatch(text) else text


def _known(cell: str | None) -> float | None:
    """A rate or sum; the table writes some that are unknown as 0."""
    return number_or_none(cell) or None


def _watt(cell: str | None) -> float | None:
    return scaled_or_none(cell, "1e6") or None


def _count(cell: str | None) -> int | None:
    """A whole number, also where a spreadsheet's arithmetic left 30000.000000000004."""
    number = number_or_none(cell)
    if number is None:
        return None
    if abs(number - round(number)) > 1e-6:
        raise ValueError(f"{cell!r} is not a whole number")
    return round(number)


def _partial_date(cell: str | None) -> tuple[dt.date | None, str | None]:
    text = text_or_none(cell)
    if text is None:
        return None, None
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return dt.date.fromisoformat(f"{text}-01"), "month"
    return dt.date.fromisoformat(text), "day"


def _parts(record: Record) -> list[str | None]:
    """Ever more of what is known of a cluster: its name, or of a hidden one place, date and size."""
    if record["name"] is not None:
        return [record["name"]]
    size = record["compute_h100_equivalent"]
    first = record["first_operational_date"]
    return [
        f"anonymous {record['country'] or ''}",
        f"{'' if first is None else first.isoformat()} {'' if size is None else f'{size:.0f}'}",
        record["status"],
        record["sector"],
    ]
