"""Trends and reproduced figures, as rows, as JSON and as texts for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from itertools import groupby
from textwrap import wrap
from typing import Any, TypedDict

import click

from compute_trends.catalog.doors.render import Rows, python_rows
from compute_trends.catalog.texts.numbers import limits, measured, printed, rounded, unit, units
from compute_trends.catalog.texts.paragraphs import GAP, labelled, paragraph, table_row, terminal_width
from compute_trends.cli.texts.known import known_lines
from compute_trends.trends.choices.options import as_typed
from compute_trends.trends.published.verdicts import Reproduced, compared, tally
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.bounds import bounds

#: Columns of a text, at most.
MAX_WIDTH = 110
_MIN_FIRST_COLUMN = 18
_MIN_VALUE_COLUMN = 12
_MAX_VERDICT_COLUMN = 10


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


def trend_output(result: TrendResult) -> Written:
    """One computed trend with the published figures that it recomputes."""
    entry = result.as_dict()
    published, flat = compared(result), result.as_row()
    return {
        "rows": lambda: python_rows(list(flat), [list(flat.values())]),
        "human": lambda: _trend_text(result, published),
        "document": lambda: {**entry, "published": published, "bounds": [item.as_dict() for item in bounds(result)]},
    }


def _trend_text(result: TrendResult, published: Sequence[dict[str, Any]]) -> str:
    width = terminal_width(MAX_WIDTH)
    trend, estimate = result.trend, result.estimate
    chosen = [as_typed(name, value) for name, value in result.options.items()]
    about = f"{result.rows}, {result.data_until}: {result.subset}" + (f" ({', '.join(chosen)})" if chosen else "")
    level = f"{estimate.level:.0%} interval " if estimate.level else ""
    interval = limits(estimate.low, estimate.high, partial(measured, unit_name=trend.unit))
    pairs = [
        (
            trend.quantity,
            f"{measured(estimate.value, trend.unit)}{units(trend.unit, estimate.value)}"
            + (f"  ({level}{interval})" if interval else ""),
        ),
        ("n", rounded(estimate.n)),
    ]
    if estimate.r2 is not None:
        pairs.append(("R2", rounded(estimate.r2)))
    pairs += [(name, rounded(value)) for name, value in estimate.numbers.items()]
    for item in published:
        around = limits(item["low"], item["high"], printed)
        value = f"{printed(item['value'])}{units(trend.unit, item['value'])}" + (f"  ({around})" if around else "")
        pairs.append(("published", "; ".join(filter(None, [value, item["verdict"], item["reference"]]))))
    lines = [click.style(paragraph(result.question, width), bold=True), paragraph(about, width), ""]
    lines += labelled(pairs, width)
    lines += known_lines(result, bounds(result), width)
    if result.note:
        lines += ["", paragraph(result.note, width)]
    return "\n".join(lines) + "\n"


def _reproduced_text(found: Sequence[Reproduced]) -> str:
    width = terminal_width(MAX_WIDTH)
    lines: list[str] = []
    for study, members in groupby(found, key=lambda row: row.study):
        lines += [*_study_lines(study, list(members), width), ""]
    lines.append(paragraph(f"{len(found)} published figures; of the same points counted once: {tally(found)}", width))
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
                [row.data_to],
                [row.verdict],
                [mark],
            ]
        )
    heads = [study, "published", "ours", "n", "data to", "verdict", "note"]
    widths = [
        max(len(heads[column]), *(len(text) for row in cells for text in row[column])) for column in range(len(heads))
    ]
    widths[5] = min(widths[5], _MAX_VERDICT_COLUMN)
    first = max(_MIN_FIRST_COLUMN, len(study))
    room = width - first - len(GAP) * (len(widths) - 1) - sum(widths[3:])
    least = max(len(heads[1]), min(_MIN_VALUE_COLUMN, room // 2))
    widths[1:3] = [min(size, max(least, room // 2)) for size in widths[1:3]]
    widths[0] = max(first, width - sum(widths[1:]) - len(GAP) * (len(widths) - 1))
    lines = [click.style(table_row([[head] for head in heads], widths)[0], bold=True), "─" * width]
    quantity = ""
    for row, columns in zip(members, cells, strict=True):
        if row.quantity != quantity:
            quantity = row.quantity
            lines.append(paragraph(quantity + unit(row.unit, " ({})"), width))
        lines += _row_lines(columns, widths)
    return [*lines, *(paragraph(note, width, f"[{mark}] ", "    ") for note, mark in notes.items())]


def _row_lines(columns: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """One row of a table, its cells wrapped; the first cell is indented, the number of points aligned to the right."""
    blocks = [
        [part for text in texts if text for part in wrap(text, size - 2 * (index == 0))]
        for index, (texts, size) in enumerate(zip(columns, widths, strict=True))
    ]
    blocks[0] = [f"  {part}" for part in blocks[0]]
    return table_row(blocks, widths, right=[3])
