"""Phrases that several reports share."""

from __future__ import annotations

from compute_trends.validators.findings import Finding
from compute_trends.validators.report import Report


def count(number: int, noun: str) -> str:
    """A number with its noun, in the plural where that is due."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def totals(report: Report) -> str:
    """The true totals in a sentence."""
    where = f"{count(report.records, 'record')} in {count(len(report.files), 'file')}"
    waived = f"; {count(report.waived, 'finding')} waived" if report.waived else ""
    if not report.total:
        return f"{where}: nothing to object{waived}"
    return f"{where}: {count(report.errors, 'error')}, {count(report.warnings, 'warning')}{waived}"


def cap(report: Report, shown: int) -> str | None:
    """What to say where not all findings are shown."""
    if shown >= report.total:
        return None
    return f"the first {shown:,} of {report.total:,} findings are shown; --limit 0 shows all"


def position(finding: Finding) -> str | None:
    """Where in its file a finding is."""
    return None if finding.line is None else f"{finding.place} {finding.line:,}"
