from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import compute_trends as ct
from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.schema import load_schema
from compute_trends.trends.choices.options import shared_connection
from compute_trends.trends.doors.own_rows import read_columns
from compute_trends.trends.registry import get_trend, list_trends

SYSTEMS = "epoch-training-compute-2026"


def _rows(name: str) -> pa.Table:
    trend = get_trend(name)
    return ct.load(trend.dataset, version=trend.version, as_="pyarrow")


@pytest.mark.parametrize(
    "name", [SYSTEMS, "sevilla-deep-learning-era", "hardware-fp32-rate", "desislavov-flop-frontier"]
)
def test_our_own_rows_given_as_a_table_have_the_same_answer(name: str) -> None:
    ours, given = ct.trend(name), ct.trend(name, data=_rows(name))
    assert (given.value, given.low, given.high, given.n) == (ours.value, ours.low, ours.high, ours.n)
    assert given.version == "own rows"
    assert given.published is None
    assert given.verdict is None
    assert given.points.num_rows == ours.points.num_rows
    assert "own rows" in str(given.computed.rows)
    assert given.cite()


class OwnFrame(pd.DataFrame):
    """A frame of another library, as geopandas has one."""


def _with_lists_as_texts(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame.with_columns(pl.col(name).list.join(";") for name, kind in frame.schema.items() if kind == pl.List)


@pytest.mark.parametrize(
    "as_other",
    [
        lambda table: table.to_pandas(),
        lambda table: table.to_pandas().set_index("record_id"),
        lambda table: OwnFrame(table.to_pandas()),
        lambda table: pl.DataFrame(pl.from_arrow(table)).lazy(),
        lambda table: table.to_reader(),
        lambda table: table.combine_chunks().to_batches()[0],
        pl.from_arrow,
        _with_lists_as_texts,
        lambda table: shared_connection().cursor().from_arrow(table),
    ],
)
def test_frames_of_any_library_have_the_same_answer(as_other: Any) -> None:
    name = "sevilla-deep-learning-era"
    assert ct.trend(name, data=as_other(_rows(name))).value == ct.trend(name).value


def test_other_rows_have_another_answer_and_options_hold() -> None:
    rows = _rows(SYSTEMS)
    half = ct.trend(SYSTEMS, data=rows.slice(0, rows.num_rows // 2))
    assert half.n < ct.trend(SYSTEMS).n
    assert ct.trend(SYSTEMS, data=rows, since="2015-01-01").n == ct.trend(SYSTEMS, since="2015-01-01").n


def test_only_the_columns_that_the_script_reads_are_asked_for() -> None:
    trend = get_trend(SYSTEMS)
    names = [column.name for column in read_columns(trend, load_schema(trend.dataset))]
    assert 3 < len(names) < 20
    rows = _rows(SYSTEMS).select(names)
    assert ct.trend(SYSTEMS, data=rows).value == ct.trend(SYSTEMS).value
    with pytest.raises(
        UsageError, match="reads publication_date of milestone_systems, which the data lack: add it, null"
    ):
        ct.trend(SYSTEMS, data=rows.drop(["publication_date"]))


def test_what_is_no_table_of_the_dataset_is_refused_in_one_line() -> None:
    rows = _rows(SYSTEMS)
    dates = rows.set_column(
        rows.column_names.index("publication_date"), "publication_date", pa.array(["soon"] * rows.num_rows)
    )
    for data, message in (
        (dates, "the data are no rows of milestone_systems: .*soon"),
        ({"a": 1}, "trend on a dict"),
        (pl.Series([1.0]), "trend on a Series"),
    ):
        with pytest.raises(UsageError, match=message) as raised:
            ct.trend(SYSTEMS, data=data)
        assert "\n" not in str(raised.value)
    with pytest.raises(UsageError, match="version= has no use"):
        ct.trend(SYSTEMS, data=rows, version="2024.10.0")


def test_rows_that_repeat_an_id_are_told() -> None:
    rows = _rows(SYSTEMS)
    once, twice = ct.trend(SYSTEMS, data=rows), ct.trend(SYSTEMS, data=pa.concat_tables([rows, rows.slice(0, 3)]))
    assert "repeat" not in once.note
    assert twice.note.endswith("3 rows repeat a record_id, and count as much as the others.")


def test_a_line_through_two_points_is_called_one() -> None:
    name = "sevilla-deep-learning-era"
    said = "A line through two points meets both"
    assert said in ct.trend(name, only=["alexnet", "gpt-3-175b-davinci"]).note
    assert said not in ct.trend(name, only=["alexnet", "gpt-3-175b-davinci", "vgg16"]).note


def test_the_rows_are_forgotten_with_the_result() -> None:
    def held() -> list[Any]:
        query = "select schema_name from information_schema.schemata where schema_name like 'own_rows_%'"
        return shared_connection().cursor().execute(query).fetchall()

    before = held()
    found = ct.trend(SYSTEMS, data=_rows(SYSTEMS))
    assert len(held()) == len(before) + 1
    del found
    assert held() == before


def test_every_trend_says_which_columns_it_reads() -> None:
    for trend in list_trends():
        assert len(read_columns(trend, load_schema(trend.dataset))) >= 2, trend.name
