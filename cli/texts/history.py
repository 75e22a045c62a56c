"""The history of a record, for people."""

from __future__ import annotations

from textwrap import fill

from compute_trends.catalog.changes.history import RecordHistory
from compute_trends.catalog.doors.render import cell_text
from compute_trends.cli.output import terminal_width, text_table


def history_text(found: RecordHistory, everything: bool) -> str:
    """A table with a column per version: the values that changed, or all of them, and each version's source."""
    versions = [item.version for item in found.appearances]
    shown = [column for column in found.columns if everything or column.changed]
    lines = [f"{found.record} in {found.dataset}, versions {', '.join(versions)}"]
    if shown:
        rows = [
            [column.column, *(cell_text(column.values[version]) or "unknown" for version in versions)]
            for column in shown
        ]
        lines.append(text_table(["column", *versions], rows, fixed=()).rstrip("\n"))
    unchanged = len(found.columns) - len(shown)
    if unchanged:
        lines.append(f"{unchanged} values never changed; --all shows them")
    width = terminal_width()
    for item in found.appearances:
        lines.append(
            fill(f"{item.version} from {item.source}: {item.source_url or 'no link'}", width, subsequent_indent="  ")
        )
    return "\n".join(lines) + "\n"
