"""Every published figure beside ours, as the pages of the studies show them."""

from __future__ import annotations

from typing import Any

from compute_trends.trends.pictures.series import interval_text, printed, value_text
from compute_trends.trends.published.figures import figures
from compute_trends.trends.run import reproduce


def compute(study: str) -> list[dict[str, Any]]:
    """The figures of a study, in their order.

    Returns:
        Of each: `trend`, `command`, `what` it is, `published` and `ours` in words, `n`, `verdict`, `note`, `reference`.
    """
    return [
        {
            "figure": row.figure,
            "trend": row.trend,
            "command": row.command,
            "what": f"{row.quantity}: {row.subset}",
            "published": value_text(row.published, row.unit, printed)
            + interval_text(row.published_low, row.published_high, None, printed, row.unit),
            "ours": "none"
            if row.estimate is None
            else value_text(row.estimate, row.unit) + interval_text(row.low, row.high, None, unit=row.unit),
            "n": row.n,
            "verdict": row.verdict,
            "note": row.note,
            "reference": figures()[row.figure].reference,
        }
        for row in (reproduce(study) if study in {item.study for item in figures().values()} else ())
    ]
