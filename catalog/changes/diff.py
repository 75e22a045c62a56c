"""What changed between two states of a dataset: records added, removed, renamed and revised, cell by cell.

A state is a released version, `working` (records.csv of the checkout), or a file (records.csv or Parquet).
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compute_trends.catalog.changes.reasons import WhyOf, why_between
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.files.records import Record, read_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema, load_schema
from compute_trends.catalog.versions import all_versions, find_version

WORKING = "working"

# Columns that say where a value was found, not what it is: a new vintage changes them on every row.
PROVENANCE = ("source", "source_url", "source_urls")


@dataclass(frozen=True)
class CellChange:
    """One cell that differs."""

    column: str
    was: Any
    now: Any
    factor: float | None  # now / was, of positive numbers
    why: str | None = None  # the reason, where it is known

    @property
    def kind(self) -> str:
        """Filled (was unknown), emptied (is unknown now) or changed."""
        return "filled" if self.was is None else "emptied" if self.now is None else "changed"


@dataclass(frozen=True)
class RecordChange:
    """One record that differs; `cells` is empty for one that was added or removed."""

    record: str
    name: str | None
    cells: tuple[CellChange, ...] = ()


@dataclass
class Diff:
    """All that differs between two states of a dataset."""

    dataset: str
    before: str
    after: str
    rows_before: int
    rows_after: int
    added: list[RecordChange] = field(default_factory=list)
    removed: list[RecordChange] = field(default_factory=list)
    renamed: list[RecordChange] = field(default_factory=list)  # their name cell only
    revised: list[RecordChange] = field(default_factory=list)  # all cells but name and provenance
    provenance_only: int = 0  # records of which nothing but the provenance changed

    @property
    def changed_columns(self) -> list[tuple[str, int]]:
        """Revised cells per column, most first."""
        return self.cells_by_column("filled", "emptied", "changed")

    def cells_by_column(self, *kinds: str) -> list[tuple[str, int]]:
        """Revised cells of these kinds ("filled", "emptied", "changed") per column, most first."""
        cells = (cell for change in self.revised for cell in change.cells)
        return Counter(cell.column for cell in cells if cell.kind in kinds).most_common()

    @property
    def is_empty(self) -> bool:
        """Whether the two states hold the same facts."""
        return not (self.added or self.removed or self.renamed or self.revised or self.provenance_only)


def diff(dataset: str, before: str, after: str, root: Path = PACKAGE_ROOT) -> Diff:
    """Compare two states of a dataset.

    Args:
        dataset: name.
        before, after: a version, `working`, or the path of a records.csv or Parquet file.
        root: the package or checkout.

    Raises:
        UnknownNameError: no such dataset, version or file.
        ComputeTrendsError: a file is not of the dataset's columns.
    """
    schema = load_schema(dataset, root)
    old, new = (read_state(schema, state, root) for state in (before, after))
    return diff_records(schema, old, new, before, after, why_between(dataset, before, after, root))


def diff_records(
    schema: TableSchema,
    old: Mapping[str, Record],
    new: Mapping[str, Record],
    before: str,
    after: str,
    why: WhyOf = lambda *_: None,
) -> Diff:
    """Compare records by id, as `read_state` or `read_records` give them; `before` and `after` name the two states."""
    result = Diff(schema.name, before, after, len(old), len(new))
    for record_id in sorted(old.keys() | new.keys()):
        if record_id not in old:
            result.added.append(RecordChange(record_id, new[record_id].get("name")))
        elif record_id not in new:
            result.removed.append(RecordChange(record_id, old[record_id].get("name")))
        else:
            _compare(schema, old[record_id], new[record_id], result, why)
    return result


def read_state(schema: TableSchema, state: str, root: Path = PACKAGE_ROOT) -> dict[str, Record]:
    """Records by id of a version, of `working`, or of a file."""
    versions = [item.version for item in all_versions(root).get(schema.name, [])]
    if state in versions:
        path = find_version(schema.name, state, root).path
    elif state == WORKING:
        path = root / "datasets" / schema.name / "records.csv"
    else:
        path = Path(state)
    if not path.is_file():
        raise UnknownNameError(f"version of {schema.name}, nor file,", state, [*versions, WORKING])
    if path.suffix == ".csv":
        rows = read_records(path, schema)
    else:
        table = read_parquet(path)
        odd = [name for name in table.column_names if name not in schema.with_retired().names]
        if odd or "record_id" not in table.column_names:
            raise ComputeTrendsError(f"{path}: not a table of {schema.name}: {', '.join(odd) or 'no record_id'}")
        rows = table.to_pylist()
    return {row["record_id"]: row for row in rows}


def _compare(schema: TableSchema, old: Record, new: Record, result: Diff, why: WhyOf) -> None:
    cells = []
    for column in schema.with_retired().columns:
        if column.name not in schema.names and not (column.name in old and column.name in new):
            continue  # retired between the two: its values went elsewhere
        was, now = old.get(column.name), new.get(column.name)
        if was != now and not _is_rounding(was, now) and not (column.is_list and _is_reordered(was, now)):
            told = (shown(was, column.is_list), shown(now, column.is_list), _factor(was, now))
            cells.append(CellChange(column.name, *told, why(new["record_id"], column.name, was, now)))
    facts = tuple(cell for cell in cells if cell.column != "name" and cell.column not in PROVENANCE)
    names = tuple(cell for cell in cells if cell.column == "name")
    if names:
        result.renamed.append(RecordChange(new["record_id"], new.get("name"), names))
    if facts:
        result.revised.append(RecordChange(new["record_id"], new.get("name"), facts))
    elif cells and not names:
        result.provenance_only += 1


def _is_reordered(was: Any, now: Any) -> bool:
    # Exports list the same datasets or tasks in any order.
    return (
        isinstance(was, str)
        and isinstance(now, str)
        and sorted(was.split(LIST_DELIMITER)) == sorted(now.split(LIST_DELIMITER))
    )


def _is_rounding(was: Any, now: Any) -> bool:
    # Exports write the same number as 257000000 and as 256999999.99999997.
    return isinstance(was, float) and isinstance(now, float) and math.isclose(was, now, rel_tol=1e-12)


def shown(value: Any, is_list: bool) -> Any:
    """A value for people and JSON: dates as ISO text, joined list cells as lists."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if is_list and isinstance(value, str):
        return value.split(LIST_DELIMITER)
    return value


def _factor(was: Any, now: Any) -> float | None:
    numbers = [value for value in (was, now) if isinstance(value, int | float) and not isinstance(value, bool)]
    return now / was if len(numbers) == 2 and was > 0 and now > 0 else None
