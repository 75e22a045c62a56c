"""How each value of a record changed across the versions, and which source each came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from compute_trends.catalog.changes.diff import PROVENANCE, shown, state_path
from compute_trends.catalog.changes.reasons import read_reasons, why_between
from compute_trends.catalog.doors.find import unknown_record
from compute_trends.catalog.files.contributors import Contribution, read_contributions
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import UNRELEASED, all_versions


@dataclass(frozen=True)
class Appearance:
    """A record in one version."""

    version: str
    source: str
    source_url: str | None


@dataclass(frozen=True)
class ValueHistory:
    """One column of the record: its value in each version that has the record, null where unknown."""

    column: str
    values: dict[str, Any]
    reasons: dict[str, str] = field(default_factory=dict)  # version to what is known of the value there, or its change

    @property
    def changed(self) -> bool:
        """Whether the value differs between any two versions."""
        held = list(self.values.values())
        return any(value != held[0] for value in held)


@dataclass(frozen=True)
class RecordHistory:
    """A record across the versions of its dataset, oldest first."""

    dataset: str
    record: str
    appearances: tuple[Appearance, ...]
    columns: tuple[ValueHistory, ...]  # those known in some version, provenance apart
    contributions: tuple[Contribution, ...] = ()  # of people, where submissions named them


def history(record: str, dataset: str | None = None, root: Path = PACKAGE_ROOT) -> list[RecordHistory]:
    """The history of a record, in every dataset that has a record of that id.

    Raises:
        UnknownNameError: no dataset, or not the given one, has such a record.
    """
    found: list[RecordHistory] = []
    known: set[str] = set()
    for name, versions in all_versions(root).items():
        if dataset not in (None, name):
            continue
        schema = load_schema(name, root)
        states = {}
        for item in versions:
            if item.version != UNRELEASED:
                path = state_path(schema, item.version, root)
                ids = read_parquet(path, ["record_id"])["record_id"].to_pylist()
                known.update(ids)
                if record in ids:  # most versions of most datasets have no such record: they are not read further
                    (states[item.version],) = read_parquet(path).slice(ids.index(record), 1).to_pylist()
        if states:
            columns = [
                ValueHistory(
                    column.name,
                    {key: shown(row.get(column.name), column.is_list) for key, row in states.items()},
                    _reasons(name, record, column.name, states, root),
                )
                for column in schema.with_retired().columns
                if column.name not in (*PROVENANCE, "record_id")
            ]
            found.append(
                RecordHistory(
                    dataset=name,
                    record=record,
                    appearances=tuple(
                        Appearance(key, str(row["source"]), row.get("source_url")) for key, row in states.items()
                    ),
                    columns=tuple(item for item in columns if any(v is not None for v in item.values.values())),
                    contributions=tuple(item for item in read_contributions(name, root) if item.record == record),
                )
            )
    if not found:
        if dataset is not None:
            load_schema(dataset, root)
        raise unknown_record("record", record, known, dataset)
    return found


def _reasons(dataset: str, record: str, column: str, states: dict[str, dict[str, Any]], root: Path) -> dict[str, str]:
    found = {
        item.version: item.why
        for item in read_reasons(dataset, root)
        if (item.record, item.column) == (record, column) and item.version in states
    }
    for before, after in pairwise(states):
        why = why_between(dataset, before, after, root)(
            record, column, states[before].get(column), states[after].get(column)
        )
        if why is not None:
            found[after] = why
    return found
