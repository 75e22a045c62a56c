"""Findings as Markdown, for a review comment; whatever a submission wrote is escaped."""

from __future__ import annotations

from itertools import groupby
from typing import IO

from compute_trends.catalog.texts.markdown import code, row, rule, text
from compute_trends.validators.reports.escape import shortened
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.reports.report import Report
from compute_trends.validators.reports.wording import brief, cap, position, rule_link, totals

_HEADS = ("", "where", "column", "value", "what is wrong", "how to fix it")


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write the totals, as a heading, and the first `limit` findings (0: all), a table per record."""
    stream.write(f"### {totals(report)}\n")
    shown = 0
    for (file, record), group in groupby(report.first(limit), key=lambda finding: (finding.file, finding.record)):
        named = f", record {code(shortened(record))}" if record is not None else ""
        stream.write(f"\n#### {code(file)}{named}\n\n")
        stream.write(f"{row(_HEADS)}\n{rule(len(_HEADS))}\n")
        for finding in group:
            stream.write(_row(finding))
            shown += 1
    if said := cap(shown, report.total):
        stream.write(f"\n{said[0].upper()}{said[1:]}.\n")


def _row(found: Finding) -> str:
    finding = brief(found)
    said = text(finding.message) + (f" (seen: {text(finding.evidence)})" if finding.evidence else "")
    cells = (
        f"{finding.severity} [{code(finding.rule)}]({rule_link(found.rule)})",
        position(finding) or "",
        code(finding.column) if finding.column else "",
        code(finding.value) if finding.value is not None else "",
        said,
        text(finding.fix),
    )
    return row(cells) + "\n"
