"""Whatever holds a table in memory, with its own kinds of cells: all layers say the same of it."""

from __future__ import annotations

import datetime as dt
import decimal
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import compute_trends as ct
from compute_trends.catalog.errors import UsageError
from compute_trends.validators.registry import find_rule
from compute_trends.validators.rule import LAYERS


def submitted() -> pa.Table:
    """Shipped deliveries, some as submitted, some of absurdly many chips: every layer has something to say of them."""
    table = ct.load("chip_deliveries", as_="pyarrow").slice(0, 60)
    rows = table.to_pylist()
    for number, row in enumerate(rows):
        row["admission"] = "submitted" if number % 3 == 0 else row["admission"]
        row["chip_count"] = row["chip_count"] and row["chip_count"] * (1000 if number % 7 == 0 else 1)
        row["accelerators"] = ["amd-instinct-mi300x"] if number == 6 else row["accelerators"]
        row["record_id"] = "held-under-another-id" if number == 8 else row["record_id"]
        row["source"] = {5: "No Slug", 7: "no-such-source"}.get(number, row["source"])
    return pa.Table.from_pylist(rows, schema=table.schema.remove_metadata())


SUBMITTED = submitted()
LISTS = [field.name for field in SUBMITTED.schema if pa.types.is_list(field.type)]
POLARS: Any = pl.from_arrow(SUBMITTED)
PANDAS = SUBMITTED.to_pandas()
JOINED = POLARS.with_columns(pl.col(pl.List(pl.String)).list.join(";"))
FEW = [name for name in POLARS.columns if POLARS[name].dtype == pl.String and POLARS[name].n_unique() < 20]


def by_cell(name: str, convert: Any, rows: int = 1) -> Any:
    """The frame with every `rows`th cell of a column converted; the column holds objects."""
    cells = [
        None if cell is None or cell != cell else convert(cell) if number % rows == 0 else cell
        for number, cell in enumerate(PANDAS[name])
    ]
    return PANDAS.assign(**{name: pd.Series(cells, dtype=object)})


def with_lists(convert: Any, missing: Any = None) -> Any:
    return PANDAS.assign(
        **{name: pd.Series([missing if c is None else convert(list(c)) for c in PANDAS[name]]) for name in LISTS}
    )


def nullable() -> Any:
    with np.errstate(invalid="ignore"):  # pandas 2 tries whether numbers beyond int64 are whole
        return PANDAS.convert_dtypes()


def as_category() -> Any:
    return PANDAS.astype(dict.fromkeys(FEW, "category"))


def with_arrow(name: str, column: Any) -> pa.Table:
    return SUBMITTED.set_column(SUBMITTED.column_names.index(name), name, column)


def records(convert: Any) -> list[dict[str, Any]]:
    return [{name: convert(cell) for name, cell in row.items()} for row in SUBMITTED.to_pylist()]


def stamp(cell: Any) -> Any:
    return pd.Timestamp(cell) if isinstance(cell, dt.date) else cell


def as_numpy(cell: Any) -> Any:
    if isinstance(cell, list):
        return np.array(cell)
    if isinstance(cell, dt.date):
        return np.datetime64(cell).astype("datetime64[ns]")
    return np.asarray(cell)[()] if isinstance(cell, bool | int | float) else cell


class OwnFrame(pd.DataFrame):
    """A frame of another library, as geopandas has one."""


class Streamed:
    """A table of a library that is not known here, which hands it on in the way of Arrow."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return SUBMITTED.__arrow_c_stream__(requested_schema)


VARIANTS: dict[str, Any] = {
    "pandas": lambda: PANDAS,
    "pandas index": lambda: PANDAS.set_index("record_id"),
    "pandas indexes": lambda: PANDAS.set_index(["owner", "record_id"], append=True),
    "pandas index beside the column": lambda: PANDAS.set_index("record_id", drop=False),
    "pandas of another library": lambda: OwnFrame(PANDAS),
    "any library": Streamed,
    "pandas nullable": nullable,
    "pandas objects": lambda: PANDAS.astype(object).where(PANDAS.notna(), pd.NA),
    "pandas arrow": lambda: SUBMITTED.to_pandas(types_mapper=pd.ArrowDtype),
    "pandas categories": as_category,
    "pandas timestamps": lambda: PANDAS.assign(quarter_start=pd.to_datetime(PANDAS["quarter_start"])),
    "pandas periods": lambda: PANDAS.assign(
        quarter_start=pd.PeriodIndex(pd.to_datetime(PANDAS["quarter_start"]), freq="D")
    ),
    "pandas dates and timestamps": lambda: by_cell("quarter_start", pd.Timestamp, 2),
    "pandas dates and texts": lambda: by_cell("quarter_start", str, 2),
    "pandas decimals": lambda: by_cell("tdp_w", lambda cell: decimal.Decimal(repr(cell))),
    "pandas numbers and texts": lambda: by_cell("chip_count", lambda cell: str(int(cell)), 2),
    "pandas lists": lambda: with_lists(list),
    "pandas tuples": lambda: with_lists(tuple, float("nan")),
    "pandas arrays": lambda: with_lists(np.array),
    "pandas joined": lambda: with_lists(";".join),
    "pandas arrays and texts": lambda: with_lists(lambda c: ";".join(c) if len(c) > 1 else np.array(c), float("nan")),
    "polars": lambda: POLARS,
    "polars lazy": lambda: POLARS.lazy(),
    "polars joined": lambda: JOINED.lazy(),
    "polars texts": lambda: JOINED.with_columns(pl.all().cast(pl.String)),
    "polars categories": lambda: POLARS.with_columns(pl.col(FEW).cast(pl.Categorical)),
    "polars enum": lambda: POLARS.with_columns(
        pl.col(name).cast(pl.Enum(POLARS[name].drop_nulls().unique())) for name in FEW
    ),
    "polars lists of categories": lambda: POLARS.with_columns(pl.col(LISTS).cast(pl.List(pl.Categorical))),
    "polars timestamps": lambda: POLARS.with_columns(pl.col(pl.Date).cast(pl.Datetime("us", "UTC"))),
    "polars decimals": lambda: POLARS.with_columns(pl.col("tdp_w").cast(pl.Decimal(30, 10))),
    "polars int32": lambda: POLARS.with_columns(pl.col("chip_count").cast(pl.Int32)),
    "polars int128": lambda: POLARS.with_columns(pl.col("chip_count").cast(pl.Int128)),
    "polars objects": lambda: POLARS.with_columns(pl.Series("designer", POLARS["designer"].to_list(), dtype=pl.Object)),
    "arrow": lambda: SUBMITTED,
    "arrow reader": lambda: SUBMITTED.to_reader(),
    "arrow dictionary": lambda: with_arrow("source", SUBMITTED["source"].dictionary_encode()),
    "arrow large strings": lambda: with_arrow("designer", SUBMITTED["designer"].cast(pa.large_string())),
    "arrow decimal256": lambda: with_arrow("chip_count", SUBMITTED["chip_count"].cast(pa.decimal256(40, 0))),
    "relation": lambda: duckdb.connect().from_arrow(SUBMITTED),
    "mappings": lambda: SUBMITTED.to_pylist(),
    "mappings of pandas": lambda: PANDAS.to_dict("records"),
    "mappings with NaN": lambda: records(lambda cell: float("nan") if cell is None else cell),
    "mappings with timestamps": lambda: records(stamp),
    "mappings of numpy": lambda: records(as_numpy),
}


Judged = tuple[frozenset[tuple[str, int | None, str | None, str]], list[tuple[Any, ...]]]


@cache
def judgement() -> Judged:
    found, cells = judged(SUBMITTED)
    assert {find_rule(rule).layer for rule, *_ in found} == set(LAYERS)
    assert len(cells) == len(SUBMITTED)
    return found, cells


def judged(table: Any) -> Judged:
    """The findings, and the cells as the rules have them."""
    report = ct.validate(table, "chip_deliveries")
    cells = report.connection.execute("from submitted_chip_deliveries order by _row").fetchall()
    return frozenset((f.rule, f.line, f.column, f.message) for f in report), cells


@pytest.mark.parametrize("variant", VARIANTS)
def test_all_layers_say_the_same_of_every_kind_of_table(variant: str) -> None:
    assert judged(VARIANTS[variant]()) == judgement()


@pytest.mark.parametrize("library", ["polars", "arrow"])
def test_lists_of_one_length_are_lists(library: str) -> None:
    rows = [["Canada", "France"], ["Germany", "Germany"], None]
    table = pa.table({"name": ["a", "b", "c"], "countries": pa.array(rows, pa.list_(pa.string(), 2))})
    given = pl.from_arrow(table) if library == "polars" else table
    found = ct.validate(given, "milestone_systems", select=["structure-list-form", "structure-storage-type"])
    assert list(found) == []


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (PANDAS["designer"], "cannot check a pandas Series: give a DataFrame"),
        (PANDAS.groupby("designer"), "cannot check a pandas DataFrameGroupBy: give a DataFrame"),
        (POLARS["designer"], "cannot check a polars Series: give a DataFrame"),
        (PANDAS.to_numpy(), "a record is a mapping of columns to values, not a ndarray"),
    ],
)
def test_what_is_no_table_is_named(table: Any, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        ct.validate(table, "chip_deliveries")
    assert str(refused.value) == message


@pytest.mark.parametrize("convert", [list, tuple, np.array])
def test_a_mapping_of_columns_is_told_as_one(convert: Any) -> None:
    found = ct.validate({name: convert(["a", "b"]) for name in ("record_id", "name")}, "chip_deliveries")
    assert [(f.rule, f.message) for f in found] == [
        ("structure-file", "each column is a list of its own, as pandas writes them with orient='list'")
    ]


@pytest.mark.parametrize("table", [pd.DataFrame(), pl.DataFrame(), pl.LazyFrame(), pa.table({})])
def test_a_table_without_columns_is_empty(table: Any) -> None:
    assert [finding.rule for finding in ct.validate(table, "chip_deliveries")] == ["structure-empty"]


def test_columns_without_any_name_are_told() -> None:
    found = ct.validate(pa.table([["a", "b"], ["c", None]], names=["", ""]), "chip_deliveries", select=["structure"])
    assert next(finding.message for finding in found) == "columns 1, 2 have no name"
    assert {finding.rule for finding in found} == {"structure-header", "structure-missing-column"}


def test_a_name_that_two_columns_have_is_told() -> None:
    frame = pd.concat([PANDAS, PANDAS[["designer"]]], axis=1)
    found = ct.validate(frame, "chip_deliveries", select=["structure-header"])
    assert [(finding.rule, finding.column) for finding in found] == [("structure-header", "designer")]


@pytest.mark.parametrize(
    "cells",
    [
        pd.to_timedelta([1], unit="D"),
        pd.interval_range(0, 1),
        [1j],
        [object()],
        [{"a": 1}],
        [b"\xff"],
        [dt.time(1)],
        [pd.Timestamp("2020-01-01 05:00")],
    ],
)
@pytest.mark.parametrize("column", ["power_w", "quarter_start"])
def test_cells_of_another_kind_are_findings(column: str, cells: Any) -> None:
    frame = PANDAS.head(1).assign(**{column: cells})
    found = ct.validate(frame, "chip_deliveries", select=["structure"])
    assert [(finding.rule, finding.line) for finding in found if finding.column == column] == [("structure-type", 1)]
