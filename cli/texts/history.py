"""The history of a record, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from compute_trends.catalog.changes.history import RecordHistory
from compute_trends.catalog.doors.find import Found
from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.texts.paragraphs import GAP, columns_of, labelled, paragraph, table, terminal_width

#: Versions that follow one another and are named one by one; of more, the first and the last are.
_LISTED = 2


def history_text(found: RecordHistory, everything: bool) -> str:
    """The values that changed, or all of them, with each version's source and the people who contributed.

    A table with a column per version; where that would break words, the values below one another.
    """
    versions = [item.version for item in found.appearances]
    shown = [column for column in found.columns if everything or column.changed]
    head = f"{found.record} in {found.dataset}, versions {', '.join(versions)}"
    lines = [paragraph(head, terminal_width(None), rest="  ")]
    if shown:
        rows = [
            [column.column, *(cell_text(column.values[version]) or "unknown" for version in versions)]
            for column in shown
        ]
        heads = ["column", *versions]
        if _fits(heads, rows):
            lines.append(table(heads, rows).rstrip("\n"))
        else:
            lines += [line for name, *cells in rows for line in _values(name, dict(zip(versions, cells, strict=True)))]
    for column in found.columns:
        for version, why in column.reasons.items():
            lines.append(paragraph(f"{column.column} in {version}: {why}", terminal_width(None), rest="  "))
    unchanged = len(found.columns) - len(shown)
    if unchanged:
        lines.append(f"{unchanged} values never changed; --all shows them")
    for item in found.appearances:
        said = f"{item.version} from {item.source}: {item.source_url or 'no link'}"
        lines.append(paragraph(said, terminal_width(None), rest="  "))
    lines += [paragraph(item.told, terminal_width(None), rest="  ") for item in found.contributions]
    return "\n".join(lines) + "\n"


def _fits(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table as wide as the terminal needs to break no word."""
    longest = [
        max(columns_of(word) for cell in column for word in cell.split()) for column in zip(heads, *rows, strict=True)
    ]
    return sum(longest) + len(GAP) * (len(heads) - 1) <= terminal_width(None)


def _values(name: str, values: Mapping[str, str]) -> list[str]:
    """A column with its values, each once with the versions that have it, in their order."""
    runs = [(list(run), value) for value, run in groupby(values, lambda version: values[version])]
    labels = [", ".join(run) if len(run) <= _LISTED else f"{run[0]} to {run[-1]}" for run, _ in runs]
    return [
        name,
        *labelled(
            [(f"  {label}", value) for label, (_, value) in zip(labels, runs, strict=True)], terminal_width(None)
        ),
    ]


def also_called(others: Sequence[Found]) -> list[str]:
    """What other datasets know under the name; nothing where none does."""
    if not others:
        return []
    told = "; ".join(
        f"{item.dataset}: {item.name} ({item.title}" + (f", {item.more:,} more)" if item.more else ")")
        for item in others
    )
    return [paragraph(f"Also of that name, in {told}", terminal_width(None), rest="  ") + "\n"]
