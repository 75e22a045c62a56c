"""Findings as JUnit XML: a suite per file, a failed case per error, a passed case with output per warning."""

from __future__ import annotations

from itertools import groupby
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from compute_trends.validators.reports.escape import xml_text
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.reports.report import Report
from compute_trends.validators.reports.wording import brief, cap, position


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write the first `limit` findings (0: all); a file without any is one passed case.

    The numbers of tests and failures are the true ones; a suite that lacks some of its cases says so.
    """
    counts = report.counts()
    cases = sum(max(1, errors + warnings) for errors, warnings in counts)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(f'<testsuites name="compute-trends check" tests="{cases}" failures="{report.errors}">\n')
    groups = groupby(report.first(limit), key=lambda finding: finding.file)
    file, found = next(groups, (None, iter(())))
    for checked, (errors, warnings) in zip(report.files, counts, strict=True):
        name, total, shown = quoteattr(xml_text(checked.label)), errors + warnings, 0
        stream.write(f'  <testsuite name={name} tests="{max(1, total)}" failures="{errors}">\n')
        if not total:
            stream.write(f'    <testcase classname="check" name={name}/>\n')
        elif checked.label == file:
            for finding in found:
                stream.write(_case(finding))
                shown += 1
            file, found = next(groups, (None, iter(())))
        if said := cap(shown, total):
            stream.write(f"    <system-out>{escape(said)}</system-out>\n")
        stream.write("  </testsuite>\n")
    stream.write("</testsuites>\n")


def _case(found: Finding) -> str:
    finding = brief(found)
    place = ", ".join(part for part in (finding.record, position(finding), finding.column) if part)
    message = f"{finding.column} = '{finding.value}': " if finding.value is not None else ""
    lines = [f"{message}{finding.message}", f"fix: {finding.fix}"]
    lines += [f"seen: {finding.evidence}"] if finding.evidence else []
    head = f"    <testcase classname={quoteattr(finding.rule)} name={quoteattr(xml_text(place or finding.file))}>"
    text = escape("\n".join(map(xml_text, lines)))
    if finding.severity == "warning":
        return f"{head}<system-out>{text}</system-out></testcase>\n"
    attributes = f"type={quoteattr(finding.rule)} message={quoteattr(xml_text(finding.message))}"
    return f"{head}<failure {attributes}>{text}</failure></testcase>\n"
