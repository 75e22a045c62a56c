"""Tables and texts for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from compute_trends.catalog.doors.describe import ColumnSummary, DatasetSummary, VersionOverview
from compute_trends.catalog.doors.render import box, cell_text
from compute_trends.catalog.texts.paragraphs import paragraph, table, terminal_width

if TYPE_CHECKING:
    import duckdb

_HEAD_CELL_WIDTH = 24


def overview_table(found: Sequence[VersionOverview]) -> str:
    """The datasets, a row each: versions with their rows, newest first, and what a row is."""
    rows = []
    for dataset, items in groupby(found, key=lambda item: item.dataset):
        held = list(items)
        versions = "\n".join(item.version for item in held)
        counts = "\n".join(f"{item.rows:,}" for item in held)
        rows.append([dataset, versions, counts, held[0].one_row_is])
    return table(
        ["dataset", "version", "rows", "one row is"], rows, right=("rows",), fixed=("dataset", "version", "rows")
    )


def head_table(relation: duckdb.DuckDBPyRelation) -> str:
    """The rows of a relation with as many of its first columns as fit the terminal, and how many there are."""
    names, columns = relation.columns, terminal_width(None)
    cells = [[cell_text(value) or "NULL" for value in row] for row in relation.fetchall()]
    shown, used = 0, 1
    for index, name in enumerate(names):
        longest = max(len(text) for text in [name, *(row[index] for row in cells)])
        used += min(longest, _HEAD_CELL_WIDTH) + 3
        if used > columns and shown:
            break
        shown += 1
    drawn = box(relation.project(", ".join(names[:shown])), columns, max(len(cells), 1))
    rest = f"  {shown} of {len(names)} columns; --columns chooses others, describe lists them\n"
    return drawn + (rest if shown < len(names) else "")


def summary_text(summary: DatasetSummary) -> str:
    """A dataset and its columns, one paragraph per column."""
    columns = terminal_width()
    others = [version for version in summary.versions[::-1] if version != summary.version]
    head = f"{summary.dataset} {summary.version}: {summary.title}, {summary.rows:,} rows"
    parts = [
        click.style(head, bold=True),
        paragraph(summary.description, columns),
        *([paragraph(f"Takes no submissions: {summary.closed}", columns)] if summary.closed else []),
        *([paragraph(f"Other versions: {', '.join(others)}", columns)] if others else []),
        "",
        *(_column_text(column, summary.rows, columns) for column in summary.columns),
        *(["", *_absent_text(summary, columns)] if summary.absent else []),
        "",
        click.style("Sources", bold=True),
    ]
    for source in summary.sources:
        facts = [f"{source.records:,} rows", *filter(None, [source.producer, source.licence])]
        parts.append(paragraph(f"{source.key}: {source.title} ({'; '.join(facts)})", columns, rest="    "))
        if source.url:
            parts.append(f"    {source.url}")
    return "\n".join(parts) + "\n"


def _absent_text(summary: DatasetSummary, columns: int) -> list[str]:
    return [
        click.style(f"Declared after {summary.version}", bold=True),
        _indented(", ".join(summary.absent), columns),
    ]


def _column_text(column: ColumnSummary, rows: int, columns: int) -> str:
    kind = ", ".join(filter(None, [column.type, column.unit]))
    nulls = f"{column.nulls:,} of {rows:,} unknown" if column.nulls else "none unknown"
    left = f"{column.name}  {kind}"
    gap = " " * max(2, columns - len(left) - len(nulls))
    styled = click.style(column.name, bold=True) + left[len(column.name) :]
    lines = [styled + gap + nulls, _indented(column.description, columns)]
    if column.allowed:
        lines.append(_indented("One of: " + ", ".join(column.allowed), columns))
    elif column.example is not None:
        lines.append(_indented(f"Example: {cell_text(column.example)}", columns))
    return "\n".join(lines)


def _indented(text: str, columns: int) -> str:
    return paragraph(text, columns, "    ", "    ")
