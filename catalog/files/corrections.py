"""`corrections.yaml`: values that a source has wrong, what they are, and why.

- record: some-system
  source: some-source-2026-08    # whose value it is; left out where every source of the dataset has it
  column: training_compute_flop
  was: 1.0e+20
  is: 6.0e+20
  reason: why the value is wrong
  evidence: what shows it
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER
from compute_trends.catalog.texts import yaml_text

#: What every entry has; an unknown value is null.
_NEEDED = ("record", "column", "was", "is", "reason")


@dataclass(frozen=True)
class Correction:
    """One cell that an import corrects; `was` and `right` are as `comparable` gives them."""

    record: str
    column: str
    was: Any
    right: Any
    reason: str
    evidence: str | None
    source: str | None


def correction_entries(root: Path, dataset: str) -> list[dict[str, Any]]:
    """The entries of a dataset's corrections.yaml as they are written; none where there is no file.

    Raises:
        ComputeTrendsError: the file is no list of entries, or one lacks what every entry has.
    """
    path = root / "datasets" / dataset / "corrections.yaml"
    entries: list[dict[str, Any]] = (yaml_text.read(path) or []) if path.is_file() else []
    if not isinstance(entries, list):
        raise ComputeTrendsError(f"{path}: not a list of corrections; begin each with '- record:'")
    for number, entry in enumerate(entries, start=1):
        lacking = [name for name in _NEEDED if name not in entry] if isinstance(entry, dict) else list(_NEEDED)
        if lacking:
            which = f" ({entry['record']})" if isinstance(entry, dict) and "record" in entry else ""
            raise ComputeTrendsError(f"{path}: entry {number}{which} has no {', '.join(lacking)}; write it")
    return entries


@cache
def read_corrections(dataset: str, root: Path = PACKAGE_ROOT) -> tuple[Correction, ...]:
    """The corrections of a dataset, in their order."""
    return tuple(
        Correction(
            record=entry["record"],
            column=entry["column"],
            was=comparable(entry["was"]),
            right=comparable(entry["is"]),
            reason=" ".join(str(entry["reason"]).split()),
            evidence=" ".join(str(entry["evidence"]).split()) if entry.get("evidence") else None,
            source=entry.get("source"),
        )
        for entry in correction_entries(root, dataset)
    )


def comparable(value: Any) -> Any:
    """A value as YAML, records.csv or Parquet hold it, in the one form in which they can be compared."""
    if isinstance(value, list):
        return LIST_DELIMITER.join(map(str, value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value
