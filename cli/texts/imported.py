"""What an import read and would change, for people."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from compute_trends.catalog.changes.diff import diff_records
from compute_trends.catalog.importers.run import Candidate
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.numbers import count

_SHOWN = 20


def import_text(root: Path, candidate: Candidate) -> str:
    """Counts of what was read and of what differs from the records held, and the rows and columns that need a look."""
    imported = candidate.imported
    old, new = ({row["record_id"]: row for row in rows} for rows in (candidate.previous, candidate.records))
    changes = diff_records(load_schema(candidate.dataset, root), old, new, "records.csv", "import")
    merged = [item for item in imported.left_out if item.merged_into]
    left_out = [item for item in imported.left_out if not item.merged_into]
    read = ", ".join(f"{item.name} ({item.key}, {count(item.rows, 'row')})" for item in imported.files)
    counts = {
        "added": len(changes.added),
        "removed": len(changes.removed),
        "renamed": len(changes.renamed),
        "revised": len(changes.revised),
        "source alone changed": changes.provenance_only,
    }
    found = candidate.exports.found
    keys = {item.key: found[item.key] for item in imported.files if item.key in found}
    lines = [
        f"{candidate.dataset}: read {read}",
        *(f"source {key}: {export.told_by}" for key, export in keys.items()),
        f"{count(len(new), 'record')}, {candidate.kept:,} of them held from elsewhere and untouched",
        ", ".join(f"{word} {number:,}" for word, number in counts.items()),
        f"rows merged into another record {len(merged) + imported.repeated:,}, left out {len(left_out):,}",
        f"corrections applied {len(candidate.corrections):,}",
    ]
    lines += _listed("conflicts between upstream and contributors", candidate.conflicts, everything=True)
    lines += _listed("rows that may be any of several records", imported.ambiguous, everything=True)
    lines += _listed("unknown columns, left out", imported.unknown_columns)
    lines += _listed("missing columns, now unknown", imported.missing_columns)
    lines += _listed("new record ids", [item.record for item in changes.added])
    lines += _listed("removed record ids", [item.record for item in changes.removed])
    reasons = Counter(item.reason for item in left_out)
    lines += [f"left out because {reason}: {number:,}" for reason, number in reasons.most_common() if number > _SHOWN]
    few = [item for item in left_out if reasons[item.reason] <= _SHOWN]
    lines += _listed("left out", [f"row {item.row} {item.name!r}: {item.reason}" for item in few])
    lines += _listed("notes", [*imported.notes, *candidate.notes])
    return "\n".join(lines) + "\n"


def _listed(title: str, items: list[str], everything: bool = False) -> list[str]:
    if not items:
        return []
    shown = len(items) if everything else _SHOWN
    more = [f"  ... and {len(items) - shown:,} more"] if len(items) > shown else []
    return [f"{title} ({len(items):,}):", *(f"  {item}" for item in items[:shown]), *more]
