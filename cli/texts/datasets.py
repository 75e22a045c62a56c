"""Tables and texts for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import fill
from typing import TYPE_CHECKING

import click

from compute_trends.catalog.doors.describe import ColumnSummary, DatasetSummary, VersionOverview
from compute_trends.catalog.doors.render import box, cell_text
from compute_trends.cli.output import terminal_width, text_table

if TYPE_CHECKING:
    import duckdb

_MAX_WIDTH = 100
_HEAD_CELL_WIDTH = 24


def overview_table(found: Sequence[VersionOverview]) -> str:
    """The datasets, a row each: versions with their rows, newest first, and what a row is."""
    rows = []
    for dataset, items in groupby(found, key=lambda item: item.dataset):
        held = list(items)
        versions = "\n".join(item.version for item in held)
        counts = "\n".join(f"{item.rows:,}" for item in held)
        rows.append([dataset, versions, counts, held[0].one_row_is])
    return text_table(
        ["dataset", "version", "rows", "one row is"], rows, right=("rows",), fixed=("dataset", "version", "rows")
    )


def head_table(relation: duckdb.DuckDBPyRelation) -> str:
    """The rows of a relation with as many of its first columns as fit the terminal, and how many there are."""
    names, width = relation.columns, terminal_width()
    cells = [[cell_text(value) or "NULL" for value in row] for row in relation.fetchall()]
    shown, used = 0, 1
    for index, name in enumerate(names):
        longest = max(len(text) for text in [name, *(row[index] for row in cells)])
        used += min(longest, _HEAD_CELL_WIDTH) + 3
        if used > width and shown:
            break
        shown += 1
    table = box(relation.project(", ".join(names[:shown])), width, max(len(cells), 1))
    rest = f"  {shown} of {len(names)} columns; --columns chooses others, describe lists them\n"
    return table + (rest if shown < len(names) else "")


def summary_text(summary: DatasetSummary) -> str:
    """A dataset and its columns, one paragraph per column."""
    width = min(terminal_width(), _MAX_WIDTH)
    others = [version for version in summary.versions[::-1] if version != summary.version]
    head = f"{summary.dataset} {summary.version}: {summary.title}, {summary.rows:,} rows"
    parts = [
        click.style(head, bold=True),
        fill(summary.description, width),
        *([fill(f"Takes no submissions: {summary.closed}", width)] if summary.closed else []),
        *([fill(f"Other versions: {', '.join(others)}", width)] if others else []),
        "",
        *(_column_text(column, summary.rows, width) for column in summary.columns),
        *(["", *_absent_text(summary, width)] if summary.absent else []),
        "",
        click.style("Sources", bold=True),
    ]
    for source in summary.sources:
        facts = [f"{source.records:,} rows", *filter(None, [source.producer, source.licence])]
        parts.append(fill(f"{source.key}: {source.title} ({'; '.join(facts)})", width, subsequent_indent="    "))
        if source.url:
            parts.append(f"    {source.url}")
    return "\n".join(parts) + "\n"


def _absent_text(summary: DatasetSummary, width: int) -> list[str]:
    return [
        click.style(f"Declared after {summary.version}", bold=True),
        _indented(", ".join(summary.absent), width),
    ]


def _column_text(column: ColumnSummary, rows: int, width: int) -> str:
    kind = ", ".join(filter(None, [column.type, column.unit]))
    nulls = f"{column.nulls:,} of {rows:,} unknown" if column.nulls else "none unknown"
    left = f"{column.name}  {kind}"
    gap = " " * max(2, width - len(left) - len(nulls))
    styled = click.style(column.name, bold=True) + left[len(column.name) :]
    lines = [styled + gap + nulls, _indented(column.description, width)]
    if column.allowed:
        lines.append(_indented("One of: " + ", ".join(column.allowed), width))
    elif column.example is not None:
        lines.append(_indented(f"Example: {cell_text(column.example)}", width))
    return "\n".join(lines)


def _indented(text: str, width: int) -> str:
    return fill(text, width, initial_indent="    ", subsequent_indent="    ", break_long_words=False)
