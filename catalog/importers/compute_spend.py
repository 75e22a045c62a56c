"""Epoch AI's reports on what AI companies spend on computation, as one CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.ai_companies import LINKS, shared_cells
from compute_trends.catalog.importers.base import Imported, date_or_none, number_or_none, split_values, unique_slugs
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT

DATASET = "compute_spend"
FORMAT = "epoch-compute-spend"
SUMMARY = "Epoch AI's reports on what AI companies spend on computation, as CSV"
LAYOUTS = (Layout("epoch-compute-spend", "AI companies, reports on spending"),)

_CATEGORIES = {
    "R&D cloud compute": "research_cloud_compute",
    "Inference cloud compute": "inference_cloud_compute",
    "Data": "data",
}
_PERIODS = {"Year": "year", "Annualized": "annualized_rate"}

#: Each repeats the amount in a column that follows from the category.
_FOLLOWING = ("Inference compute spend", "R&D compute spend", "Total compute spend")


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per report.

    Args:
        paths: one file.
        previous: unused; company, period and category name the record.
        root: the checkout.
        exports: under which keys of origin.yaml the files are booked.

    Raises:
        ImportRefusedError: not one file, a column is missing, a label is unknown, or a cell is not what its column
            holds.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of spending"), LAYOUTS
    key = (exports or Exports()).key(layout, table.path, (row.get("Report date") for row in table.rows))
    rows, unknown = named_rows(table, DATASET, layout.key, root, also=LINKS[:1], left_out=(*LINKS[1:], *_FOLLOWING))
    records: list[Record] = []
    for _, row in rows:
        cells = {
            "categories": _categories(row),
            "spend_usd": row.read("spend_usd", number_or_none),
            "period_kind": row.label("period_kind", _PERIODS),
            "period_end_date": row.read("period_end_date", date_or_none),
        }
        records.append(shared_cells(row, key) | cells)
    for record, identity in zip(records, unique_slugs([_parts(record) for record in records]), strict=True):
        record["record_id"] = identity
    return Imported(DATASET, [table.source(key)], records, unknown_columns=unknown)


def _categories(row: Row) -> list[str]:
    found = split_values(row.text("categories"))
    if unknown := [name for name in found if name not in _CATEGORIES]:
        raise ImportRefusedError(
            f"{row.path}, line {row.line}: Category = {unknown[0]!r}; known are {', '.join(_CATEGORIES)}"
        )
    return [_CATEGORIES[name] for name in found]


def _parts(record: Record) -> list[str]:
    end = record["period_end_date"]
    when = f"{end:%Y}" if record["period_kind"] == "year" else f"{end:%Y-%m} rate"
    what = record["categories"][0] if len(record["categories"]) == 1 else "all compute"
    if "data" in record["categories"]:
        what = "compute and data"
    return [f"{record['company']} {when} {what}", str(record["report_date"])]
