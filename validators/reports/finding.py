"""What a check found: the one model that every report renders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from compute_trends.validators.rule import Layer, Severity

#: The keys of a finding in JSON, in order.
FINDING_KEYS = (
    "rule", "severity", "layer", "file", "line", "record", "column", "value", "message", "fix", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or looks wrong, in a submission."""

    rule: str
    severity: Severity
    layer: Layer
    file: str
    line: int | None  # of the file in CSV, YAML and JSON Lines; number of the row elsewhere
    record: str | None  # its record_id
    column: str | None
    value: str | None
    message: str
    fix: str
    evidence: str | None = None
    place: str = "line"  # what `line` counts: "line" or "row"
    record_line: int | None = None  # where the record begins

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON shows it."""
        return {key: getattr(self, key) for key in FINDING_KEYS}
