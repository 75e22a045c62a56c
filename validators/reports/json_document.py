"""Findings as one JSON document, streamed."""

from __future__ import annotations

import json
from typing import IO

from compute_trends.catalog.texts.terminal import visible_json
from compute_trends.validators.reports.report import Report


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write {"summary": ..., "findings": [...]}; the summary holds the true totals whatever `limit` is."""
    stream.write('{"summary": ' + json.dumps(report.summary) + ', "findings": [')
    separator = "\n"
    for finding in report.first(limit):
        stream.write(separator + visible_json(json.dumps(finding.as_dict(), ensure_ascii=False)))
        separator = ",\n"
    stream.write("]}\n")
