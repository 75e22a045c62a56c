"""Epoch AI's reports on the use of AI products: users, messages and tokens, as one CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
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
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT

DATASET = "ai_usage"
FORMAT = "epoch-ai-usage"
SUMMARY = "Epoch AI's reports on the use of AI products, as CSV"
LAYOUTS = (Layout("epoch-ai-usage", "AI companies, reports on use"),)

_PERIODS = {"Daily": "day", "Weekly": "week", "Monthly": "month"}
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
        ImportRefusedError: not one file, a column is missing, a label is unknown, users have no period, or a cell is
            not what its column holds.
    """
    table, (layout,) = only_table(paths, FORMAT, "the table of use"), LAYOUTS
    key = (exports or Exports()).key(layout, table.path, (row.get("Report date") for row in table.rows))
    rows, unknown = named_rows(table, DATASET, layout.key, root, also=LINKS[:1], left_out=LINKS[1:])
    records: list[Record] = []
    left_out = []
    for number, row in rows:
        counts = {
            "active_users": row.read("active_users", integer_or_none),
            "active_users_period": row.label("active_users_period", _PERIODS),
            "sent_message_per_day": row.read("sent_message_per_day", number_or_none),
            "processed_token_per_day": row.read("processed_token_per_day", number_or_none),
        }
        if not any(counts[name] for name in _MEASURES):
            left_out.append(LeftOut(key, number, row.text("report") or "", "states no users, messages or tokens"))
            continue
        if counts["active_users"] and not counts["active_users_period"]:
            raise ImportRefusedError(f"{row.path}, line {row.line}: users of what period? it is empty")
        date = row.read("usage_date", date_or_none)
        records.append(shared_cells(row, key) | {"product": row.stated("product"), "usage_date": date} | counts)
    for record, identity in zip(records, unique_slugs([_parts(record) for record in records]), strict=True):
        record["record_id"] = identity
    return Imported(DATASET, [table.source(key)], records, left_out=left_out, unknown_columns=unknown)


def _parts(record: Record) -> list[str | None]:
    what = "messages" if record["sent_message_per_day"] else "tokens"
    if record["active_users"]:
        what = {"day": "daily", "week": "weekly", "month": "monthly"}[record["active_users_period"]] + " users"
    return [f"{record['company']} {record['product']} {what} {record['usage_date']}", record["report"]]
