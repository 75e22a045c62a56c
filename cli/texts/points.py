"""The rows behind an estimate, as rows, as JSON and as a table for people."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date

from compute_trends.catalog.doors.render import cell_text, python_rows
from compute_trends.catalog.texts.numbers import count, rounded
from compute_trends.catalog.texts.paragraphs import table
from compute_trends.cli.texts.trend import Written
from compute_trends.trends.results import plain
from compute_trends.trends.robustness.listing import Listing


def points_output(found: Listing) -> Written:
    """Every row that a trend selected, points first as the trend orders them."""
    columns = found.columns
    return {
        "rows": lambda: python_rows(columns, (list(astuple(row)) for row in found.rows)),
        "human": lambda: _text(found),
        "document": lambda: [dict(zip(columns, map(plain, astuple(row)), strict=True)) for row in found.rows],
    }


def _text(found: Listing) -> str:
    """A table without what is empty in every row."""
    points = sum(not row.left_out for row in found.rows)
    tables = ", ".join(f"{dataset} {version}" for dataset, version in found.tables.items())
    head = f"{found.trend.name}: {count(points, 'point')} of {count(len(found.rows), 'row')} from {tables}"
    named = dict(zip(found.columns, zip(*map(astuple, found.rows), strict=True), strict=True)) if found.rows else {}
    shown = [
        name
        for name, cells in named.items()
        if name not in ("name", "dataset", "source_url") and any(cell not in (None, "") for cell in cells)
    ]
    cells = [[_cell(named[name][row]) for name in shown] for row in range(len(found.rows))]
    numbers = tuple(name for name in shown if any(isinstance(cell, float) for cell in named[name]))
    return f"{head}\n\n{table(shown, cells, right=numbers)}"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return rounded(value)
    return (cell_text(value) if isinstance(value, date) else str(value or "")) or ""
