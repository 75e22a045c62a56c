"""Epoch AI's reports on what AI companies spend on computation, as one CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.ai_companies import LINKS, shared_cells
from compute_trends.catalog.importers.base import Imported, LeftOut, date_or_none, number_or_none, unique_slugs
from compute_trends.catalog.importers.columns import named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import SELDOM_DAY, Layout
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT

DATASET = "compute_spend"
FORMAT = "epoch-compute-spend"
SUMMARY = "Epoch AI's reports on what AI companies spend on computation, as CSV"
LAYOUTS = (Layout("epoch-compute-spend", "AI companies, reports on spending", pause_day=SELDOM_DAY),)

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
        ImportRefusedError: not one file, or one of another kind; all at once, columns that are missing, labels that are
            unknown, and cells that are not what their columns hold.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of spending"), LAYOUTS
    booked, follow = exports or Exports(), (*LINKS[1:], *_FOLLOWING)
    key = booked.key(layout, table.path, (row.get("Report date") for row in table.rows))
    rows, unknown = named_rows(
        table, DATASET, layout.key, root, booked.problems, also=LINKS[:1], left_out=follow, about="report"
    )
    records: list[Record] = []
    left_out = []
    for number, row in rows:
        cells = {
            "categories": row.labels("categories"),
            "spend_usd": row.read("spend_usd", number_or_none),
            "period_kind": row.label("period_kind"),
            "period_end_date": row.stated("period_end_date", date_or_none),
        }
        record = shared_cells(row, key) | cells
        if None in (record["company"], record["period_end_date"]):
            left_out.append(LeftOut(key, number, row.text("report") or "", "names no company, or no end of the period"))
            continue
        records.append(record)
    if exports is None:
        booked.problems.refuse()
    for record, identity in zip(records, unique_slugs([_parts(record) for record in records]), strict=True):
        record["record_id"] = identity
    return Imported(DATASET, [table.source(key)], records, left_out, unknown_columns=unknown)


def _parts(record: Record) -> list[str]:
    end = record["period_end_date"]
    when = f"{end:%Y}" if record["period_kind"] == "year" else f"{end:%Y-%m} rate"
    what = record["categories"][0] if len(record["categories"]) == 1 else "all compute"
    if "data" in record["categories"]:
        what = "compute and data"
    return [f"{record['company']} {when} {what}", str(record["report_date"])]
