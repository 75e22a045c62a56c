"""The audit of training compute, for people and for the keepers of the table."""

from __future__ import annotations

from collections.abc import Sequence

from compute_trends.catalog.changes.audit import VERDICTS, Finding, counts
from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.texts.markdown import code, text
from compute_trends.catalog.texts.markdown import table as markdown_table
from compute_trends.catalog.texts.numbers import count, short
from compute_trends.catalog.texts.paragraphs import paragraph, table, terminal_width


def audit_text(found: Sequence[Finding]) -> str:
    """Counts by verdict, kind of slip and reader, then a line per contradiction."""
    columns = terminal_width()
    head = f"{count(len(found), 'system')} whose stated training compute, or another column, its note does not bear"
    lines = [paragraph(head, columns)]
    verdicts = counts(found, "verdict")
    lines.append(table(["verdict", "systems", "what it means"], [[key, str(verdicts.get(key, 0)), told]
                                                                 for key, told in VERDICTS.items()]))  # fmt: skip
    slips = ", ".join(f"{key.replace('_', ' ')} {number}" for key, number in _of_contradictions(found, "slip"))
    readers = ", ".join(f"{key} {number}" for key, number in _of_contradictions(found, "readers"))
    lines.append(paragraph(f"Contradictions by slip: {slips}.", columns))
    lines.append(paragraph(f"Found by which reader: {readers}.", columns))
    lines.append("")
    rows = [
        [
            item.record,
            short(item.cells["stated_training_compute_flop"]),
            short(item.cells["recomputed_training_compute_flop"]),
            str(item.cells["slip"]).replace("_", " "),
            str(item.cells["certainty"]),
            "corrected" if "training_compute_flop" in item.corrected else "as stated",
        ]
        for item in found
        if item.verdict == "contradiction"
    ]
    lines.append(
        table(["record", "stated FLOP", "recomputed", "slip", "certainty", "here"], rows, fixed=("record", "here"))
    )
    told = "compute-trends explain --record RECORD has the calculation; --for-upstream writes a note on each"
    lines.append(paragraph(told, columns))
    return "\n".join(lines) + "\n"


def _of_contradictions(found: Sequence[Finding], column: str) -> list[tuple[str, int]]:
    return list(counts(found, column, "contradiction").items())


def upstream_notes(found: Sequence[Finding]) -> str:
    """A note per contradiction and per wrong column, in Markdown, for the keepers of the table."""
    asked = [item for item in found if item.verdict != "estimates_disagree"]
    head = (
        "# Notes on stated training compute\n\n"
        f"{count(len(asked), 'row')} of the table of notable AI models whose training compute, or another column, the "
        "row's own note contradicts. Each says what the note multiplies and what follows; none of it is a new estimate."
    )
    return "\n\n".join([head, *map(_note, asked)]) + "\n"


def _note(item: Finding) -> str:
    cells = item.cells
    rows = [["Record", code(item.record)], ["Page", code(item.source_url) if item.source_url else "none"]]
    rows.append(["Stated training compute", f"{short(cells['stated_training_compute_flop'])} FLOP"])
    if item.factor is not None:
        recomputed = f"{short(cells['recomputed_training_compute_flop'])} FLOP ({item.factor:.3g} times the stated)"
        rows.append(["What follows from the note", recomputed])
        rows.append(["Kind of slip", f"{str(cells['slip']).replace('_', ' ')}, {cells['certainty']}"])
    rows.append(["Formula, and what the note does", text(str(cells["basis"]))])
    if "other_columns_note" in cells:
        rows.append(["Other column", text(str(cells["other_columns_note"]))])
    for name, (was, now) in item.corrected.items():
        if not name.startswith("training_compute_") or name == "training_compute_flop":
            was_text = "unknown" if was is None else text(cell_text(was) or "")
            rows.append([f"Corrected here: {code(name)}", f"{was_text} → {text(cell_text(now) or '')}"])
    rows.append(["Found by", {"both": "two readers"}.get(str(cells["readers"]), "one of two readers")])
    return f"## {text(item.name)}\n\n" + markdown_table(["", ""], rows).rstrip("\n")
