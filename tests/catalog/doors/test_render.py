from __future__ import annotations

import csv
import io
import json
import math
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.doors.render import python_rows, relation_rows, write_text
from compute_trends.catalog.texts.numbers import exact

FORMATS = ("csv", "tsv", "json", "jsonl", "markdown")
#: Every character that a format has to write otherwise, and some that are no one's business.
TEXTS = st.none() | st.text(st.sampled_from("ab,;\t\"'\\\n|é☃\x07\u2028 ") | st.characters(codec="utf-8"), max_size=8)
CELLS = st.tuples(
    TEXTS, st.none() | st.floats(), st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.booleans()
)


def _written(rows: Any, form: str) -> str:
    stream = io.StringIO()
    write_text(rows, form, stream)
    return stream.getvalue()


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _relation(rows: list[tuple[Any, ...]], columns: str) -> Any:
    connection = _connection()
    connection.execute(f"create or replace table t ({columns})")
    connection.executemany(f"insert into t values ({', '.join('?' * len(rows[0]))})", rows)
    return relation_rows(connection, connection.table("t"))


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_duckdb_writes_rows_as_python_does(rows: list[tuple[Any, ...]]) -> None:
    rows = [(text.replace("\r", "").replace("\0", "") if text else text, *rest) for text, *rest in rows]
    ours = _relation(rows, 'words VARCHAR, "size, in m" DOUBLE, number BIGINT, flag BOOLEAN')
    for form in FORMATS[:2]:
        assert _written(ours, form) == _written(python_rows(ours.columns, rows), form)
    plain = [[None if isinstance(x, float) and not math.isfinite(x) else x for x in row] for row in rows]
    for form in FORMATS[2:4]:
        text = _written(ours, form)
        found = json.loads(text) if form == "json" else [json.loads(line) for line in text.split("\n")[:-1]]
        assert [list(row.values()) for row in found] == plain


@given(st.lists(st.floats(), min_size=1, max_size=50))
def test_numbers_have_the_shortest_digits_that_read_back(values: list[float]) -> None:
    lines = _written(_relation([(value,) for value in values], "v DOUBLE"), "csv").splitlines()
    assert lines == ["v", *map(exact, values)]


def test_a_carriage_return_within_a_cell_is_quoted() -> None:
    text = _written(_relation([("one\rtwo", 1)], "a VARCHAR, b INTEGER"), "csv")
    assert text == 'a,b\n"one\rtwo",1\n'
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["a", "b"], ["one\rtwo", "1"]]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("number", [0, 1, 4_999, 5_000, 12_001])
def test_no_row_is_lost_where_batches_meet(form: str, number: int) -> None:
    connection = duckdb.connect()
    text = _written(relation_rows(connection, connection.sql(f"select range as i from range({number})")), form)
    if form == "json":
        assert [row["i"] for row in json.loads(text)] == list(range(number))
    elif form == "jsonl":
        assert [json.loads(line)["i"] for line in text.splitlines()] == list(range(number))
    else:
        assert text.splitlines()[2 if form == "markdown" else 1 :] == [
            f"| {i} |" if form == "markdown" else str(i) for i in range(number)
        ]


def test_a_column_with_an_empty_cell_is_no_empty_line() -> None:
    assert _written(_relation([("",), (None,), ("x",)], "a VARCHAR"), "csv") == 'a\n""\n""\nx\n'
    assert _written(_relation([("", None)], "a VARCHAR, b VARCHAR"), "csv") == "a,b\n,\n"


def test_values_within_values_keep_their_form() -> None:
    connection = duckdb.connect()
    query = (
        "select ['a', 'b;c'] as l, [[1], [2, null]] as n, {'x': 1, 'y': 'p,q'} as s, date '2020-01-02' as d, null as z"
    )
    relation = connection.sql(query)
    assert _written(relation_rows(connection, relation), "csv").splitlines()[1] == (
        """a;b;c,"[[1], [2, NULL]]","{'x': 1, 'y': 'p,q'}",2020-01-02,"""
    )
    assert json.loads(_written(relation_rows(connection, relation), "jsonl")) == {
        "l": ["a", "b;c"], "n": [[1], [2, None]], "s": {"x": 1, "y": "p,q"}, "d": "2020-01-02", "z": None,
    }  # fmt: skip


def test_columns_that_differ_in_case_alone_stay_apart() -> None:
    connection = duckdb.connect()
    rows = relation_rows(connection, connection.sql('select 1 as a, 2 as "A", 3 as a'))
    assert json.loads(_written(rows, "jsonl")) == dict(zip(rows.columns, (1, 2, 3), strict=True))
    assert len(set(rows.columns)) == 3
