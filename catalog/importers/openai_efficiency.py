"""Hernandez and Brown's efficiency records (github.com/openai/ai-and-efficiency, efficiency_sota.csv).

The published dates are read month first in every row. Five of them (ResNet-50, Seq2Seq, GNMT and both Transformers)
have the day of the paper's first version but the month 1, which no order of day and month mends; they are left to
`corrections.yaml`, as are the other slips of the table. The published text stays in a column of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    column_account,
    converted,
    links,
    number_or_none,
    scaled_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout, columns_of
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.names import slug

DATASET = "algorithmic_efficiency"
FORMAT = "openai-efficiency"
SUMMARY = "Hernandez and Brown's table of training efficiency records (efficiency_sota.csv)"
LAYOUTS = (Layout("openai-efficiency", "AI and Efficiency, table of efficiency records (efficiency_sota.csv)"),)

#: FLOP in a teraflop/s-day: 1e12 FLOP/s for 86,400 s.
FLOP_PER_TERAFLOP_S_DAY = "8.64e16"

# Metric upstream -> (performance_level, benchmark, metric, target score); the scores are stated in the repository's
# README and in the paper (arXiv 2005.04305), section 3.
_LEVELS = {
    "AlexNet": ("alexnet", "imagenet", "top_5_accuracy", 0.791),
    "ResNet-50": ("resnet_50", "imagenet", "top_5_accuracy", 0.929),
    "Seq2Seq": ("seq2seq", "wmt2014_en_fr", "bleu", 0.348),
    "GNMT": ("gnmt", "wmt2014_en_fr", "bleu", 0.3992),
}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the published table, one record per row.

    Raises:
        ImportRefusedError: not one file, a column is missing, a cell is not what its column holds, or two rows give
            the same record.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of efficiency records"), LAYOUTS
    path, key = table.path, (exports or Exports()).key(layout, table.path)
    known = columns_of(load_schema(DATASET), layout.key)
    unknown, _ = column_account(table.header, known, path, needed=list(known))
    records: dict[str, Record] = {}
    for _, line, row in table.numbered():
        record = _record(path, line, row) | {"source": key}
        if record["record_id"] in records:
            raise ImportRefusedError(
                f"{path}, line {line}: Publication = {record['name']!r} stands twice under Metric = {row['Metric']!r}"
            )
        records[record["record_id"]] = record
    return Imported(DATASET, [table.source(key)], list(records.values()), unknown_columns=unknown)


def _record(path: Path, line: int, row: dict[str, str]) -> Record:
    level = text_or_none(row["Metric"])
    if level not in _LEVELS:
        raise ImportRefusedError(
            f"{path}, line {line}: Metric = {level!r} is no known performance level ({', '.join(_LEVELS)})"
        )
    performance_level, benchmark, metric, target = _LEVELS[level]
    name = text_or_none(row["Publication"])
    if name is None:
        raise ImportRefusedError(f"{path}, line {line}: Publication is empty")
    factor = converted(path, line, "Reduction Factor", row["Reduction Factor"], number_or_none)
    compute = "Compute (teraflops-s/days)"
    return {
        "record_id": slug(performance_level, "level", name),
        "name": name,
        "performance_level": performance_level,
        "benchmark": benchmark,
        "metric": metric,
        "target_score_fraction": target,
        "publication_date": converted(path, line, "Publication Date", row["Publication Date"], _month_first),
        "publication_date_precision": "day",
        "publication_date_as_published": text_or_none(row["Publication Date"]),
        "training_compute_flop": converted(
            path, line, compute, row[compute], lambda cell: scaled_or_none(cell, FLOP_PER_TERAFLOP_S_DAY)
        ),
        "reduction_factor": factor,
        "is_baseline": factor == 1,
        "analysis": text_or_none(row["Analysis"]),
        "analysis_url": next(iter(links(row["Analysis link"])), None),
        "source_url": next(iter(links(row["Publication link"])), None),
        "admission": "upstream",
    }


def _month_first(cell: str | None) -> dt.date:
    try:
        return dt.datetime.strptime((cell or "").strip(), "%m/%d/%Y").date()
    except ValueError as error:
        raise ValueError("not a date written month/day/year, as in 9/17/2014") from error
