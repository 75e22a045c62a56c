"""A diff of two states of a dataset, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from compute_trends.catalog.changes.diff import CellChange, Diff, RecordChange
from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.markdown import code, table, text
from compute_trends.catalog.texts.paragraphs import paragraph, terminal_width

_CELL_WIDTH = 48


def diff_document(changes: Diff) -> dict[str, Any]:
    """One JSON value: the lists added, removed, renamed and revised, and what they are between."""
    return {
        "dataset": changes.dataset,
        "before": changes.before,
        "after": changes.after,
        "rows_before": changes.rows_before,
        "rows_after": changes.rows_after,
        "added": [_record(item) for item in changes.added],
        "removed": [_record(item) for item in changes.removed],
        "renamed": [_record(item) for item in changes.renamed],
        "revised": [_record(item) for item in changes.revised],
        "provenance_only": changes.provenance_only,
        "changed_columns": dict(changes.changed_columns),
    }


def _record(item: RecordChange) -> dict[str, Any]:
    found: dict[str, Any] = {"record": item.record, "name": item.name}
    if item.cells:
        found["cells"] = [asdict(cell) for cell in item.cells]
    return found


def diff_text(changes: Diff, limit: int) -> str:
    """The diff for a terminal: counts, columns, then the records, at most `limit` of each list (0: all)."""
    columns = terminal_width()
    lines = [_filled(_counts(changes), columns), ""]
    if changes.changed_columns:
        told = ", ".join(f"{column} {count:,}" for column, count in changes.changed_columns)
        lines += [_filled(f"Cells revised: {told}", columns), ""]
    for title, items in _lists(changes):
        shown = _most_telling(changes, items)[: limit or None]
        lines.append(f"{title} ({len(items):,})")
        for item in shown:
            lines.append(_filled(f"{item.name or 'unnamed'}  [{item.record}]", columns, "  "))
            lines += [_filled(_cell(cell), columns, "    ") for cell in item.cells]
        if len(items) > len(shown):
            lines.append(f"  ... and {len(items) - len(shown):,} more; --limit 0 shows all")
        lines.append("")
    return "\n".join(lines)


def _filled(text: str, columns: int, indent: str = "") -> str:
    return paragraph(text, columns, indent, f"{indent}  ")


def diff_markdown(changes: Diff, limit: int) -> str:
    """The diff as Markdown, for a review."""
    parts = [f"## {changes.dataset}: {text(changes.before)} → {text(changes.after)}", "", text(_counts(changes)), ""]
    if changes.changed_columns:
        rows = [[code(column), f"{count:,}"] for column, count in changes.changed_columns]
        parts += [table(["column", "cells revised"], rows, right=[1]), ""]
    for title, items in _lists(changes):
        shown = _most_telling(changes, items)[: limit or None]
        parts += [f"### {title} ({len(items):,})", ""]
        for item in shown:
            parts.append(f"- {text(item.name or 'unnamed')} ({code(item.record)})")
            parts += [f"  - {text(_cell(cell))}" for cell in item.cells]
        if len(items) > len(shown):
            parts.append(f"- and {len(items) - len(shown):,} more")
        parts.append("")
    return "\n".join(parts)


def _counts(changes: Diff) -> str:
    counts = {word: len(items) for word, items in _lists(changes)}
    told = ", ".join(f"{count:,} {word.lower()}" for word, count in counts.items()) or "no record changed"
    said = f"{changes.dataset} {changes.before} ({changes.rows_before:,} records) to {changes.after} "
    said += f"({changes.rows_after:,}): {told}"
    if changes.provenance_only:
        said += f", {changes.provenance_only:,} changed in their source only"
    return said


def _lists(changes: Diff) -> list[tuple[str, list[RecordChange]]]:
    named = [
        ("Revised", changes.revised),
        ("Renamed", changes.renamed),
        ("Added", changes.added),
        ("Removed", changes.removed),
    ]
    return [(title, items) for title, items in named if items]


def _most_telling(changes: Diff, items: list[RecordChange]) -> list[RecordChange]:
    """Records whose headline number moved most come first."""
    headline = load_schema(changes.dataset).headline_column

    def distance(item: RecordChange) -> float:
        factors = [cell.factor for cell in item.cells if cell.column == headline and cell.factor]
        return max((max(factor, 1 / factor) for factor in factors), default=0.0)

    return sorted(items, key=lambda item: -distance(item))


def _cell(cell: CellChange) -> str:
    was, now = (_value(value) for value in (cell.was, cell.now))
    factor = f" (x {cell.factor:.3g})" if cell.factor is not None and cell.factor != 1 else ""
    return f"{cell.column}: {was} → {now}{factor}" + (f": {cell.why}" if cell.why else "")


def _value(value: Any) -> str:
    if value is None:
        return "unknown"
    shown = " ".join((cell_text(value) or "").split())
    return shown if len(shown) <= _CELL_WIDTH else shown[: _CELL_WIDTH - 1] + "…"
