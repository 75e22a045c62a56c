"""Findings as Markdown, for a review comment; whatever a submission wrote is escaped."""

from __future__ import annotations

from itertools import groupby
from typing import IO

from compute_trends.validators.reports.escape import markdown, markdown_code, shortened
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.reports.report import Report
from compute_trends.validators.reports.wording import brief, cap, position, totals


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write the totals, as a heading, and the first `limit` findings (0: all), a table per record."""
    stream.write(f"### {totals(report)}\n")
    shown = 0
    for (file, record), group in groupby(report.first(limit), key=lambda finding: (finding.file, finding.record)):
        named = f", record {markdown_code(shortened(record))}" if record is not None else ""
        stream.write(f"\n#### {markdown_code(file)}{named}\n\n")
        stream.write(
            "| | where | column | value | what is wrong | how to fix it |\n| --- | --- | --- | --- | --- | --- |\n"
        )
        for finding in group:
            stream.write(_row(finding))
            shown += 1
    if said := cap(shown, report.total):
        stream.write(f"\n{said[0].upper()}{said[1:]}.\n")


def _row(found: Finding) -> str:
    finding = brief(found)
    said = markdown(finding.message) + (f" (seen: {markdown(finding.evidence)})" if finding.evidence else "")
    cells = (
        f"{finding.severity} {markdown_code(finding.rule)}",
        position(finding) or "",
        markdown_code(finding.column) if finding.column else "",
        markdown_code(finding.value) if finding.value is not None else "",
        said,
        markdown(finding.fix),
    )
    return "| " + " | ".join(cells) + " |\n"
