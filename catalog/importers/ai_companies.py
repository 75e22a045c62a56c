"""What Epoch AI's tables of AI companies have in common: labels, and the pages that state a report."""

from __future__ import annotations

from typing import Any

from compute_trends.catalog.importers.base import date_or_none
from compute_trends.catalog.importers.columns import Row

LINKS = ("Source 1", "Source 2", "Source 3")

_KINDS = {"Company disclosure": "company_disclosure", "Media report": "media_report", "Other": "other"}
_CONFIDENCE = {name: name.lower() for name in ("Confident", "Likely", "Uncertain", "Speculative")}


def shared_cells(row: Row, key: str) -> dict[str, Any]:
    """The columns that both tables have.

    Raises:
        ImportRefusedError: a label is unknown, or a cell is not what its column holds.
    """
    first, others = row.pages(LINKS)
    return {
        "company": row.stated("company"),
        "report": row.text("report"),
        "report_date": row.read("report_date", date_or_none),
        "source_kind": row.label("source_kind", _KINDS),
        "confidence": row.label("confidence", _CONFIDENCE),
        "in_standard_view": not row.flag("in_standard_view"),
        "source": key,
        "source_url": first,
        "source_urls": others,
        "admission": "upstream",
    }
