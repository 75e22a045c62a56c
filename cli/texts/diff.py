"""A diff of two states of a dataset, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import takewhile
from operator import eq
from typing import Any

from compute_trends.catalog.changes.diff import CellChange, Changes, Diff, RecordChange
from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.texts.cells import clipped
from compute_trends.catalog.texts.markdown import code, table, text
from compute_trends.catalog.texts.paragraphs import paragraph, terminal_width

_CELL_WIDTH = 48
#: Letters before the first that differs, where two long texts are shown from there on.
_LEAD = 12


def diff_document(changes: Diff) -> dict[str, Any]:
    """One JSON value: the lists added, removed, renamed and revised, as iterators, and what they are between."""
    return {
        "dataset": changes.dataset,
        "before": changes.before,
        "after": changes.after,
        "rows_before": changes.rows_before,
        "rows_after": changes.rows_after,
        "added": map(_record, changes.added),
        "removed": map(_record, changes.removed),
        "renamed": map(_record, changes.renamed),
        "revised": map(_record, changes.revised),
        "provenance_only": changes.provenance_only,
        "changed_columns": dict(changes.changed_columns),
    }


def _record(item: RecordChange) -> dict[str, Any]:
    found: dict[str, Any] = {"record": item.record, "name": item.name}
    if item.cells:
        found["cells"] = [asdict(cell) for cell in item.cells]
    return found


def diff_text(changes: Diff, limit: int) -> Iterator[str]:
    """The diff for a terminal, line by line: counts, columns, then at most `limit` records of each list (0: all)."""
    columns = terminal_width()
    yield _filled(_counts(changes), columns)
    if changes.changed_columns:
        told = ", ".join(f"{column} {count:,}" for column, count in changes.changed_columns)
        yield from ("", _filled(f"Cells revised: {told}", columns))
    for title, items in _lists(changes):
        yield from ("", f"{title} ({len(items):,})")
        for item in items.most_telling(limit):
            yield _filled(f"{item.name}  [{item.record}]" if item.name else item.record, columns, "  ")
            yield from (_filled(_cell(cell), columns, "    ") for cell in item.cells)
        if limit and len(items) > limit:
            yield f"  ... and {len(items) - limit:,} more; --limit 0 shows all"


def _filled(text: str, columns: int, indent: str = "") -> str:
    return paragraph(text, columns, indent, f"{indent}  ")


def diff_markdown(changes: Diff, limit: int) -> Iterator[str]:
    """The diff as Markdown, for a review, line by line."""
    yield from (f"## {changes.dataset}: {text(changes.before)} → {text(changes.after)}", "", text(_counts(changes)))
    if changes.changed_columns:
        rows = [[code(column), f"{count:,}"] for column, count in changes.changed_columns]
        yield from ("", table(["column", "cells revised"], rows, right=[1]))
    for title, items in _lists(changes):
        yield from ("", f"### {title} ({len(items):,})", "")
        for item in items.most_telling(limit):
            yield f"- {text(item.name)} ({code(item.record)})" if item.name else f"- {code(item.record)}"
            yield from (f"  - {text(_cell(cell))}" for cell in item.cells)
        if limit and len(items) > limit:
            yield f"- and {len(items) - limit:,} more"


def _counts(changes: Diff) -> str:
    counts = {word: len(items) for word, items in _lists(changes)}
    told = ", ".join(f"{count:,} {word.lower()}" for word, count in counts.items()) or "no record changed"
    said = f"{changes.dataset} {changes.before} ({changes.rows_before:,} records) to {changes.after} "
    said += f"({changes.rows_after:,}): {told}"
    if changes.provenance_only:
        said += f", {changes.provenance_only:,} changed in their source only"
    return said


def _lists(changes: Diff) -> list[tuple[str, Changes]]:
    named = [
        ("Revised", changes.revised),
        ("Renamed", changes.renamed),
        ("Added", changes.added),
        ("Removed", changes.removed),
    ]
    return [(title, items) for title, items in named if items]


def _cell(cell: CellChange) -> str:
    factor = f" (x {_factor(cell.factor)})" if cell.factor is not None and cell.factor != 1 else ""
    return f"{cell.column}: {_movement(cell.was, cell.now)}{factor}" + (f": {cell.why}" if cell.why else "")


def _factor(factor: float) -> str:
    """A factor with three digits, or with as many as tell it from 1."""
    return next((text for digits in range(3, 18) if (text := f"{factor:.{digits}g}") != "1"), "1")


def _movement(was: Any, now: Any) -> str:
    """Before and after; of long lists what came and went, and of long texts the place where they part."""
    before, after = _text(was), _text(now)
    if max(len(before), len(after)) > _CELL_WIDTH and was is not None and now is not None:
        if isinstance(was, list) and isinstance(now, list):
            come, gone = (list((Counter(one) - Counter(other)).elements()) for one, other in ((now, was), (was, now)))
            if come or gone:
                said = (("added", come), ("removed", gone))
                return "; ".join(f"{word} {_cut(_text(items))}" for word, items in said if items)
        alike = sum(1 for _ in takewhile(bool, map(eq, before, after)))
        start = max(0, alike - _LEAD)
        if start + _LEAD * 2 > _CELL_WIDTH:
            before, after = (f"…{one[start:]}" for one in (before, after))
    return f"{_cut(before)} → {_cut(after)}"


def _text(value: Any) -> str:
    return "unknown" if value is None else " ".join((cell_text(value) or "").split())


def _cut(shown: str) -> str:
    return clipped(shown, _CELL_WIDTH)
