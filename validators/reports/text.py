"""Findings for people, grouped by record, the remedy on a line of its own, as wide as the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import IO

import click

from compute_trends.catalog.texts.paragraphs import paragraph, terminal_width
from compute_trends.catalog.texts.terminal import unobeyed, visible
from compute_trends.validators.reports.escape import shortened, shortened_words
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.reports.report import Report
from compute_trends.validators.reports.wording import cap, position, rule_link, totals

#: What people copy: links, and the paths of records in evidence.
_WHOLE = re.compile(r"://|^[a-z_]+/[a-z0-9-]+:?$")

_COLOURS = {"error": "red", "warning": "yellow"}


def write(report: Report, stream: IO[str], limit: int) -> None:
    """Write the first `limit` findings (0: all) and the totals; colours only on a terminal.

    The page of a rule stands below the first of its findings.
    """
    is_coloured = stream.isatty()

    def style(text: str, **how: object) -> str:
        return click.style(text, **how) if is_coloured else text  # type: ignore[arg-type]

    group: tuple[str, str | None, int | None] | None = None
    shown, linked = 0, set[str]()
    for finding in report.first(limit):
        mine = _group(finding)
        if mine != group:
            group = mine
            stream.write(("\n" if shown else "") + style(_heading(finding), bold=True) + "\n")
        at = f"{finding.place} {finding.line}: " if _is_elsewhere(finding) else ""
        said = _filled(f"{finding.severity} {finding.rule}: {at}{_subject(finding)}{_shown(finding.message)}", "  ")
        label = style(finding.severity, fg=_COLOURS[finding.severity])
        stream.write(said.replace(finding.severity, label, 1))
        if finding.evidence:
            stream.write(_filled(f"seen: {_shown(finding.evidence)}", "    "))
        stream.write(_filled(f"fix:  {finding.fix}", "    "))
        if finding.rule not in linked:
            linked.add(finding.rule)
            stream.write(f"    page: {rule_link(finding.rule)}\n")
        shown += 1
    if shown:
        stream.write("\n")
    if left := cap(shown, report.total):
        stream.write(left + "\n")
    stream.write(style(totals(report), bold=True) + "\n")


def _shown(text: str) -> str:
    return visible(shortened_words(text))


def _filled(text: str, indent: str) -> str:
    """The text as a paragraph; links, paths of records, and words that fit a line are never broken."""
    filled = paragraph(
        text, terminal_width(None, 40), indent, f"{indent}      ", lambda word: bool(_WHOLE.search(word))
    )
    return unobeyed(filled) + "\n"


def _group(finding: Finding) -> tuple[str, str | None, int | None]:
    # Cells of one YAML record are on lines of their own, so a record without a name is told by where it begins.
    return finding.file, finding.record, None if finding.record is not None else _begins(finding)


def _begins(finding: Finding) -> int | None:
    return finding.line if finding.record_line is None else finding.record_line


def _is_elsewhere(finding: Finding) -> bool:
    return finding.line is not None and (finding.record is not None or finding.line != _begins(finding))


def _heading(finding: Finding) -> str:
    where = visible(finding.file)
    if finding.record is not None:
        return unobeyed(f"{where}, record {visible(shortened(finding.record))}")
    place = position(replace(finding, line=_begins(finding)))
    return unobeyed(f"{where}, {place}" if place else where)


def _subject(finding: Finding) -> str:
    if not finding.column:
        return ""
    column = visible(shortened(finding.column))
    return f"{column}: " if finding.value is None else f"{column} = '{visible(shortened(finding.value))}': "
