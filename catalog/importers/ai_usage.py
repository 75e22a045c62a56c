"""Epoch AI's reports on the use of AI products: users, messages and tokens, as one CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.ai_companies import LINKS, shared_cells
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    date_or_none,
    integer_or_none,
    number_or_none,
    unique_slugs,
)
from compute_trends.catalog.importers.columns import named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import SELDOM_DAY, Layout
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT

DATASET = "ai_usage"
FORMAT = "epoch-ai-usage"
SUMMARY = "Epoch AI's reports on the use of AI products, as CSV"
LAYOUTS = (Layout("epoch-ai-usage", "AI companies, reports on use", pause_day=SELDOM_DAY),)

_MEASURES = ("active_users", "sent_message_per_day", "processed_token_per_day")


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per report that states a number.

    Args:
        paths: one file.
        previous: unused; what a report counts, of what and when names its record.
        root: the checkout.
        exports: under which keys of origin.yaml the files are booked.

    Raises:
        ImportRefusedError: not one file, or one of another kind; all at once, columns that are missing, labels that are
            unknown, users without a period, and cells that are not what their columns hold.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of use"), LAYOUTS
    booked = exports or Exports()
    key = booked.key(layout, table.path, (row.get("Report date") for row in table.rows))
    rows, unknown = named_rows(
        table, DATASET, layout.key, root, booked.problems, also=LINKS[:1], left_out=LINKS[1:], about="report"
    )
    records: list[Record] = []
    left_out = []
    for number, row in rows:
        told = len(booked.problems.found)
        counts = {
            "active_users": row.read("active_users", integer_or_none),
            "active_users_period": row.label("active_users_period"),
            "sent_message_per_day": row.read("sent_message_per_day", number_or_none),
            "processed_token_per_day": row.read("processed_token_per_day", number_or_none),
        }
        if not any(counts[name] for name in _MEASURES):
            left_out.append(LeftOut(key, number, row.text("report") or "", "states no users, messages or tokens"))
            continue
        if counts["active_users"] and not counts["active_users_period"] and row.text("active_users_period") is None:
            row.add("active_users_period", "is empty: users of what period?")
        date = row.read("usage_date", date_or_none)
        record = shared_cells(row, key) | {"product": row.stated("product"), "usage_date": date} | counts
        if len(booked.problems.found) > told and None in (record["company"], record["product"]):
            left_out.append(LeftOut(key, number, row.text("report") or "", "names no company or product"))
            continue
        records.append(record)
    if exports is None:
        booked.problems.refuse()
    for record, identity in zip(records, unique_slugs([_parts(record) for record in records]), strict=True):
        record["record_id"] = identity
    return Imported(DATASET, [table.source(key)], records, left_out=left_out, unknown_columns=unknown)


def _parts(record: Record) -> list[str | None]:
    what = "messages" if record["sent_message_per_day"] else "tokens"
    if record["active_users"]:
        periods = {"day": "daily users", "week": "weekly users", "month": "monthly users", None: "users"}
        what = periods[record["active_users_period"]]
    return [f"{record['company']} {record['product']} {what} {record['usage_date']}", record["report"]]
