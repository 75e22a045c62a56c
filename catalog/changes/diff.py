"""What changed between two states of a dataset: records added, removed, renamed and revised, cell by cell.

A state is a released version, `working` (records.csv of the checkout), or a file (records.csv or Parquet).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, overload

from compute_trends.catalog.changes.comparison import PROVENANCE as PROVENANCE
from compute_trends.catalog.changes.comparison import Comparison
from compute_trends.catalog.changes.reasons import WhyOf, why_between
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.files.records import Record, iterate_records, read_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema, load_schema
from compute_trends.catalog.versions import all_versions, find_version

WORKING = "working"


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


class Changes(Sequence[RecordChange]):
    """Records that differ, by record_id; they are made when they are asked for, however many there are.

    Args:
        comparison: the states.
        source: the table of the comparison, with the condition on its rows.
        made: makes one of them of a row of the table.
    """

    def __init__(self, comparison: Comparison, source: str, made: Callable[..., RecordChange]) -> None:
        self._comparison, self._source, self._made = comparison, source, made

    def __len__(self) -> int:
        return self._number

    @cached_property
    def _number(self) -> int:
        return self._comparison.number(f"select count(*) from {self._source}")

    def __iter__(self) -> Iterator[RecordChange]:
        return self._read("order by record")

    @overload
    def __getitem__(self, at: int) -> RecordChange: ...
    @overload
    def __getitem__(self, at: slice) -> list[RecordChange]: ...
    def __getitem__(self, at: int | slice) -> RecordChange | list[RecordChange]:
        if isinstance(at, int):
            place = range(len(self))[at]  # raises IndexError as a list does
            return next(self._read(f"order by record limit 1 offset {place}"))
        start, stop, step = at.indices(len(self))
        if step != 1:
            return list(self)[at]
        return list(self._read(f"order by record limit {max(0, stop - start)} offset {start}"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self):,} records>"

    def most_telling(self, limit: int = 0) -> Iterator[RecordChange]:
        """Those whose headline number moved most come first; at most `limit` (0: all)."""
        moved = "distance desc, " if self._source.startswith("changed") else ""
        return self._read(f"order by {moved}record" + (f" limit {limit}" if limit else ""))

    def _read(self, order: str) -> Iterator[RecordChange]:
        return (self._made(*row) for row in self._comparison.rows_of(f"select * from {self._source} {order}"))


class Diff:
    """All that differs between two states of a dataset.

    Attributes:
        dataset, before, after: what was compared.
        rows_before, rows_after: how many records each state holds.
        added, removed: records that only one of them holds.
        renamed: records of another name, with their name cell only.
        revised: records that differ, with all cells but name and provenance.
        provenance_only: how many records changed in nothing but their provenance.
    """

    def __init__(self, schema: TableSchema, comparison: Comparison, before: str, after: str, why: WhyOf) -> None:
        self.dataset, self.before, self.after = schema.name, before, after
        self.rows_before, self.rows_after = comparison.rows["old"], comparison.rows["new"]
        self._comparison, self._why = comparison, why
        self.added = Changes(comparison, "added", RecordChange)
        self.removed = Changes(comparison, "removed", RecordChange)
        self.renamed = Changes(comparison, "changed where renamed is not null", self._renamed)
        self.revised = Changes(comparison, "changed where len(facts) > 0", self._revised)
        self.provenance_only = comparison.number(
            "select count(*) from changed where renamed is null and len(facts) = 0"
        )

    @property
    def changed_columns(self) -> list[tuple[str, int]]:
        """Revised cells per column, most first."""
        return self.cells_by_column("filled", "emptied", "changed")

    def cells_by_column(self, *kinds: str) -> list[tuple[str, int]]:
        """Revised cells of these kinds ("filled", "emptied", "changed") per column, most first."""
        kind = "case when cell.was is null then 'filled' when cell.now is null then 'emptied' else 'changed' end"
        listed = ", ".join(f"'{name}'" for name in kinds)
        found = self._comparison.rows_of(
            f"select cell.place, count(*) from (select record, unnest(facts) as cell from changed) "
            f"where {kind} in ({listed}) group by 1 order by 2 desc, min({{'record': record, 'place': cell.place}})"
        )
        return [(self._comparison.columns[place].name, number) for place, number in found]

    @property
    def is_empty(self) -> bool:
        """Whether the two states hold the same facts."""
        return not (self.added or self.removed or self.renamed or self.revised or self.provenance_only)

    def _renamed(
        self, record: str, name: str | None, renamed: dict[str, str | None], facts: object, distance: float
    ) -> RecordChange:
        columns = self._comparison.columns
        place = [column.name for column in columns].index("name")
        return RecordChange(record, name, (self._cell(record, {"place": place, **renamed}),))

    def _revised(
        self, record: str, name: str | None, renamed: object, facts: list[dict[str, Any]], distance: float
    ) -> RecordChange:
        return RecordChange(record, name, tuple(self._cell(record, cell) for cell in facts))

    def _cell(self, record: str, cell: Mapping[str, Any]) -> CellChange:
        column = self._comparison.columns[cell["place"]]
        was = self._comparison.value("old", column, cell["was"])
        now = self._comparison.value("new", column, cell["now"])
        told = (shown(was, column.is_list), shown(now, column.is_list), _factor(was, now))
        return CellChange(column.name, *told, self._why(record, column.name, was, now))


def diff(dataset: str, before: str, after: str, root: Path = PACKAGE_ROOT) -> Diff:
    """Compare two states of a dataset.

    Args:
        dataset: name.
        before, after: a version, `working`, or the path of a records.csv or Parquet file.
        root: the package or checkout.

    Raises:
        UnknownNameError: no such dataset, version or file.
        ComputeTrendsError: a file cannot be read, or is not of the dataset's columns.
    """
    schema = load_schema(dataset, root)
    old, new = (_find_state(schema, state, root) for state in (before, after))
    held = [iterate_records(path, schema) if path.suffix == ".csv" else path for path in (old, new)]
    return Diff(schema, Comparison(schema, *held), before, after, why_between(dataset, before, after, root))


def diff_records(
    schema: TableSchema,
    old: Mapping[str, Record],
    new: Mapping[str, Record],
    before: str,
    after: str,
    why: WhyOf = lambda *_: None,
) -> Diff:
    """Compare records by id, as `read_state` or `read_records` give them; `before` and `after` name the two states."""
    return Diff(schema, Comparison(schema, old.values(), new.values()), before, after, why)


def read_state(schema: TableSchema, state: str, root: Path = PACKAGE_ROOT) -> dict[str, Record]:
    """Records by id of a version, of `working`, or of a file."""
    path = _find_state(schema, state, root)
    if path.suffix == ".csv":
        rows = read_records(path, schema)
    else:
        table = read_parquet(path)
        odd = [name for name in table.column_names if name not in schema.with_retired().names]
        if odd or "record_id" not in table.column_names:
            raise ComputeTrendsError(f"{path}: not a table of {schema.name}: {', '.join(odd) or 'no record_id'}")
        rows = table.to_pylist()
    return {row["record_id"]: row for row in rows}


def _find_state(schema: TableSchema, state: str, root: Path) -> Path:
    versions = [item.version for item in all_versions(root).get(schema.name, [])]
    if state in versions:
        path = find_version(schema.name, state, root).path
    elif state == WORKING:
        path = root / "datasets" / schema.name / "records.csv"
    else:
        path = Path(state)
    if not path.is_file():
        raise UnknownNameError(f"version of {schema.name}, nor file,", state, [*versions, WORKING])
    return path


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
