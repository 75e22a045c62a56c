"""`records.csv` and Parquet hold every value exactly; what is not a value of its column is refused, with its place."""

from __future__ import annotations

import csv
import datetime as dt
import io
import string
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compute_trends.catalog.doors.load import with_lists
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.parquet import read_parquet, write_parquet
from compute_trends.catalog.files.records import (
    format_cell,
    parse_cell,
    read_records,
    render_csv,
    to_arrow,
    write_records,
)
from compute_trends.catalog.schema import TableSchema, load_schema

# pytest's temporary folder is shared by the examples of one test, which overwrite each other's file there.
EXAMPLES = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

# All that UTF-8 can encode; `codec="utf-8"` means the same, but hypothesis tries a million characters first.
_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=12)
_item = _text.filter(lambda item: ";" not in item)
_values: dict[str, st.SearchStrategy[Any]] = {
    "count": st.integers(-(2**63), 2**63 - 1),
    "size_flop": st.floats(allow_nan=False, allow_infinity=False),
    "share_fraction": st.floats(0, 1),
    "is_good": st.booleans(),
    "start_date": st.dates(),
    "kind": _text,
    "labels": st.lists(_item, min_size=1, max_size=4).map(";".join),
    "tones": st.lists(st.sampled_from(["high", "low"]), min_size=1).map(";".join),
}
_record = st.fixed_dictionaries(
    {
        "record_id": st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=6),
        "source": st.just("a-source"),
        **{name: st.none() | values for name, values in _values.items()},
    }
)
_records = st.lists(_record, max_size=6, unique_by=lambda record: str(record["record_id"]))


@pytest.fixture
def things(things_checkout: Path) -> TableSchema:
    return load_schema("things", things_checkout)


@EXAMPLES
@given(name=st.sampled_from(sorted(_values)), data=st.data())
def test_a_formatted_cell_reads_back_to_the_same_value(things: TableSchema, name: str, data: st.DataObject) -> None:
    value = data.draw(_values[name])
    column = things[name]
    text = format_cell(column, value)
    again = parse_cell(column, text)
    assert again == value
    assert type(again) is type(value)
    assert format_cell(column, again) == text


@EXAMPLES
@given(records=_records)
def test_rendered_csv_reads_back_to_the_same_records(things: TableSchema, tmp_path: Path, records: list[Any]) -> None:
    path = tmp_path / "records.csv"
    write_records(path, things, records)
    again = read_records(path, things)
    assert again == sorted(records, key=lambda record: str(record["record_id"]))
    assert not write_records(path, things, again)  # the same text, so nothing to write


@EXAMPLES
@given(records=_records)
def test_parquet_gives_the_same_records_back(things: TableSchema, tmp_path: Path, records: list[Any]) -> None:
    path = tmp_path / "version.parquet"
    table = to_arrow(things, records)
    write_parquet(path, table, things)
    again = read_parquet(path)
    assert again.schema.equals(things.arrow_schema)
    assert again.select(things.names).to_pylist() == [
        {name: record[name] for name in things.names}
        for record in sorted(records, key=lambda record: str(record["record_id"]))
    ]


FULL: dict[str, Any] = {
    "record_id": "b",
    "count": 2**53 + 1,  # no double holds it
    "size_flop": 1e25,
    "share_fraction": 0.0,
    "is_good": False,
    "start_date": dt.date(1943, 1, 1),
    "kind": "round",
    "labels": "one;two",
    "tones": "low",
    "source": "a-source",
}
EMPTY: dict[str, Any] = dict.fromkeys(FULL) | {"record_id": "a", "source": "a-source"}


def test_pandas_reads_the_parquet_without_turning_integers_or_booleans_into_floats(
    things: TableSchema, tmp_path: Path
) -> None:
    path = tmp_path / "version.parquet"
    write_parquet(path, to_arrow(things, [FULL, EMPTY]), things)
    frame = pd.read_parquet(path)
    assert [str(frame[name].dtype) for name in ("count", "size_flop", "is_good")] == ["Int64", "Float64", "boolean"]
    assert frame["count"][1] == 2**53 + 1
    assert frame["start_date"][1] == dt.date(1943, 1, 1)
    unknown = frame.loc[0].drop(["record_id", "source"])
    assert unknown.isna().all()


def test_lists_are_split_and_unknown_lists_stay_unknown(things: TableSchema) -> None:
    table = with_lists(to_arrow(things, [FULL, EMPTY]), things)
    assert table["labels"].to_pylist() == [None, ["one", "two"]]
    assert table["tones"].to_pylist() == [None, ["low"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e25, "1e25"), (3.14e23, "3.14e23"), (8.0, "8"), (0.1, "0.1"), (1e-7, "1e-07"), (1.5e16, "1.5e16")],
)
def test_numbers_have_one_short_form(things: TableSchema, value: float, text: str) -> None:
    assert format_cell(things["size_flop"], value) == text


def test_rows_are_sorted_and_unknown_is_an_empty_cell(things: TableSchema) -> None:
    rows = list(csv.reader(io.StringIO(render_csv(things, [FULL, EMPTY]))))
    assert [row[0] for row in rows] == ["record_id", "a", "b"]
    assert rows[1] == ["a", *[""] * 8, "a-source"]


def test_a_column_left_out_of_a_record_is_unknown_but_an_undeclared_one_is_refused(things: TableSchema) -> None:
    assert render_csv(things, [{"record_id": "a"}]).splitlines()[1] == "a" + "," * 9
    with pytest.raises(ValueError, match="colour"):
        render_csv(things, [{"record_id": "a", "colour": "red"}])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("count", 1.5),
        ("count", True),
        ("count", 2**63),
        ("count", "1_000"),
        ("size_flop", float("nan")),
        ("size_flop", float("inf")),
        ("size_flop", True),
        ("size_flop", "many"),
        ("is_good", 1),
        ("is_good", "yes"),
        ("start_date", "2020"),
        ("start_date", dt.datetime(2020, 1, 1, 12)),
        ("start_date", 2020),
        ("kind", 3),
        ("kind", "two\rlines"),
        ("labels", ["two\rlines"]),
        ("labels", ["a;b"]),
        ("labels", ["a", ""]),
        ("labels", ["a", None]),
    ],
)
def test_values_of_another_type_are_never_written(things: TableSchema, column: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"is not a|an item of|out of range|carriage return"):
        format_cell(things[column], value)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("count", "1.0"),
        ("count", "1e3"),
        ("count", "9223372036854775808"),
        ("count", "1_000"),
        ("size_flop", "nan"),
        ("size_flop", "inf"),
        ("size_flop", "1e999"),
        ("size_flop", "1,5"),
        ("size_flop", " 1"),
        ("is_good", "True"),
        ("is_good", "1"),
        ("start_date", "20200229"),
        ("start_date", "2020-W09-6"),
        ("start_date", "2021-02-29"),
        ("labels", "a;;b"),
        ("labels", ";a"),
    ],
)
def test_a_damaged_cell_is_named_with_line_and_column(
    things: TableSchema, tmp_path: Path, column: str, cell: str
) -> None:
    path = tmp_path / "records.csv"
    rows = list(csv.reader(io.StringIO(render_csv(things, [FULL | {"kind": "two\nlines"}, EMPTY]))))
    rows.append(["c", *[""] * 8, "a-source"])
    rows[-1][things.names.index(column)] = cell
    with path.open("w", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
    with pytest.raises(ComputeTrendsError) as caught:
        read_records(path, things)
    # header, record a, record b over two lines, so record c is on line 5
    assert str(caught.value) == f"{path}, line 5: {column} = {cell!r} is not a {things[column].type}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("record_id,kind\n", r"the header lacks count, size_flop.*; compute-trends build adds a column$"),
        ("HEADER,colour\n", "things.json does not declare 'colour'; declare the column, or take it out of the file$"),
        ("kind,colour\n", "things.json does not declare 'colour', and the header lacks record_id, count"),
        ("HEADER,kind\n", "the header has 'kind' more than once"),
        ("REVERSED\n", "the columns are not in the order of schemas/things.json: record_id, count"),
        ("HEADER\na,1\n", "line 2: 2 cells where the header has 10"),
        ("HEADER\n\n", "line 2: 0 cells"),
        ('HEADER\na,"1', "line 2: unexpected end of data"),
        ("", "the header lacks record_id"),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong(
    things: TableSchema, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "records.csv"
    header = ",".join(things.names)
    path.write_text(text.replace("HEADER", header).replace("REVERSED", ",".join(reversed(things.names))))
    with pytest.raises(ComputeTrendsError, match=message) as caught:
        read_records(path, things)
    assert str(caught.value).startswith(str(path))


def test_text_in_another_encoding_is_refused(things: TableSchema, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_bytes((",".join(things.names) + "\ncaf").encode() + b"\xe9")
    with pytest.raises(ComputeTrendsError, match="not UTF-8"):
        read_records(path, things)


def test_a_column_of_whole_numbers_takes_no_other_ones() -> None:
    schema = load_schema("hardware_prices")
    whole = next(column.name for column in schema.columns if column.type == "integer")
    record: dict[str, Any] = dict.fromkeys(schema.names) | {"record_id": "a", whole: 2}
    assert to_arrow(schema, [record])[whole].to_pylist() == [2]
    with pytest.raises(TypeError, match=f"{whole} holds whole numbers"):
        to_arrow(schema, [record | {whole: 2.5}])
