"""Small tables in HTML, for notebooks; every text in them is shown and never obeyed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from compute_trends.catalog.texts.terminal import visible

_LEFT = ' style="text-align:left"'


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], below: Sequence[str] = (), more: int = 0
) -> str:
    """A table with a caption, and paragraphs below it.

    Args:
        caption: in bold above it.
        heads: names of the columns; none for a table of names and values.
        rows: cells.
        below: paragraphs.
        more: rows that are not shown, which is said.
    """
    parts = [f'<table><caption style="text-align:left;font-weight:bold">{_text(caption)}</caption>']
    if heads:
        parts.append(f"<thead><tr>{''.join(f'<th{_LEFT}>{_text(head)}</th>' for head in heads)}</tr></thead>")
    body = (f"<tr>{''.join(f'<td{_LEFT}>{_text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    parts += ["<tbody>", *body, "</tbody></table>"]
    below = [f"and {more:,} more", *below] if more else below
    return "".join([*parts, *(f"<p>{_text(text)}</p>" for text in below if text)])


def _text(text: str) -> str:
    return escape(visible(text))
