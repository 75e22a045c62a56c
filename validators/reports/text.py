"""Findings for people, grouped by record, the remedy on a line of its own, as wide as the terminal."""

from __future__ import annotations

import textwrap
from shutil import get_terminal_size
from typing import IO

import click

from compute_trends.validators.findings import Finding
from compute_trends.validators.report import Report
from compute_trends.validators.reports.escape import shortened, shortened_words, visible
from compute_trends.validators.reports.wording import cap, position, totals

_COLOURS = {"error": "red", "warning": "yellow"}


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write the first `limit` findings (0: all) and the totals; colours only on a terminal."""
    is_coloured = stream.isatty()

    def style(text: str, **how: object) -> str:
        return click.style(text, **how) if is_coloured else text  # type: ignore[arg-type]

    group: tuple[str, str | None, int | None] | None = None
    shown = 0
    for finding in report.first(limit):
        mine = _group(finding)
        if mine != group:
            group = mine
            stream.write(("\n" if shown else "") + style(_heading(finding), bold=True) + "\n")
        at = f"{finding.place} {finding.line}: " if _is_elsewhere(finding, mine) else ""
        paragraph = _filled(
            f"{finding.severity} {finding.rule}: {at}{_subject(finding)}{_shown(finding.message)}", "  "
        )
        label = style(finding.severity, fg=_COLOURS[finding.severity])
        stream.write(paragraph.replace(finding.severity, label, 1))
        if finding.evidence:
            stream.write(_filled(f"seen: {_shown(finding.evidence)}", "    "))
        stream.write(_filled(f"fix:  {finding.fix}", "    "))
        shown += 1
    if shown:
        stream.write("\n")
    if said := cap(shown, report.total):
        stream.write(said + "\n")
    stream.write(style(totals(report), bold=True) + "\n")


def _shown(text: str) -> str:
    return visible(shortened_words(text))


def _filled(text: str, indent: str) -> str:
    """The text as a paragraph; names, links and numbers are never broken."""
    width = max(40, get_terminal_size((80, 24)).columns)
    return (
        textwrap.fill(
            text,
            width,
            initial_indent=indent,
            subsequent_indent=indent + "      ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
    )


def _group(finding: Finding) -> tuple[str, str | None, int | None]:
    # Cells of one YAML record are on lines of their own, so a named record is told apart by its name.
    return finding.file, finding.record, None if finding.record else finding.line


def _is_elsewhere(finding: Finding, group: tuple[str, str | None, int | None]) -> bool:
    return group[1] is not None and finding.line is not None


def _heading(finding: Finding) -> str:
    where = visible(finding.file)
    if finding.record is not None:
        return f"{where}, record {visible(shortened(finding.record))}"
    return f"{where}, {place}" if (place := position(finding)) else where


def _subject(finding: Finding) -> str:
    if finding.column is None:
        return ""
    column = visible(shortened(finding.column))
    return f"{column}: " if finding.value is None else f"{column} = '{visible(shortened(finding.value))}': "
