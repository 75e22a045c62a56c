"""Hernandez and Brown's efficiency records (github.com/openai/ai-and-efficiency, efficiency_sota.csv).

The published dates are read month first in every row. Five of them (ResNet-50, Seq2Seq, GNMT and both Transformers)
have the day of the paper's first version but the month 1, which no order of day and month mends; they are left to
`corrections.yaml`, as are the other slips of the table. The published text stays in a column of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    links,
    number_or_none,
    scaled_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.columns import account_columns
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout, columns_of
from compute_trends.catalog.importers.problems import Problems, UnknownLabelError
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.names import slug

DATASET = "algorithmic_efficiency"
FORMAT = "openai-efficiency"
SUMMARY = "Hernandez and Brown's table of training efficiency records (efficiency_sota.csv)"
LAYOUTS = (
    Layout("openai-efficiency", "AI and Efficiency, table of efficiency records (efficiency_sota.csv)", undated=True),
)

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
        ImportRefusedError: not one file, a column is missing; all at once, cells that are not what their columns hold
            and rows that give the record of an earlier one.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of efficiency records"), LAYOUTS
    booked = exports or Exports()
    path, key, problems = table.path, booked.key(layout, table.path), booked.problems
    known = columns_of(load_schema(DATASET), layout.key)
    unknown = account_columns(table.header, path, list(known), (), problems, f"schemas/{DATASET}.json")
    records: dict[str, Record] = {}
    left_out = []
    for number, line, row in table.numbered():
        record = _record(problems, path, line, row)
        if record is not None and record["record_id"] in records:
            said = f"stands twice under Metric {row['Metric']!r}"
            problems.add(path, line, "Publication", row["Publication"], said)
            record = None
        if record is None:
            left_out.append(LeftOut(key, number, text_or_none(row.get("Publication")) or "", "cannot be read"))
            continue
        records[record["record_id"]] = record | {"source": key}
    if exports is None:
        problems.refuse()
    return Imported(DATASET, [table.source(key)], list(records.values()), left_out, unknown_columns=unknown)


def _record(problems: Problems, path: Path, line: int, row: dict[str, str]) -> Record | None:
    """The record of a row; None where it does not say whose it is."""

    def cell(column: str, how: Callable[[str | None], Any]) -> Any:
        return problems.read(path, line, column, row.get(column), how, row=row.get("Publication", ""))

    level, name = cell("Metric", _level), cell("Publication", _stated)
    factor = cell("Reduction Factor", number_or_none)
    compute = cell("Compute (teraflops-s/days)", lambda text: scaled_or_none(text, FLOP_PER_TERAFLOP_S_DAY))
    published = cell("Publication Date", _month_first)
    if level is None or name is None:
        return None
    performance_level, benchmark, metric, target = level
    return {
        "record_id": slug(performance_level, "level", name),
        "name": name,
        "performance_level": performance_level,
        "benchmark": benchmark,
        "metric": metric,
        "target_score_fraction": target,
        "publication_date": published,
        "publication_date_precision": "day",
        "publication_date_as_published": text_or_none(row.get("Publication Date")),
        "training_compute_flop": compute,
        "reduction_factor": factor,
        "is_baseline": factor == 1,
        "analysis": text_or_none(row.get("Analysis")),
        "analysis_url": next(iter(links(row.get("Analysis link"))), None),
        "source_url": next(iter(links(row.get("Publication link"))), None),
        "admission": "upstream",
    }


def _level(cell: str | None) -> tuple[str, str, str, float]:
    text = text_or_none(cell)
    if text is None:
        raise ValueError("the row names no performance level")
    if text not in _LEVELS:
        raise UnknownLabelError(text, "_LEVELS in catalog/importers/openai_efficiency.py", _LEVELS)
    return _LEVELS[text]


def _stated(cell: str | None) -> str:
    text = text_or_none(cell)
    if text is None:
        raise ValueError("it is empty")
    return text


def _month_first(cell: str | None) -> dt.date:
    try:
        return dt.datetime.strptime((cell or "").strip(), "%m/%d/%Y").date()
    except ValueError as error:
        raise ValueError("not a date written month/day/year, as in 9/17/2014") from error
