"""What changed between two states of a dataset: records added, removed, renamed and revised, cell by cell.

A state is a released version, `unreleased` (records.csv of the checkout), or a file (records.csv or Parquet).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, overload

from compute_trends.catalog.changes.comparison import PROVENANCE as PROVENANCE
from compute_trends.catalog.changes.comparison import Comparison
from compute_trends.catalog.changes.given_files import read_given
from compute_trends.catalog.changes.reasons import WhyOf, why_between
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.files.records import Record, iterate_records, read_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema, load_schema
from compute_trends.catalog.versions import UNRELEASED, all_versions, find_version

_PARQUET = b"PAR1"  # first bytes

#: What `unreleased` was called here at first; still understood.
_CALLED_BEFORE = "working"


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
        why: the reason of a change, where one is known.
    """

    def __init__(self, comparison: Comparison, source: str, why: WhyOf) -> None:
        self._comparison, self._source, self._why = comparison, source, why

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
        return self._read("order by distance desc, record" + (f" limit {limit}" if limit else ""))

    def cells_by_column(self, kinds: Iterable[str]) -> list[tuple[str, int]]:
        """Cells of these kinds per column, most first."""
        kind = "case when cell.was is null then 'filled' when cell.now is null then 'emptied' else 'changed' end"
        listed = ", ".join(f"'{name}'" for name in kinds)
        found = self._comparison.rows_of(
            f"select cell.place, count(*) from (select record, unnest(cells) as cell from {self._source}) "
            f"where {kind} in ({listed}) group by 1 order by 2 desc, min({{'record': record, 'place': cell.place}})"
        )
        return [(self._comparison.columns[place].name, number) for place, number in found]

    def _read(self, order: str) -> Iterator[RecordChange]:
        for record, name, cells in self._comparison.rows_of(f"select record, name, cells from {self._source} {order}"):
            yield RecordChange(record, name, tuple(self._cell(record, cell) for cell in cells))

    def _cell(self, record: str, cell: Mapping[str, Any]) -> CellChange:
        column = self._comparison.columns[cell["place"]]
        was = self._comparison.value("old", column, cell["was"])
        now = self._comparison.value("new", column, cell["now"])
        told = (shown(was, column.is_list), shown(now, column.is_list), _factor(was, now))
        return CellChange(column.name, *told, self._why(record, column.name, was, now))


@dataclass
class Diff:
    """All that differs between two states of a dataset."""

    dataset: str
    before: str
    after: str
    rows_before: int
    rows_after: int
    added: Changes
    removed: Changes
    renamed: Changes  # their name cell only
    revised: Changes  # all cells but name and provenance
    provenance_only: int  # records of which nothing but the provenance changed

    @property
    def changed_columns(self) -> list[tuple[str, int]]:
        """Revised cells per column, most first."""
        return self.cells_by_column("filled", "emptied", "changed")

    def cells_by_column(self, *kinds: str) -> list[tuple[str, int]]:
        """Revised cells of these kinds ("filled", "emptied", "changed") per column, most first."""
        if isinstance(self.revised, Changes):
            return self.revised.cells_by_column(kinds)
        # Whoever picks some records out has a list of them.
        return Counter(cell.column for item in self.revised for cell in item.cells if cell.kind in kinds).most_common()

    @property
    def is_empty(self) -> bool:
        """Whether the two states hold the same facts."""
        return not (self.added or self.removed or self.renamed or self.revised or self.provenance_only)


def _diff(schema: TableSchema, found: Comparison, before: str, after: str, why: WhyOf) -> Diff:
    return Diff(
        dataset=schema.name,
        before=before,
        after=after,
        rows_before=found.rows["old"],
        rows_after=found.rows["new"],
        added=Changes(found, "added", why),
        removed=Changes(found, "removed", why),
        renamed=Changes(found, "renamed", why),
        revised=Changes(found, "revised", why),
        provenance_only=found.number("select count(*) from changed where renamed is null and len(facts) = 0"),
    )


def diff(dataset: str, before: str, after: str, root: Path = PACKAGE_ROOT) -> Diff:
    """Compare two states of a dataset.

    Args:
        dataset: name.
        before, after: a version, `unreleased`, or the path of a records.csv or Parquet file.
        root: the package or checkout.

    Raises:
        UnknownNameError: no such dataset, version or file.
        ComputeTrendsError: a file cannot be read, or is not of the dataset's columns.
    """
    schema, before, after = load_schema(dataset, root), called(before), called(after)
    old, new = (state_path(schema, state, root) for state in (before, after))
    was, now = (iterate_records(path, schema) if path.suffix == ".csv" else path for path in (old, new))
    found = Comparison(schema, was, now, (before, after))
    return _diff(schema, found, before, after, why_between(dataset, before, after, root))


def diff_records(
    schema: TableSchema,
    old: Mapping[str, Record],
    new: Mapping[str, Record],
    before: str,
    after: str,
    why: WhyOf = lambda *_: None,
) -> Diff:
    """Compare records by id, as `read_state` or `read_records` give them; `before` and `after` name the two states."""
    # Mostly few records differ, and to see which takes less time than to hand DuckDB all of them.
    same = {record_id for record_id, record in old.items() if record_id and record == new.get(record_id)}
    was, now = ([record for record_id, record in state.items() if record_id not in same] for state in (old, new))
    found = Comparison(schema, was, now)
    found.rows = {"old": len(old), "new": len(new)}
    return _diff(schema, found, before, after, why)


def called(state: str) -> str:
    """What a state is called today."""
    return UNRELEASED if state == _CALLED_BEFORE else state


def read_state(schema: TableSchema, state: str, root: Path = PACKAGE_ROOT) -> dict[str, Record]:
    """Records by id of a version, of `unreleased`, or of a file."""
    path = state_path(schema, state, root)
    if path.suffix == ".csv":
        rows = read_records(path, schema)
    elif state in (item.version for item in all_versions(root).get(schema.name, [])):
        rows = read_parquet(path).to_pylist()
    else:
        rows = read_given(path, schema)
    return {row["record_id"]: row for row in rows}


def state_path(schema: TableSchema, state: str, root: Path) -> Path:
    """The file of a version, of `unreleased`, or the one that is named.

    Raises:
        UnknownNameError: there is none.
        ComputeTrendsError: it is neither Parquet nor named as CSV.
    """
    versions = [item.version for item in all_versions(root).get(schema.name, []) if item.version != UNRELEASED]
    if state in versions:
        path = find_version(schema.name, state, root).path
    elif called(state) == UNRELEASED:  # the text that people edit, built or not
        path = root / "datasets" / schema.name / "records.csv"
    else:
        path = Path(state)
    if not path.is_file():
        raise UnknownNameError(f"version of {schema.name}, nor file,", state, [*versions, UNRELEASED])
    if path.suffix != ".csv":
        with path.open("rb") as handle:
            if handle.read(len(_PARQUET)) != _PARQUET:
                raise ComputeTrendsError(f"{path}: neither a Parquet file nor CSV with a name that ends in .csv")
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
