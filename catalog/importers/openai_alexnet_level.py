"""Training to AlexNet's level: Hernandez & Brown 2020 (arXiv 2005.04305), appendix B, table 3, as one CSV.

The table heads its computes teraflop/s-days; they are multiples of 1e15 FLOP: three times epochs, forward FLOP of an
image and the 1.28 million images give them where the table states these. It gives no dates: `_RUNS` says which of its
models algorithmic_efficiency has, which dates them.
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

DATASET = "alexnet_level_trainings"
FORMAT = "openai-alexnet-level"
SUMMARY = "Hernandez and Brown 2020, table 3: training to AlexNet's level"
LAYOUTS = (Layout("openai-table-3", "Measuring the Algorithmic Efficiency of Neural Networks, table 3"),)

_PAPER = "https://arxiv.org/abs/2005.04305"

# Model in the table -> record of algorithmic_efficiency.
_RUNS = {
    "AlexNet": "alexnet-level-alexnet",
    "GoogLeNet": "alexnet-level-googlenet",
    "MobileNet v1": "alexnet-level-mobilenet",
    "ShuffleNet v1 1x": "alexnet-level-shufflenet-1x",
    "ShuffleNet v2 1x": "alexnet-level-shufflenet-v2-1x",
    "EfficientNet-b0": "alexnet-level-efficientnet-b0",
}

_CONVERSIONS: dict[str, Callable[[str | None], object]] = {
    "name": text_or_none,
    "training_compute_flop": lambda cell: scaled_or_none(cell, "1e15"),
    "epochs": number_or_none,
    "published_forward_flop": lambda cell: scaled_or_none(cell, "1e9"),
}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per model.

    Raises:
        ImportRefusedError: not one file, a column is missing, a cell is empty or is not what its column holds, or two
            rows give the same record.
    """
    table, (layout,) = only_table(paths, FORMAT, "table 3 of the paper as CSV"), LAYOUTS
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
        record["efficiency_record"] = _RUNS.get(record["name"])
        record |= {"source": key, "source_url": _PAPER, "admission": "upstream"}
        if record["record_id"] in records:
            raise ImportRefusedError(f"{path}, line {line}: model = {record['name']!r} stands twice")
        records[record["record_id"]] = record
    return Imported(DATASET, [table.source(key)], list(records.values()), unknown_columns=unknown)


def _value(path: Path, line: int, upstream: str, column: Column, row: dict[str, str]) -> object:
    if text_or_none(row[upstream]) is None and column.required:
        raise ImportRefusedError(f"{path}, line {line}: {upstream} is empty")
    return converted(path, line, upstream, row[upstream], _CONVERSIONS[column.name])
