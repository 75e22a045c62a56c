"""What the addresses of the sources say, for a terminal."""

from __future__ import annotations

from collections import Counter

from compute_trends.catalog.changes.outdated import STATES, Outdated
from compute_trends.catalog.texts.terminal import visible


def outdated_text(found: list[Outdated]) -> str:
    """The sources by what was found, those with something newer first, then the counts."""
    lines: list[str] = []
    for state in STATES:
        held = [item for item in found if item.state == state]
        if held:
            lines.append(state)
        for item in held:
            what = " -> ".join(filter(None, [item.held, visible(item.found)])) or "nothing held"
            note = f": {visible(item.note)}" if item.note else ""
            lines += [f"  {item.dataset} {item.source}  {what}{note}", f"      {item.url}"]
        if held:
            lines.append("")
    counts = Counter(item.state for item in found)
    lines.append(
        ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state]) or "no source has an address"
    )
    return "\n".join(lines)
