"""Findings for people, grouped by record, the remedy on a line of its own, as wide as the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from shutil import get_terminal_size
from typing import IO

import click

from compute_trends.catalog.texts.terminal import visible
from compute_trends.validators.reports.escape import shortened, shortened_words
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.reports.report import Report
from compute_trends.validators.reports.wording import cap, position, totals

#: What people copy: links, and the paths of records in evidence.
_WHOLE = re.compile(r"://|^[a-z_]+/[a-z0-9-]+:?$")

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
        at = f"{finding.place} {finding.line}: " if _is_elsewhere(finding) else ""
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
    """The text as a paragraph; links, paths of records, and words that fit a line are never broken."""
    width = max(40, get_terminal_size((80, 24)).columns)
    more = indent + "      "
    lines, line, used = [], indent, len(indent)
    begins = True
    for word in text.split(" "):
        rest, wide, is_whole = word, _columns(word), bool(_WHOLE.search(word))
        gains = not is_whole or used > len(more)  # what sticks out of any line need not leave its label
        if not begins and used + 1 + wide > width and gains:
            lines.append(line)
            line, used, begins = more, len(more), True
        while begins and used + wide > width and not is_whole:
            head = _fitting(rest, width - used)
            lines.append(line + head)
            rest, line, used = rest[len(head) :], more, len(more)
            wide = _columns(rest)
        line += rest if begins else f" {rest}"
        used += wide + (not begins)
        begins = begins and not rest
    return "\n".join([*lines, line]) + "\n"


def _columns(text: str) -> int:
    """Columns of a terminal that the text takes: letters of East Asia are two wide, accents none."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _fitting(text: str, width: int) -> str:
    """The beginning of the text that fits into so many columns."""
    end, used = 0, 0
    while end < len(text) and used + _columns(text[end]) <= width:
        used += _columns(text[end])
        end += 1
    return text[: max(end, 1)]


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
        return f"{where}, record {visible(shortened(finding.record))}"
    place = position(replace(finding, line=_begins(finding)))
    return f"{where}, {place}" if place else where


def _subject(finding: Finding) -> str:
    if not finding.column:
        return ""
    column = visible(shortened(finding.column))
    return f"{column}: " if finding.value is None else f"{column} = '{visible(shortened(finding.value))}': "
