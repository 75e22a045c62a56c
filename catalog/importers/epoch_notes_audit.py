"""Training computes of Epoch's table that contradict their own notes, as two readers found them: one CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, read_records
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    number_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.epoch_notes import computes_before_corrections, same_compute, system_ids, told
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import Column, load_schema

DATASET = "compute_contradictions"
FORMAT = "epoch-notes-audit"
SUMMARY = "Training computes of Epoch's table that contradict their own notes (compute_contradictions CSV)"
LAYOUTS = (Layout("epoch-notes-audit", "Stated training compute against its note, two readings of Epoch's table"),)

_SYSTEMS = "milestone_systems"
_TABLE = "https://epoch.ai/data/ai-models"
_YES = {"yes": True, "no": False}
#: What the table calls other columns, in lower case, and ours.
_COLUMNS = {
    "parameters": "parameters",
    "training dataset size": "training_dataset_size_datapoint",
    "epochs": "epochs",
    "batch size": "batch_size",
    "training time (hours)": "training_time_hour",
    "training hardware": "training_hardware",
    "hardware quantity": "hardware_quantity",
    "finetune compute": "fine_tune_compute_flop",
}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per milestone system that the checkout holds.

    A row whose system is gone, or whose record states another training compute than the one that was audited, is left
    out and listed.

    Raises:
        ImportRefusedError: not one file, one of another kind, or no milestone systems are held; all at once, columns
            that are missing, systems that stand twice, and cells that are empty or not what their columns hold.
    """
    table, (layout,) = only_table(paths, FORMAT, "the contradictions as CSV"), LAYOUTS
    booked = exports or Exports()
    key = booked.key(layout, table.path)
    columns = [column for column in load_schema(DATASET).columns if layout.key in column.source]
    rows, unknown = named_rows(table, DATASET, layout.key, PACKAGE_ROOT, booked.problems)
    held = root / "datasets" / _SYSTEMS / "records.csv"
    if not held.is_file():
        raise ImportRefusedError(f"{held} is missing: the contradictions are those of milestone systems")
    systems = read_records(held, load_schema(_SYSTEMS, root))
    ids, stated = system_ids(systems, root), computes_before_corrections(systems, root)
    result = Imported(DATASET, [table.source(key)], [], unknown_columns=unknown)
    seen: set[str] = set()
    for number, row in rows:
        record: Record = {column.name: _value(row, column) for column in columns}
        name, system = row.about, ids.get(row.about)
        if name in seen:
            row.add("name", "stands twice")
            result.left_out.append(LeftOut(key, number, name, "stands twice"))
            continue
        seen.add(name)
        if system is None:
            result.left_out.append(LeftOut(key, number, name, "no milestone system of that name is held"))
        elif not same_compute(audited := record["stated_training_compute_flop"], stated[system]):
            reason = f"audited beside a training compute of {told(audited)}; the record states {told(stated[system])}"
            result.left_out.append(LeftOut(key, number, name, reason))
        else:
            record |= {"record_id": system, "milestone_system": system, "source": key, "source_url": _TABLE}
            result.records.append(record | {"admission": "upstream"})
    if exports is None:
        booked.problems.refuse()
    return result


def _value(row: Row, column: Column) -> Any:
    return (row.stated if column.required else row.read)(column.name, _CONVERSIONS[column.type])


def _boolean(cell: str | None) -> bool | None:
    value = text_or_none(cell)
    if value is not None and value not in _YES:
        raise ValueError("neither yes nor no")
    return None if value is None else _YES[value]


def _columns(cell: str | None) -> list[str]:
    """Our names of the columns that a remark is about: it opens with one, and a part of it may with another.

    Of two ways to mend a row ("epochs 4.9, or ...") the first counts.
    """
    text = text_or_none(cell)
    if text is None:
        return []
    parts = re.split(", or | [(]or ", text)[0].split("; ")
    named = [next((name for known, name in _COLUMNS.items() if part.lower().startswith(known)), None) for part in parts]
    if named[0] is None:
        raise ValueError(f"opens with none of {', '.join(_COLUMNS)}")
    return list(dict.fromkeys(name for name in named if name is not None))


_CONVERSIONS: dict[str, Callable[[str | None], object]] = {
    "string": text_or_none,
    "number": number_or_none,
    "boolean": _boolean,
    "list": _columns,
}
