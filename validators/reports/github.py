"""Findings as GitHub workflow commands, which become annotations on the changed lines."""

from __future__ import annotations

from typing import IO

from compute_trends.catalog.texts.terminal import visible
from compute_trends.validators.reports.escape import annotation_data, annotation_property, shortened
from compute_trends.validators.reports.report import Report
from compute_trends.validators.reports.wording import brief, cap, path_of, totals


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write an annotation for each of the first `limit` findings (0: all), then the totals."""
    shown = 0
    for finding in report.first(limit):
        # Line breaks are part of a file's name and have a code of their own in these commands.
        properties = {"file": "".join(char if char in "\r\n" else visible(char) for char in path_of(finding))}
        if finding.line is not None and finding.place == "line":
            properties["line"] = str(finding.line)
        record = f" ({shortened(finding.record, 60)})" if finding.record else ""
        properties["title"] = visible(f"{finding.rule}{record}")
        listed = ",".join(f"{name}={annotation_property(value)}" for name, value in properties.items())
        finding = brief(finding)
        subject = f"{visible(finding.column)}: " if finding.column else ""
        value = f"\nvalue: {visible(finding.value)}" if finding.value is not None else ""
        seen = f"\nseen: {visible(finding.evidence)}" if finding.evidence else ""
        message = f"{subject}{visible(finding.message)}{value}{seen}\nfix: {finding.fix}"
        stream.write(f"::{finding.severity} {listed}::{annotation_data(message)}\n")
        shown += 1
    if said := cap(shown, report.total):
        stream.write(f"{said}\n")
    stream.write(f"{totals(report)}\n")
