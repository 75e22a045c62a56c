"""Numbers for people: near the number, short, and never of another size."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.texts.numbers import (
    CALENDAR_YEAR,
    count,
    exact,
    in_powers,
    limits,
    measured,
    percent,
    rounded,
    share,
    short,
    unit,
    units,
)

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SIZES = st.floats(1e-300, 1e300) | st.floats(1e-5, 1e7)


@given(FLOATS)
def test_exact_digits_read_back_as_the_same_number(value: float) -> None:
    text = exact(value)
    assert float(text) == value
    assert not re.search(r"\.0$|e\+", text)


@given(SIZES, st.sampled_from([1, -1]))
def test_rounded_numbers_are_near_and_written_out_below_a_million(size: float, sign: int) -> None:
    for text in (rounded(sign * size), short(sign * size)):
        assert float(text.replace(",", "")) == pytest.approx(sign * size, rel=5.1e-3)
    if 1e-4 <= size < 1e6:
        assert "e" not in rounded(sign * size)
        assert len(re.sub("[-,.]", "", rounded(sign * size)).lstrip("0")) <= max(3, len(f"{size:.0f}"))
    read = re.sub("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]", lambda sign: "-0123456789"["⁻⁰¹²³⁴⁵⁶⁷⁸⁹".index(sign[0])], in_powers(sign * size))
    assert float(read.replace("×10", "e").replace(",", "")) == pytest.approx(sign * size, rel=5.1e-3)
    assert ("×" in in_powers(sign * size)) == (not 1e-3 <= size < 1e6)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unknown"),
        ("faster", "faster"),
        (0, "0"),
        (123.0, "123"),
        (10.024, "10.0"),
        (-0.0821, "-0.0821"),
        (999.7, "1,000"),
        (123456.7, "123,457"),
        (2.5e17, "2.5e+17"),
        (3.2e-7, "3.2e-07"),
        (2617, "2,617"),
    ],
)
def test_numbers_for_people_have_three_digits(value: float | str | None, text: str) -> None:
    assert rounded(value) == text


def test_large_and_small_numbers_have_raised_exponents() -> None:
    values = (5.5506, 0.0907644, 999.7, 1410, 12, 1.2447e26, 4.9e-7, "?")
    assert " ".join(map(in_powers, values)) == "5.55 0.0908 1,000 1,410 12 1.24×10²⁶ 4.90×10⁻⁷ ?"


def test_a_share_is_only_none_or_all_where_it_is() -> None:
    fractions = (None, 0, 1e-6, 0.0004, 0.5, 0.99951, 0.9999999, 1)
    assert list(map(share, fractions)) == ["-", "0.0%", "< 0.1%", "< 0.1%", "50.0%", "> 99.9%", "> 99.9%", "100.0%"]


def test_words_around_numbers() -> None:
    assert [count(number, "record") for number in (0, 1, 2000)] == ["0 records", "1 record", "2,000 records"]
    assert [unit(name) for name in (None, "", "1", "FLOP")] == ["", "", "", " FLOP"]
    assert unit("FLOP", " ({})") == " (FLOP)"
    assert [limits(None, None), limits(1.5, None), limits(None, 2.0)] == ["", "1.50 to ?", "? to 2"]
    assert [percent(fraction) for fraction in (0.9, 0.975, 1)] == ["90%", "97.5%", "100%"]
    assert [percent(fraction) for fraction in (0.07, 0.999999, 1e-5)] == ["7%", "99.9999%", "0.001%"]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("era", "at least 3", " eras"),
        ("month", 5.6, " months"),
        ("era", 1, " era"),
        ("USD", 2.0, " USD"),
        ("1", 2, ""),
        ("point/year", 13.7, " points a year"),
        ("x/year", 2.0, " x/year"),
        ("x/year", "not identified", ""),
    ],
)
def test_a_unit_that_is_a_word_stands_in_the_plural(name: str, value: float | str, text: str) -> None:
    assert units(name, value) == text


def test_a_year_of_the_calendar_is_not_grouped() -> None:
    assert measured(2009.4, CALENDAR_YEAR) == "2009"
    assert measured(2009.0, "year") == "2,009"
    assert units(CALENDAR_YEAR, 2009.0) == unit(CALENDAR_YEAR) == ""
