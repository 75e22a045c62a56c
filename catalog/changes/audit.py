"""What a reading of the notes behind training compute found, record by record, and what became of it here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from compute_trends.catalog.doors.load import read_table
from compute_trends.catalog.files.corrections import read_corrections

DATASET, SYSTEMS = "compute_contradictions", "milestone_systems"

#: The verdicts, the gravest first, with what each means.
VERDICTS = {
    "contradiction": "the stated compute contradicts its own note",
    "other_column": "the compute stands, and another column of the row is wrong",
    "estimates_disagree": "the note names estimates that disagree, and no slip is shown",
}


@dataclass(frozen=True)
class Finding:
    """One finding of the audit.

    Attributes:
        record, name: of the milestone system.
        source_url: the page of the system, as its record has it.
        cells: the finding's columns of compute_contradictions, those without a value left out.
        corrected: columns of the record that are corrected here because of it, with the values before and after.
    """

    record: str
    name: str
    source_url: str | None
    cells: dict[str, Any]
    corrected: dict[str, tuple[Any, Any]]

    @property
    def verdict(self) -> str:
        """One of VERDICTS."""
        return str(self.cells["verdict"])

    @property
    def factor(self) -> float | None:
        """Recomputed over stated compute; None where nothing was recomputed."""
        recomputed = self.cells.get("recomputed_training_compute_flop")
        return recomputed / self.cells["stated_training_compute_flop"] if recomputed else None

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "record": self.record,
            "name": self.name,
            "source_url": self.source_url,
            **self.cells,
            "factor": self.factor,
            "corrected": {name: {"was": was, "is": now} for name, (was, now) in self.corrected.items()},
        }


def findings() -> list[Finding]:
    """All findings of the newest version: the gravest verdict first, the largest factor first."""
    links = {row["record_id"]: row["source_url"] for row in read_table(SYSTEMS).to_pylist()}
    corrected: dict[str, dict[str, tuple[Any, Any]]] = {}
    for item in read_corrections(SYSTEMS):
        corrected.setdefault(item.record, {})[item.column] = (item.was, item.right)
    left_out = ("record_id", "name", "milestone_system", "source", "source_url", "source_urls", "admission")
    found = [
        Finding(
            record=row["milestone_system"],
            name=row["name"],
            source_url=links.get(row["milestone_system"]),
            cells={name: value for name, value in row.items() if name not in left_out and value is not None},
            corrected=corrected.get(row["milestone_system"], {}),
        )
        for row in read_table(DATASET).to_pylist()
    ]
    order = list(VERDICTS)

    def place(item: Finding) -> tuple[int, float, str]:
        factor = item.factor or 1.0
        return order.index(item.verdict), -max(factor, 1 / factor), item.record

    return sorted(found, key=place)


def counts(found: Sequence[Finding], column: str, verdict: str | None = None) -> dict[str, int]:
    """How many findings have each value of a column, the most frequent first; of one verdict where it is given."""
    held = [item for item in found if verdict in (None, item.verdict)]
    return dict(Counter(str(item.cells.get(column, "none")) for item in held).most_common())
