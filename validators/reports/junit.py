"""Findings as JUnit XML: a suite per file, a failed case per error, a passed case with output per warning."""

from __future__ import annotations

from itertools import groupby
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from compute_trends.validators.findings import Finding
from compute_trends.validators.report import Report
from compute_trends.validators.reports.escape import xml_text
from compute_trends.validators.reports.wording import position


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write the first `limit` findings (0: all); a file without any is one passed case."""
    found = {file: list(group) for file, group in groupby(report.first(limit), key=lambda finding: finding.file)}
    suites = [(checked.label, found.get(checked.label, [])) for checked in report.files]
    cases = sum(max(1, len(findings)) for _, findings in suites)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(f'<testsuites name="compute-trends check" tests="{cases}" failures="{_failures(found.values())}">\n')
    for label, findings in suites:
        name = quoteattr(xml_text(label))
        tests = max(1, len(findings))
        stream.write(f'  <testsuite name={name} tests="{tests}" failures="{_failures([findings])}">\n')
        if not findings:
            stream.write(f'    <testcase classname="check" name={name}/>\n')
        for finding in findings:
            stream.write(_case(finding))
        stream.write("  </testsuite>\n")
    stream.write("</testsuites>\n")


def _failures(groups: object) -> int:
    return sum(finding.severity == "error" for findings in groups for finding in findings)  # type: ignore[attr-defined]


def _case(finding: Finding) -> str:
    place = ", ".join(part for part in (finding.record, position(finding), finding.column) if part)
    message = f"{finding.column} = {finding.value!r}: " if finding.value is not None else ""
    body = f"{message}{finding.message}\nfix: {finding.fix}" + (
        f"\nseen: {finding.evidence}" if finding.evidence else ""
    )
    head = f"    <testcase classname={quoteattr(finding.rule)} name={quoteattr(xml_text(place or finding.file))}>"
    text = escape(xml_text(body))
    if finding.severity == "warning":
        return f"{head}<system-out>{text}</system-out></testcase>\n"
    attributes = f"type={quoteattr(finding.rule)} message={quoteattr(xml_text(finding.message))}"
    return f"{head}<failure {attributes}>{text}</failure></testcase>\n"
