from __future__ import annotations

import json

import pandas as pd
import pytest

from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, find_version

EVERY_VERSION = [(dataset, item.version) for dataset, found in all_versions().items() for item in found]

pytestmark = pytest.mark.door


@pytest.mark.parametrize(("dataset", "version"), EVERY_VERSION)
def test_every_library_gives_the_same_rows(dataset: str, version: str) -> None:
    rows = load(dataset, version).to_pylist()
    assert len(rows) == find_version(dataset, version).rows
    assert [row["record_id"] for row in rows] == sorted(row["record_id"] for row in rows)
    assert load(dataset, version, as_="polars").to_dicts() == rows
    names = load(dataset, version).column_names
    relation = load(dataset, version, as_="duckdb").project(", ".join(names))
    assert [dict(zip(names, row, strict=True)) for row in relation.fetchall()] == rows
    frame = load(dataset, version, as_="pandas")
    unlike = [
        (name, row[name], value)
        for name in names
        for row, value in zip(rows, frame[name], strict=True)
        if (
            _plain(value) != row[name]
            if row[name] is not None
            else not (value is None or value is pd.NA or value is pd.NaT)
        )
    ]
    assert unlike == []


def _plain(value: object) -> object:
    return value.date() if isinstance(value, pd.Timestamp) else value


def test_a_table_says_what_its_columns_mean_and_where_its_rows_come_from() -> None:
    table, frame = load("milestone_systems", "2022.2.0"), load("milestone_systems", "2022.2.0", as_="pandas")
    column = load_schema("milestone_systems")["training_compute_flop"]
    assert table.schema.field(column.name).metadata == {
        b"description": column.description.encode(),
        b"unit": b"FLOP",
    }
    assert table.schema.metadata[b"version"] == b"2022.2.0"
    assert frame.attrs["units"][column.name] == column.unit
    assert frame.attrs["descriptions"][column.name] == column.description
    assert (frame.attrs["dataset"], frame.attrs["version"]) == ("milestone_systems", "2022.2.0")
    assert frame.attrs["sources"]["epoch-2022-02"]["licence"] == "CC-BY-4.0"
    assert json.loads(json.dumps(frame.attrs)) == frame.attrs  # else pandas cannot write them to Parquet


def test_pandas_keeps_nulls_null_and_integers_whole() -> None:
    schema = load_schema("milestone_systems")
    frame = load("milestone_systems", as_="pandas")
    kinds = {
        "string": "string",
        "number": "Float64",
        "integer": "Int64",
        "boolean": "boolean",
        "date": "datetime64[ms]",
    }
    for column in schema.columns:
        if column.name not in find_version("milestone_systems").absent:
            assert str(frame[column.name].dtype) == kinds.get(column.type, "object"), column.name
    compute = frame["training_compute_flop"]
    assert 0 < compute.isna().sum() < len(frame)
    assert (compute.dropna() > 0).all()
    assert frame["publication_date"].dt.year.max() >= 2026
    assert isinstance(frame["domains"].dropna().iloc[0], list)


def test_without_a_version_it_is_the_newest() -> None:
    assert load("milestone_systems").equals(load("milestone_systems", find_version("milestone_systems").version))


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("milestone_system", None, "pyarrow"), "did you mean milestone_systems"),
        (("milestone_systems", "2022.2.1", "pyarrow"), r"did you mean 2022\.2\.0"),
        (("milestone_systems", None, "panda"), "did you mean pandas"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(args: tuple[str, str | None, str], message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        load(*args)  # type: ignore[call-overload]


def test_what_is_no_text_names_no_dataset() -> None:
    with pytest.raises(UnknownNameError, match="no dataset 'None'; there is accelerator_systems"):
        load(None)  # type: ignore[call-overload]
