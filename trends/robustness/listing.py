"""The rows behind an estimate, one by one: the record, its source, and why it is no point where it is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.versions import sql_schema
from compute_trends.trends.choices.options import settled, shared_connection
from compute_trends.trends.choices.records import EXCLUDED
from compute_trends.trends.choices.settings import asked
from compute_trends.trends.declaration import Trend
from compute_trends.trends.points import Setting
from compute_trends.trends.registry import get_trend
from compute_trends.trends.results import OWN_ROWS
from compute_trends.trends.run import Options, reasons, select_rows, tables_behind

if TYPE_CHECKING:
    import pyarrow as pa

#: What a record says of where it comes from.
_ORIGIN = ("source", "source_url")

_Origin = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class ListedRow:
    """A row that a trend's statement selected.

    Args:
        record_id, name: of the record.
        x, y: its values on the axes, in their units; None where there is no such axis or the value is unknown.
        dataset: that holds the record; None for a row that stands for several.
        source, source_url: of the record.
        left_out: why it is no point; "" where it is one.
    """

    record_id: str
    name: str | None
    x: float | date | None
    y: float | date | None
    dataset: str | None
    source: str | None
    source_url: str | None
    left_out: str


@dataclass(frozen=True)
class Listing:
    """The rows of a trend under the options given, in the order of its statement."""

    trend: Trend
    tables: Mapping[str, str]
    rows: tuple[ListedRow, ...]

    @property
    def columns(self) -> list[str]:
        """Names for the cells of a row, with the columns that lie on the axes."""
        x, y = (axis.column if axis else key for key, axis in (("x", self.trend.x), ("y", self.trend.y)))
        return ["record_id", "name", x, y, "dataset", *_ORIGIN, "left_out"]


def list_points(
    name: str | Trend, options: Options | None = None, settings: Mapping[str, Setting] | None = None
) -> Listing:
    """The points behind an estimate, and the rows beside them that take no part.

    Args:
        name: of the trend, or the trend.
        options, settings: as `run_trend` takes them. Excluded records are listed with the reason.

    Raises:
        UnknownNameError, UsageError: as `run_trend`.
    """
    trend = asked(get_trend(name) if isinstance(name, str) else name, settings or {})
    options, settings = settled(trend, options or Options(), settings or {})
    return listing_of(trend, options, settings, *select_rows(trend, options, settings))


def listing_of(
    trend: Trend, options: Options, settings: Mapping[str, Setting], table: pa.Table, used: Mapping[str, Setting]
) -> Listing:
    """The listing of rows that were selected already, as `select_rows` gives them.

    Args:
        trend, options, settings: as they were selected by, settled.
        table, used: what was selected.
    """
    rows: list[dict[str, Any]] = table.to_pylist()
    why = reasons(trend, table).to_pylist()
    if options.exclude:
        every, _ = select_rows(trend, replace(options, exclude=()), settings)
        gone = [row for row in every.to_pylist() if row["record_id"] in options.exclude]
        rows, why = [*rows, *gone], [*why, *(EXCLUDED for _ in gone)]
    tables = tables_behind(trend, options, used)
    known = _origins(tables, [row["record_id"] for row in rows])
    axes = [axis.column if axis else None for axis in (trend.x, trend.y)]
    found = []
    for row, reason in zip(rows, why, strict=True):
        x, y = (row[column] if column else None for column in axes)
        dataset, source, address = known.get(row["record_id"], (None, None, None))
        found.append(ListedRow(row["record_id"], row.get("name"), x, y, dataset, source, address, reason))
    return Listing(trend, tables, tuple(found))


def _origins(tables: Mapping[str, str], records: Sequence[str]) -> dict[str, _Origin]:
    """Record -> its dataset, source and address, from the first table that holds it."""
    found: dict[str, _Origin] = {}
    wanted = set(records)
    for dataset, version in tables.items():
        if version == OWN_ROWS:
            continue
        columns = ", ".join(("record_id", *_ORIGIN))
        cursor = shared_connection().cursor()
        for record, source, address in cursor.sql(f"select {columns} from {sql_schema(version)}.{dataset}").fetchall():
            if record in wanted:
                found.setdefault(record, (dataset, source, address))
    return found
