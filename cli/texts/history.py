"""The history of a record, for people."""

from __future__ import annotations

from collections.abc import Sequence

from compute_trends.catalog.changes.history import RecordHistory
from compute_trends.catalog.doors.find import Found
from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.texts.paragraphs import paragraph, table, terminal_width


def history_text(found: RecordHistory, everything: bool) -> str:
    """A table with a column per version: the values that changed, or all of them, and each version's source."""
    versions = [item.version for item in found.appearances]
    shown = [column for column in found.columns if everything or column.changed]
    head = f"{found.record} in {found.dataset}, versions {', '.join(versions)}"
    lines = [paragraph(head, terminal_width(None), rest="  ")]
    if shown:
        rows = [
            [column.column, *(cell_text(column.values[version]) or "unknown" for version in versions)]
            for column in shown
        ]
        lines.append(table(["column", *versions], rows).rstrip("\n"))
    for column in found.columns:
        for version, why in column.reasons.items():
            lines.append(paragraph(f"{column.column} in {version}: {why}", terminal_width(None), rest="  "))
    unchanged = len(found.columns) - len(shown)
    if unchanged:
        lines.append(f"{unchanged} values never changed; --all shows them")
    for item in found.appearances:
        said = f"{item.version} from {item.source}: {item.source_url or 'no link'}"
        lines.append(paragraph(said, terminal_width(None), rest="  "))
    return "\n".join(lines) + "\n"


def also_called(others: Sequence[Found]) -> list[str]:
    """What other datasets know under the name; nothing where none does."""
    if not others:
        return []
    told = "; ".join(
        f"{item.dataset}: {item.name} ({item.title}" + (f", {item.more:,} more)" if item.more else ")")
        for item in others
    )
    return [paragraph(f"Also of that name, in {told}", terminal_width(None), rest="  ") + "\n"]
