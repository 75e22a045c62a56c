"""Computers of 1946 to 2009 (Koomey et al.) and microprocessors of 1971 to 2021 (Rupp), as two CSVs."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    integer_or_none,
    number_or_none,
    scaled_or_none,
    text_or_none,
    unique_slugs,
)
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.problems import UnknownLabelError
from compute_trends.catalog.importers.tables import Table, read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts.grammar import agreed

DATASET = "computers"
FORMAT = "computers"
SUMMARY = "Computers of 1946 to 2009 and microprocessors of 1971 to 2021, two CSVs"
MACHINES, POINTS = LAYOUTS = (
    Layout("koomey-2011", "Performance and power of computers, web appendix"),
    Layout("rupp", "Microprocessor trend data"),
)

_KOOMEY = "https://doi.org/10.1109/MAHC.2010.28"
_RUPP = "https://github.com/karlrupp/microprocessor-trend-data"


def _whole(factor: str) -> Callable[[str | None], Any]:
    def read_cell(cell: str | None) -> int | None:
        number = scaled_or_none(cell, factor)
        return None if number is None else max(1, round(number))

    return read_cell


#: (series, unit) of the points -> our column, and how its cells are read.
_SERIES: dict[tuple[str, str], tuple[str, Callable[[str | None], Any]]] = {
    ("transistors", "thousand"): ("transistors", _whole("1e3")),
    ("specint", "SpecINT x 1000, single thread"): (
        "single_thread_specint_ratio",
        lambda cell: scaled_or_none(cell, "1e-3"),
    ),
    ("frequency", "MHz"): ("clock_hz", lambda cell: scaled_or_none(cell, "1e6")),
    ("watts", "W, typical"): ("power_w", number_or_none),
    ("cores", "logical cores"): ("logical_core_count", integer_or_none),
}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read both tables: one record per machine, and one per point of a series.

    Args:
        paths: machines and points, in either order.
        previous: unused; a name, or series, date and value, name the record.
        root: the checkout.
        exports: under which keys of origin.yaml the files are booked.

    Raises:
        ImportRefusedError: not these two tables; all at once, columns that are missing, series and units that are
            unknown, and cells that are not what their columns hold.
    """
    if len(paths) != 2:
        raise ImportRefusedError(
            f"{FORMAT} reads two files, machines and points of series; {len(paths)} {agreed(len(paths), 'were')} given"
        )
    tables: dict[str, Table] = {}
    for path in paths:
        table = read_table(path)
        tables[(POINTS if "series" in table.header else MACHINES).key] = table
    if len(tables) == 1:
        raise ImportRefusedError(f"{FORMAT}: both files are of {next(iter(tables))}; one has to have a column series")
    booked = exports or Exports()
    keys = {layout.key: booked.key(layout, tables[layout.key].path) for layout in LAYOUTS}
    left_out, unknown = [], []
    records: list[Record] = []
    for layout, also, how in ((MACHINES, (), _machine), (POINTS, ("series", "unit"), _point)):
        rows, more = named_rows(
            tables[layout.key], DATASET, layout.key, root, booked.problems, also=also, about=also[0] if also else "name"
        )
        unknown += more
        for number, row in rows:
            record = how(row)
            if record is None:
                left_out.append(LeftOut(keys[layout.key], number, row.about, "has no name, no series or no date"))
            else:
                records.append(record | {"source": keys[layout.key]})
    if exports is None:
        booked.problems.refuse()
    for record, identity in zip(records, unique_slugs([_parts(record) for record in records]), strict=True):
        record["record_id"] = identity
        record.pop("value", None)
    files = [tables[layout].source(key) for layout, key in keys.items()]
    return Imported(DATASET, files, records, left_out, unknown_columns=unknown)


def _machine(row: Row) -> Record | None:
    record = _measured(row)
    name, year = row.stated("name"), row.stated("introduction_date", integer_or_none)
    if name is None or year is None:
        return None
    return record | {
        "name": name,
        "kind": "computer",
        "introduction_date": dt.date(year, 1, 1),
        "introduction_date_precision": "year",
        "technology": row.text("technology"),
        "source_url": _KOOMEY,
        "admission": "upstream",
    }


def _measured(row: Row) -> Record:
    return {
        "rate_computation_per_s": row.read("rate_computation_per_s", lambda cell: scaled_or_none(cell, "1e6")),
        "efficiency_computation_per_kwh": row.read("efficiency_computation_per_kwh", number_or_none),
        "power_w": row.read("power_w", number_or_none),
    }


def _point(row: Row) -> Record | None:
    month = row.stated("introduction_date", _month)
    series: tuple[str, str] | None = row.cell("series", lambda cell: _series(cell, row.cells.get("unit")))
    if series is None:
        return None
    column, how = _SERIES[series]
    value = row.stated(column, how)
    if month is None or value is None:
        return None
    return {
        "kind": "microprocessor",
        "introduction_date": month,
        "introduction_date_precision": "month",
        column: value,
        "value": f"{series[0]} {value:.4g}",
        "source_url": _RUPP,
        "admission": "upstream",
    }


def _series(name: str | None, unit: str | None) -> tuple[str, str]:
    series = (text_or_none(name) or "", text_or_none(unit) or "")
    if series not in _SERIES:
        known = [" in ".join(item) for item in _SERIES]
        raise UnknownLabelError(" in ".join(series), "_SERIES in catalog/importers/computers.py", known)
    return series


def _month(cell: str | None) -> dt.date:
    """The first of the month that a decimal year lies in."""
    try:
        number = Decimal(text_or_none(cell) or "")
    except InvalidOperation as error:
        raise ValueError("not a year with decimals, as in 1971.88") from error
    if not number.is_finite() or not 1 <= number < 9999:
        raise ValueError("not a year")
    year = int(number)
    days = int((number - year) * (366 if calendar.isleap(year) else 365))
    return (dt.date(year, 1, 1) + dt.timedelta(days=days)).replace(day=1)


def _parts(record: Record) -> list[str]:
    if record["kind"] == "computer":
        return [record["name"], str(record["introduction_date"].year)]
    month = f"{record['introduction_date']:%Y-%m}"
    return [f"microprocessor {record['value'].split()[0]} {month}", record["value"].split()[1]]
