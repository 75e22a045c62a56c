"""The list of trends, as rows, as JSON and as a text: a line each, with our value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import click

from compute_trends.catalog.doors.render import python_rows
from compute_trends.catalog.texts.numbers import count
from compute_trends.catalog.texts.paragraphs import GAP, paragraph, terminal_width
from compute_trends.cli.texts.trend import MAX_WIDTH, Written
from compute_trends.trends.doors.listing import START_WITH, ListedTrend, TrendList, entry, value_told

#: So many trends or fewer are shown with their questions.
_FEW = 12


def list_output(trends: TrendList) -> Written:
    """The trends that there are."""
    entries = [entry(trend) for trend in trends]
    names = list(entries[0]) if entries else []
    return {
        "rows": lambda: python_rows(names, (list(item.values()) for item in entries)),
        "human": lambda: _text(trends),
        "document": lambda: entries,
    }


def _text(trends: Sequence[ListedTrend]) -> str:
    width = terminal_width(MAX_WIDTH)
    if not trends:
        return "no trend holds all of that; compute-trends find searches everything\n"
    size = max(len(trend.name) for trend in trends)
    lines: list[str] = []
    first = [trend for name in START_WITH for trend in trends if trend.name == name]
    if len(trends) > _FEW and first:
        lines += [click.style(f"{count(len(first), 'trend')} to start with", bold=True)]
        for trend in first:
            lines += [_line(trend, size, width), paragraph(trend.question, width, " " * 6, " " * 6)]
    for study, members in groupby(trends, key=lambda trend: trend.study):
        lines += [*([""] if lines else []), click.style(study, bold=True)]
        for trend in members:
            lines.append(_line(trend, size, width))
            if len(trends) <= _FEW:
                lines.append(paragraph(trend.question, width, " " * 6, " " * 6))
    several = sum(len(trend.versions) > 1 for trend in trends)
    told = f"{count(len(trends), 'trend')}, each with our value."
    if several:
        told += (
            f" {several:,} of them are asked on the rows of later versions as well: --version, as --format json lists."
        )
    return "\n".join([*lines, "", paragraph(told, width)]) + "\n"


def _line(trend: ListedTrend, size: int, width: int) -> str:
    return paragraph(value_told(trend), width, f"  {trend.name.ljust(size)}{GAP}", " " * (size + 4)).rstrip()
