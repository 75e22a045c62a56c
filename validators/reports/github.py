"""Findings as GitHub workflow commands, which become annotations on the changed lines.

A page of annotations is read, ten thousand are not: of each rule the first few are shown, and a line of the log says
how many more there are and where.
"""

from __future__ import annotations

from typing import IO

from compute_trends.catalog.texts.numbers import count
from compute_trends.catalog.texts.terminal import visible
from compute_trends.validators.reports.escape import annotation_data, annotation_property, log_line, shortened
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.reports.report import More, Report
from compute_trends.validators.reports.wording import brief, cap, path_of, totals

#: Annotations of one rule, unless the caller says how many there may be in all.
MOST_OF_A_RULE = 10
#: Files that are named where further findings are.
_MOST_FILES = 3


def write(report: Report, stream: IO[str], limit: int | None) -> None:
    """Write annotations, what is not shown, and the totals.

    Args:
        report: the outcome of a check.
        stream: where to.
        limit: annotations at most (0: all); ten of each rule where it is None.
    """
    shown = 0
    for finding in report.first(limit or 0, per_rule=MOST_OF_A_RULE if limit is None else 0):
        stream.write(_annotation(finding))
        shown += 1
    if limit is None:
        for rule, more in report.more_than(MOST_OF_A_RULE).items():
            stream.write(log_line(f"{rule}: {_more(more)}"))
    if said := cap(shown, report.total, first=limit is not None):
        stream.write(log_line(f"{said} (of the action: limit: 0)"))
    stream.write(f"{totals(report)}\n")


def _annotation(finding: Finding) -> str:
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
    return f"::{finding.severity} {listed}::{annotation_data(message)}\n"


def _more(found: list[More]) -> str:
    total = sum(item.findings for item in found)
    parts = []
    for item in found[:_MOST_FILES]:
        where = ""
        if item.first is not None:
            where = f", {item.place} {item.first:,}" + (f" to {item.last:,}" if item.last != item.first else "")
        parts.append(f"{item.findings:,} in {item.file}{where}")
    if len(found) > _MOST_FILES:
        rest = found[_MOST_FILES:]
        parts.append(f"{sum(item.findings for item in rest):,} in {count(len(rest), 'more file')}")
    return f"{count(total, 'more finding')}: {'; '.join(parts)}"
