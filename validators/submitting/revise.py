"""Revisions of records that a dataset holds: what a submission under their record_id says otherwise.

Cells that it leaves empty stay. A submitted record is changed itself. A value of an upstream record is its source's, so
the revision goes into corrections.yaml, from where every later import applies it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.corrections import comparable, correction_entries
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema
from compute_trends.catalog.texts import yaml_text
from compute_trends.validators.rules.shared.revisions import KEPT


@dataclass(frozen=True)
class Revision:
    """A record as it is revised, and the corrections that say so of an upstream one."""

    record: Record
    corrections: list[dict[str, Any]] = field(default_factory=list)


def revise(schema: TableSchema, held: Record, given: Record) -> Revision | None:
    """Put what a submission states into the record that is held; None where it states nothing new.

    Raises:
        ComputeTrendsError: it links no page that states it.
    """
    record_id, changed = held["record_id"], {}
    for name in schema.names:
        if name not in KEPT and given[name] is not None and comparable(given[name]) != comparable(held[name]):
            changed[name] = given[name]
    if not changed:
        return None
    if given["source_url"] is None:
        raise ComputeTrendsError(
            f"{record_id} is held: this revises {', '.join(changed)}; give the page that states it in source_url, "
            "nothing was accepted"
        )
    links = [held["source_url"], *str(held["source_urls"] or "").split(LIST_DELIMITER), given["source_url"]]
    links = list(dict.fromkeys(link for link in links if link))
    record = held | changed | {"source_url": links[0], "source_urls": LIST_DELIMITER.join(links[1:]) or None}
    if held["admission"] == "submitted":
        return Revision(record)
    entries = [
        {
            "record": record_id,
            "source": held["source"],
            "column": name,
            "was": _plain(held[name]),
            "is": _plain(value),
            "reason": "revised by a contributor, who links the page that states it",
            "evidence": given["source_url"],
        }
        for name, value in changed.items()
    ]
    return Revision(held | changed, entries)


def corrections_text(root: Path, dataset: str, entries: Sequence[dict[str, Any]]) -> str | None:
    """The text of corrections.yaml with further entries; None without any.

    Raises:
        ComputeTrendsError: a cell is corrected already.
    """
    if not entries:
        return None
    corrected = {(entry["record"], entry["column"]) for entry in correction_entries(root, dataset)}
    for entry in entries:
        if (entry["record"], entry["column"]) in corrected:
            raise ComputeTrendsError(
                f"datasets/{dataset}/corrections.yaml corrects {entry['column']} of {entry['record']} already; change "
                "that entry, nothing was accepted"
            )
    path = root / "datasets" / dataset / "corrections.yaml"
    held = path.read_text(encoding="utf-8").rstrip("\n") + "\n" if path.is_file() else ""
    return held + yaml_text.dump(list(entries))


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float) or value is None else comparable(value)
