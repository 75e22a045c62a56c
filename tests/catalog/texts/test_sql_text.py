"""What is written into SQL comes back from DuckDB as it went in."""

from __future__ import annotations

import math
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.texts.sql_text import Value, counted_sql, file_literal, literal, text_literal

CONNECTION = duckdb.connect()
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text("'\"\\;-*$%\n\r\t\0 a?[]", min_size=1),
)


@given(TEXTS)
def test_texts_come_back_as_they_went_in(text: str) -> None:
    assert CONNECTION.execute(f"select {text_literal(text)}, 1").fetchone() == (text, 1)


@given(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        st.dates(date(1, 1, 1)),
        TEXTS,
    )
)
def test_values_come_back_as_they_went_in_and_in_their_type(value: Value) -> None:
    (found,) = CONNECTION.execute(f"select {literal(value)}").fetchall()[0]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, datetime(2022, 1, 1), b"x"])
def test_what_has_no_sql_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no value that SQL text"):
        literal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["a*.csv", "a?.csv", "a[b].csv", "it's [1] of **.csv"])
def test_a_file_whose_name_looks_like_a_pattern_is_the_only_one_read(tmp_path: Path, name: str) -> None:
    for other in ("ab.csv", "a.csv", "it's 1 of ab.csv"):
        (tmp_path / other).write_text("x\nother\n")
    (tmp_path / name).write_text("x\nright\n")
    assert CONNECTION.execute(f"from read_csv({file_literal(tmp_path / name)})").fetchall() == [("right",)]


@pytest.mark.parametrize(
    ("number", "told"), [("1", "1 country"), ("0", "0 countries"), ("1 + 1", "2 countries"), ("null", None)]
)
def test_nouns_follow_their_number(number: str, told: str | None) -> None:
    assert CONNECTION.execute(f"select {counted_sql(number, 'country', 'countries')}").fetchone() == (told,)
