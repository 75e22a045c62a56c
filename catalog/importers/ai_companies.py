"""What Epoch AI's tables of AI companies have in common: labels, and the pages that state a report."""

from __future__ import annotations

from typing import Any

from compute_trends.catalog.importers.base import date_or_none
from compute_trends.catalog.importers.columns import Row

LINKS = ("Source 1", "Source 2", "Source 3")


def shared_cells(row: Row, key: str) -> dict[str, Any]:
    """The columns that both tables have."""
    first, others = row.pages(LINKS)
    not_in_view = row.flag("in_standard_view")
    return {
        "company": row.stated("company"),
        "report": row.text("report"),
        "report_date": row.read("report_date", date_or_none),
        "source_kind": row.label("source_kind"),
        "confidence": row.label("confidence"),
        "in_standard_view": None if not_in_view is None else not not_in_view,
        "source": key,
        "source_url": first,
        "source_urls": others,
        "admission": "upstream",
    }
