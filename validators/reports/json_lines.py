"""Findings as JSON Lines, one a line."""

from __future__ import annotations

import json
from typing import IO

from compute_trends.catalog.texts.terminal import visible_json
from compute_trends.validators.reports.report import Report


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write the first `limit` findings (0: all)."""
    for finding in report.first(limit):
        stream.write(visible_json(json.dumps(finding.as_dict(), ensure_ascii=False)) + "\n")
