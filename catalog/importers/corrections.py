"""`corrections.yaml`: single cells that a source has wrong, mended on the way to `records.csv`."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema
from compute_trends.catalog.texts import yaml_text


def corrections_of(root: Path, dataset: str, imported: Imported) -> list[dict[str, Any]]:
    """The entries of a dataset's corrections.yaml that speak of the files of an import."""
    path = root / "datasets" / dataset / "corrections.yaml"
    if not path.is_file():
        return []
    entries = yaml_text.read(path) or []
    keys = {item.key for item in imported.files}
    # A correction speaks of the source it was found in; without one it speaks of every source of the dataset.
    return [entry for entry in entries if entry.get("source") is None or entry["source"] in keys]


def apply_corrections(
    schema: TableSchema, records: list[Record], corrections: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Put each entry into its record; says how many.

    Raises:
        ImportRefusedError: the import lacks the record, or its cell is not what the entry expects.
    """
    by_id = {record["record_id"]: record for record in records}
    for entry in corrections:
        column = schema[entry["column"]]
        record = by_id.get(entry["record"])
        if record is None:
            raise ImportRefusedError(
                f"corrections.yaml corrects {entry['record']}, which the import does not hold; remove or mend the entry"
            )
        held, was, right = (_comparable(value) for value in (record[column.name], entry["was"], entry["is"]))
        if held != was:
            raise ImportRefusedError(
                f"corrections.yaml expects {column.name} of {entry['record']} to be {was!r} before it is corrected, "
                f"but the source now says {held!r}; if the source was mended, remove the entry"
            )
        record[column.name] = _typed(column.type, right)
    return [f"{len(corrections)} corrections applied"] if corrections else []


def _comparable(value: Any) -> Any:
    if isinstance(value, list):
        return LIST_DELIMITER.join(map(str, value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


def _typed(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "date":
        return dt.date.fromisoformat(str(value))
    if kind == "integer":
        return int(value)
    if kind == "number":
        number = float(value)
        if not math.isfinite(number):
            raise ImportRefusedError(f"corrections.yaml: {value!r} is not a finite number")
        return number
    return value
