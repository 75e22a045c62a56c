"""Rules on cells that no record should have: whatever a cell holds, a rule answers, and never crashes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

import compute_trends
from compute_trends.catalog.schema import Column, load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.reading.sources import dataset_names

Row = dict[str, Any]

TEXTS = (
    "mnth", "(", "[", "\\", "%", "{}", "{:d}", "'", "*", "$1", "0", "-1", "NaN", "inf", "1e400", "é+ß", "z" * 3000,
    "2021-02-30", "9" * 400 + "B", "0B", "0 days", "..5 days", "https://arxiv.org/abs/2013.99999",
    "https://arxiv.org/abs/hep-th/9901", "https://arxiv.org/pdf/", "doi:10.1/x",
)  # fmt: skip
CELLS: dict[str, tuple[Any, ...]] = {
    "string": TEXTS,
    "list": tuple([text] for text in TEXTS),
    "number": (5e-324, 1e-300, 1.7976931348623157e308, 0, -1),
    "integer": (0, 1, 2**31, 2**63 - 1, -1),
    "boolean": ("maybe",),
    "date": ("0001-01-01", "1940-01-01", "9999-12-31", "2021-02-30", "infinity"),
}


#: Datasets with a column of dates.
WITH_DATES = [name for name in dataset_names() if any(column.type == "date" for column in load_schema(name).columns)]


def fullest(dataset: str) -> Row:
    """The shipped record with the most cells, as somebody would submit it."""
    rows = compute_trends.load(dataset, as_="pyarrow").sort_by("record_id").to_pylist()
    row = max(({name: cell for name, cell in row.items() if cell is not None} for row in rows), key=len)
    return {name: cell.isoformat() if isinstance(cell, dt.date) else cell for name, cell in row.items()} | {
        "admission": admission(dataset)
    }


def admission(dataset: str) -> str:
    """That of records which are judged by all rules that the dataset has; a closed one takes no submitted ones."""
    return "upstream" if load_schema(dataset).closed else "submitted"


@pytest.mark.parametrize("dataset", dataset_names())
def test_no_rule_crashes_on_a_wrong_or_extreme_cell(dataset: str) -> None:
    record = fullest(dataset)
    by_type: dict[str, list[Column]] = {}
    for column in load_schema(dataset).columns:
        if column.name not in ("record_id", "admission"):
            by_type.setdefault(column.type, []).append(column)
    rows = [
        record | dict.fromkeys(names, cell)
        for kind, columns in by_type.items()
        for cell in CELLS[kind]
        for names in ([column.name for column in columns], *([column.name] for column in columns))
    ]
    report = validate([row | {"record_id": f"r-{at}"} for at, row in enumerate(rows)], dataset)
    assert report.total > len(rows) / 2


@pytest.mark.parametrize("dataset", WITH_DATES)
def test_no_rule_crashes_on_a_day_at_the_ends_of_the_calendar(dataset: str) -> None:
    """Files with typed columns hold days that no text can name."""
    dates = [column.name for column in load_schema(dataset).columns if column.type == "date"]
    days = ("infinity", "-infinity", "5881580-07-10", "5877642-06-25 (BC)")
    connection = duckdb.connect()
    connection.register("shipped", compute_trends.load(dataset, as_="pyarrow"))
    changes = [
        ", ".join(f"date '{day}' as {name}" for name in names)
        for day in days
        for names in (dates, *([name] for name in dates))
    ]
    rows = connection.sql(
        " union all ".join(
            f"select * replace ({change}, '{admission(dataset)}' as admission, {at} || '-' || record_id as record_id) "
            "from (from shipped limit 40)"
            for at, change in enumerate(changes)
        )
    )
    assert validate(rows, dataset).total > 0
