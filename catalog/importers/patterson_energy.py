"""Energy and carbon of six large training runs: Patterson et al. 2021 (arXiv 2104.10350), table 4, as one CSV.

The table names a run, milestone_systems a system; `_MILESTONES` says which are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    column_account,
    converted,
    integer_or_none,
    number_or_none,
    scaled_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import Column, load_schema
from compute_trends.catalog.texts.names import slug

DATASET = "training_energy"
FORMAT = "patterson-energy"
SUMMARY = "Patterson et al. 2021, table 4: energy and carbon of training runs"
LAYOUTS = (Layout("patterson", "Carbon Emissions and Large Neural Network Training, table 4"),)

_PAPER = "https://arxiv.org/abs/2104.10350"

# Run in the table -> name of the system in milestone_systems. The architecture search of the Evolved Transformer is
# no system there, and GShard-600B is one in the table of 2022 only.
_MILESTONES = {
    "T5": "T5-11B",
    "Meena": "Meena",
    "GShard-600B": "GShard (600B)",
    "Switch Transformer": "Switch",
    "GPT-3": "GPT-3 175B (davinci)",
}

_CONVERSIONS: dict[str, Callable[[str | None], object]] = {
    "milestone_system": lambda cell: _MILESTONES.get(text_or_none(cell) or ""),
    "training_time_hour": lambda cell: scaled_or_none(cell, "24"),  # published in days
}
_BY_TYPE: dict[str, Callable[[str | None], object]] = {
    "string": text_or_none,
    "number": number_or_none,
    "integer": integer_or_none,
}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per run.

    Raises:
        ImportRefusedError: not one file, a column is missing, a cell is empty or is not what its column holds, or two
            rows give the same record.
    """
    table, (layout,) = only_table(paths, FORMAT, "table 4 of the paper as CSV"), LAYOUTS
    path, key = table.path, (exports or Exports()).key(layout, table.path)
    columns = [column for column in load_schema(DATASET).columns if layout.key in column.source]
    known = [column.source[layout.key] for column in columns]
    unknown, _ = column_account(table.header, dict.fromkeys(known), path, needed=known)
    records: dict[str, Record] = {}
    for _, line, row in table.numbered():
        record: Record = {
            column.name: _value(path, line, name, column, row) for name, column in zip(known, columns, strict=True)
        }
        record["record_id"] = slug(record["name"])
        record |= {"source": key, "source_url": _PAPER, "admission": "upstream"}
        if record["record_id"] in records:
            raise ImportRefusedError(f"{path}, line {line}: model = {record['name']!r} stands twice")
        records[record["record_id"]] = record
    return Imported(DATASET, [table.source(key)], list(records.values()), unknown_columns=unknown)


def _value(path: Path, line: int, upstream: str, column: Column, row: dict[str, str]) -> object:
    if text_or_none(row[upstream]) is None and column.required:
        raise ImportRefusedError(f"{path}, line {line}: {upstream} is empty")
    return converted(path, line, upstream, row[upstream], _CONVERSIONS.get(column.name, _BY_TYPE[column.type]))
