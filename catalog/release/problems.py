"""What `verify` reports."""

from __future__ import annotations

from dataclasses import dataclass

REINSTALL = "restore it from version control, or install compute-trends again"


@dataclass(frozen=True)
class Problem:
    """One thing that is not as declared."""

    file: str
    message: str
    fix: str
    severity: str = "error"  # or "note": true of a checkout in the middle of an edit

    def __str__(self) -> str:
        return f"{self.file}: {self.message}; {self.fix}"
