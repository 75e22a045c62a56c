"""Trends and reproduced figures, as rows, as JSON and as texts for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from itertools import groupby, zip_longest
from textwrap import fill, wrap
from typing import Any, TypedDict

import click

from compute_trends.catalog.doors.render import Rows, python_rows
from compute_trends.catalog.texts.numbers import limits, printed, rounded, unit
from compute_trends.cli.output import terminal_width
from compute_trends.trends.choices.options import as_typed
from compute_trends.trends.declaration import Trend
from compute_trends.trends.published import Reproduced, compare, figure, tally
from compute_trends.trends.results import TrendResult

#: Columns of a text, at most.
MAX_WIDTH = 110
_MIN_FIRST_COLUMN = 18
_MIN_VALUE_COLUMN = 12
_MIN_PAIR_COLUMN = 40
_MAX_LABEL = 24
_GAP = "  "


class Written(TypedDict):
    """The arguments of `Output.write`."""

    rows: Callable[[], Rows]
    human: Callable[[], str]
    document: Callable[[], object]


def reproduced_output(found: Sequence[Reproduced]) -> Written:
    """Published figures beside ours."""
    names = [field.name for field in fields(Reproduced)]
    return {
        "rows": lambda: python_rows(names, ([getattr(row, name) for name in names] for row in found)),
        "human": lambda: _reproduced_text(found),
        "document": lambda: [row.as_dict() for row in found],
    }


def list_output(trends: Sequence[Trend]) -> Written:
    """The trends that there are."""
    entries = [_entry(trend) for trend in trends]
    names = list(entries[0]) if entries else []
    return {
        "rows": lambda: python_rows(names, (list(entry.values()) for entry in entries)),
        "human": lambda: _list_text(trends),
        "document": lambda: entries,
    }


def trend_output(result: TrendResult) -> Written:
    """One computed trend with the published figures that it recomputes."""
    entry = result.as_dict()
    published = _published(result)
    flat = {name: value for name, value in entry.items() if not isinstance(value, dict)}
    return {
        "rows": lambda: python_rows(list(flat), [list(flat.values())]),
        "human": lambda: _trend_text(result, published),
        "document": lambda: {**entry, "published": published},
    }


def _published(result: TrendResult) -> list[dict[str, Any]]:
    """The published figures of a trend, on the points that they are about."""
    found = []
    for comparison in result.published:
        known = figure(comparison.figure)
        found.append({**asdict(known), "verdict": compare(known, comparison, result).verdict})
    return found


def _entry(trend: Trend) -> dict[str, Any]:
    return {
        "name": trend.name,
        "study": trend.study,
        "question": trend.question,
        "quantity": trend.quantity,
        "subset": trend.subset,
        "unit": trend.unit,
        "dataset": trend.dataset,
        "version": trend.version,
        "options": [*trend.options, "version"],
        "published": [comparison.figure for comparison in trend.comparisons],
    }


def _list_text(trends: Sequence[Trend]) -> str:
    width = min(terminal_width(), MAX_WIDTH)
    lines = []
    for study, members in groupby(trends, key=lambda trend: trend.study):
        lines += ["", click.style(study, bold=True)]
        for trend in members:
            lines += [
                f"  {trend.name}",
                fill(trend.question, width, initial_indent="      ", subsequent_indent="      "),
            ]
    return "\n".join(lines[1:]) + "\n"


def _trend_text(result: TrendResult, published: Sequence[dict[str, Any]]) -> str:
    width = min(terminal_width(), MAX_WIDTH)
    trend, estimate = result.trend, result.estimate
    chosen = [as_typed(name, value) for name, value in result.options.items()]
    about = f"{result.rows}: {result.subset}" + (f" ({', '.join(chosen)})" if chosen else "")
    behind = unit(trend.unit)
    level = f"{estimate.level:.0%} interval " if estimate.level else ""
    interval = limits(estimate.low, estimate.high)
    pairs = [
        (trend.quantity, f"{rounded(estimate.value)}{behind}" + (f"  ({level}{interval})" if interval else "")),
        ("n", rounded(estimate.n)),
    ]
    if estimate.r2 is not None:
        pairs.append(("R2", rounded(estimate.r2)))
    pairs += [(name, rounded(value)) for name, value in estimate.numbers.items()]
    for item in published:
        around = limits(item["low"], item["high"], printed)
        value = f"{printed(item['value'])}{behind}" + (f"  ({around})" if around else "")
        pairs.append(("published", "; ".join(filter(None, [value, item["verdict"], item["reference"]]))))
    lines = [click.style(filled(result.question, width), bold=True), filled(about, width), ""]
    lines += pair_lines(pairs, width)
    if result.note:
        lines += ["", filled(result.note, width)]
    return "\n".join(lines) + "\n"


def pair_lines(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Labels and values in two columns; labels that leave the values too little room stand above them."""
    left = max(len(name) for name, _ in pairs) + len(_GAP)
    longest = max((len(word) for _, value in pairs for word in value.split()), default=0)
    if width - left < max(longest, _MIN_PAIR_COLUMN):
        left = min(left, _MAX_LABEL + len(_GAP))
    lines = []
    for name, value in pairs:
        if len(name) + len(_GAP) <= left:
            lines.append(filled(value, width, name.ljust(left), " " * left))
        elif len(name) + len(_GAP) + len(value) <= width:
            lines.append(f"{name}{_GAP}{value}")
        else:
            lines += [filled(name, width, "", _GAP), filled(value, width, " " * left, " " * left)]
    return lines


def _reproduced_text(found: Sequence[Reproduced]) -> str:
    width = min(terminal_width(), MAX_WIDTH)
    lines: list[str] = []
    for study, members in groupby(found, key=lambda row: row.study):
        lines += [*_study_lines(study, list(members), width), ""]
    lines.append(filled(f"{len(found)} published figures; of the same points counted once: {tally(found)}", width))
    return "\n".join(lines) + "\n"


def _study_lines(study: str, members: Sequence[Reproduced], width: int) -> list[str]:
    notes: dict[str, int] = {}  # a note that several figures share is printed once
    cells = []
    for row in members:
        mark = f"[{notes.setdefault(row.note, len(notes) + 1)}]" if row.note else ""
        ours = "-" if row.estimate is None else rounded(row.estimate)
        cells.append(
            [
                [row.subset],
                [printed(row.published), limits(row.published_low, row.published_high, printed)],
                [ours, limits(row.low, row.high)],
                ["" if row.n is None else f"{row.n:,}"],
                [row.verdict],
                [mark],
            ]
        )
    heads = [study, "published", "ours", "n", "verdict", "note"]
    widths = [
        max(len(heads[column]), *(len(text) for row in cells for text in row[column])) for column in range(len(heads))
    ]
    room = width - _MIN_FIRST_COLUMN - len(_GAP) * (len(widths) - 1) - sum(widths[3:])
    widths[1:3] = [min(size, max(_MIN_VALUE_COLUMN, room // 2)) for size in widths[1:3]]
    widths[0] = max(_MIN_FIRST_COLUMN, width - sum(widths[1:]) - len(_GAP) * (len(widths) - 1))
    lines = [click.style(_line(heads, widths), bold=True), "─" * width]
    quantity = ""
    for row, columns in zip(members, cells, strict=True):
        if row.quantity != quantity:
            quantity = row.quantity
            lines.append(filled(quantity + unit(row.unit, " ({})"), width))
        lines += _row_lines(columns, widths)
    return [*lines, *(filled(note, width, f"[{mark}] ", "    ") for note, mark in notes.items())]


def _row_lines(columns: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """One row of a table, its cells wrapped; the first cell is indented, the number of points aligned to the right."""
    blocks = [
        [part for text in texts if text for part in wrap(text, size - 2 * (index == 0))]
        for index, (texts, size) in enumerate(zip(columns, widths, strict=True))
    ]
    blocks[0] = [f"  {part}" for part in blocks[0]]
    blocks[3] = [part.rjust(widths[3]) for part in blocks[3]]
    return [_line(parts, widths) for parts in zip_longest(*blocks, fillvalue="")]


def _line(parts: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(part.ljust(size) for part, size in zip(parts, widths, strict=True)).rstrip()


def filled(text: str, width: int, first: str = "", rest: str = "") -> str:
    """A paragraph in lines of `width`; words with hyphens and addresses stay whole."""
    return fill(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )
