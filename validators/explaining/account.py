"""Where single values of a shipped record come from: how they were estimated, corrected and revised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from compute_trends.catalog.changes.diff import shown
from compute_trends.catalog.changes.reasons import Reason, read_reasons
from compute_trends.catalog.files.corrections import Correction, comparable, read_corrections
from compute_trends.catalog.files.origin import read_declared
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import Version, all_versions, find_version

#: The dataset whose estimates were read, and the one that holds what contradicts them.
_SYSTEMS, _CONTRADICTIONS = "milestone_systems", "compute_contradictions"
_SOURCE, _LOCATORS = "estimate_source", "estimate_locators"
_OF_A_CONTRADICTION = (
    "verdict", "slip", "stated_training_compute_flop", "recomputed_training_compute_flop", "basis", "certainty",
    "entered_as_correction", "other_columns_note", "readers", "source_url",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """What is known of single values of a record.

    Attributes:
        estimate: how its training compute was estimated, by column; empty where nobody read it.
        locators: where each of these facts was read.
        estimate_source, estimate_source_title: the source of these facts; empty without them.
        corrections: of values that the record holds.
        reasons: why upstream revised values, or did not.
        contradiction: what a reading of the note found, by column of compute_contradictions.
    """

    estimate: dict[str, Any]
    locators: tuple[str, ...]
    estimate_source: str
    estimate_source_title: str
    corrections: tuple[Correction, ...]
    reasons: tuple[Reason, ...]
    contradiction: dict[str, Any]


def account_of(version: Version, record: str, row: dict[str, Any], cells: dict[str, Any]) -> Account:
    """The account of a record as one version holds it.

    Args:
        version: of the dataset, that holds the record.
        record: its id.
        row: its values as the file holds them.
        cells: the same as they are shown, lists as lists.
    """
    dataset, schema = version.dataset, load_schema(version.dataset)
    source = cells.get(_SOURCE)
    filled = [
        column.name
        for column in schema.columns
        if source in column.source and column.name != _LOCATORS and cells.get(column.name) is not None
    ]
    sources = read_declared(PACKAGE_ROOT, dataset)["sources"]
    return Account(
        estimate={name: cells[name] for name in filled},
        locators=tuple(cells.get(_LOCATORS) or ()),
        estimate_source=source or "",
        estimate_source_title=str(sources.get(source, {}).get("title", "")) if source else "",
        corrections=tuple(
            item
            for item in read_corrections(dataset)
            if item.record == record and comparable(row.get(item.column)) == item.right
        ),
        reasons=tuple(item for item in read_reasons(dataset) if item.record == record),
        contradiction=_contradiction(record) if dataset == _SYSTEMS else {},
    )


def _contradiction(record: str) -> dict[str, Any]:
    if _CONTRADICTIONS not in all_versions():
        return {}
    import pyarrow.compute as pc

    schema, table = load_schema(_CONTRADICTIONS), read_parquet(find_version(_CONTRADICTIONS).path)
    for found in table.filter(pc.equal(table["milestone_system"], record)).to_pylist():
        cells = {name: shown(found[name], schema[name].is_list) for name in _OF_A_CONTRADICTION}
        return {name: value for name, value in cells.items() if value is not None}
    return {}
