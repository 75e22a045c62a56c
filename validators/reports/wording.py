"""Phrases that several reports share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.numbers import count
from compute_trends.validators.reading.raw_table import SHEET_MARK
from compute_trends.validators.reports.escape import shortened, shortened_words
from compute_trends.validators.reports.finding import Finding

if TYPE_CHECKING:
    from compute_trends.validators.reports.report import Report


def totals(report: Report) -> str:
    """The true totals in a sentence."""
    where = f"{count(report.records, 'record')} in {count(len(report.files), 'file')}"
    waived = f"; {count(report.waived, 'finding')} waived" if report.waived else ""
    if not report.total:
        return f"{where}: nothing to object{waived}"
    return f"{where}: {count(report.errors, 'error')}, {count(report.warnings, 'warning')}{waived}"


def revision(label: str, first: str, number: int) -> str:
    """What is told of a file with records that we hold: the least id of them, and how many there are."""
    of = first if number == 1 else f"{first} and {number - 1} more"
    return f"{label}: a revision of {of}, held already; accept shows what it changes"


def cap(shown: int, total: int, first: bool = True) -> str | None:
    """What to say where not all findings are shown; `first` where those come before all others."""
    if shown >= total:
        return None
    all_of_them = count(total, "finding")
    some = f"{'the first ' if first else ''}{shown:,} of {all_of_them} are"
    return f"{some if shown else f'none of {all_of_them} is'} shown; --limit 0 shows all"


@cache
def rule_link(rule_id: str) -> str:
    """Where the page on a rule is: on the web, or in the repository as long as that has no address."""
    from compute_trends.catalog.doors.address import page_address
    from compute_trends.validators.registry import rule_page

    page = rule_page(rule_id)
    return page_address(page) or page


def path_of(finding: Finding) -> str:
    """The file of a finding; of a sheet, its workbook."""
    return finding.file.split(SHEET_MARK)[0] if finding.place == "row" else finding.file


def position(finding: Finding) -> str | None:
    """Where in its file a finding is."""
    return None if finding.line is None else f"{finding.place} {finding.line:,}"


def brief(finding: Finding) -> Finding:
    """The finding, whatever it took from a submission cut to what people read."""
    return replace(
        finding,
        record=None if finding.record is None else shortened(finding.record),
        column=None if finding.column is None else shortened(finding.column),
        value=None if finding.value is None else shortened(finding.value),
        message=shortened_words(finding.message),
        evidence=None if finding.evidence is None else shortened_words(finding.evidence),
    )
