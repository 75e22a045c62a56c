"""Why a value changed between two versions, where that is known.

What we corrected carries its reason in `corrections.yaml`. What upstream revised carries none; where it is known all
the same, it stands in `datasets/<dataset>/reasons.yaml`:

- record: alphago-zero
  version: 2026.8.0               # the first with the new value, or the one of which something is to be known
  column: training_compute_flop
  why: what changed in the meaning or the calculation of the value
  evidence: where that can be seen; optional
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.corrections import comparable, read_corrections
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.versions import UNRELEASED, all_versions, version_key

#: (record, column, value before, value after) to the reason, None where none is known.
WhyOf = Callable[[str, str, Any, Any], str | None]


@dataclass(frozen=True)
class Reason:
    """What is known of a value of a record from a version on."""

    record: str
    version: str
    column: str
    why: str
    evidence: str | None = None


@cache
def read_reasons(dataset: str, root: Path = PACKAGE_ROOT) -> tuple[Reason, ...]:
    """The entries of a dataset's reasons.yaml, in their order; none where there is no file.

    Raises:
        ComputeTrendsError: an entry lacks a key or has one that none has, or names no column or version.
    """
    path = root / "datasets" / dataset / "reasons.yaml"
    if not path.is_file():
        return ()
    schema = load_schema(dataset, root)
    versions = {item.version for item in all_versions(root).get(dataset, ())}
    found = []
    for number, entry in enumerate(yaml_text.read(path) or [], start=1):
        if not {"record", "version", "column", "why"} <= entry.keys() <= {*Reason.__dataclass_fields__}:
            raise ComputeTrendsError(f"{path}, entry {number}: an entry has record, version, column, why and evidence")
        if entry["column"] not in schema.names or str(entry["version"]) not in versions:
            raise ComputeTrendsError(
                f"{path}, entry {number}: {entry['column']} of {entry['version']} is no column of a version held"
            )
        texts = {key: " ".join(str(value).split()) for key, value in entry.items()}
        found.append(Reason(**texts))
    return tuple(found)


def why_between(dataset: str, before: str, after: str, root: Path = PACKAGE_ROOT) -> WhyOf:
    """Why values changed between two states: versions, or anything else for what is newer than all versions.

    Reasons of versions after `before` up to `after` count, and corrections whose value is that of `after`.
    """
    known = {item.version for item in all_versions(root).get(dataset, ())} - {UNRELEASED}
    start, end = (version_key(state) if state in known else None for state in (before, after))
    reasons: dict[tuple[str, str], list[str]] = {}
    for item in read_reasons(dataset, root):
        key = version_key(item.version)
        if start is not None and start < key and (end is None or key <= end):
            reasons.setdefault((item.record, item.column), []).append(item.why)
    corrections = {(item.record, item.column): item for item in read_corrections(dataset, root)}

    def why(record: str, column: str, was: Any, now: Any) -> str | None:
        told = list(reasons.get((record, column), ()))
        correction = corrections.get((record, column))
        if correction is not None and comparable(now) == correction.right and comparable(was) != correction.right:
            told.append(f"corrected: {correction.reason}")
        return "; ".join(told) or None

    return why
