"""Which row names the columns: one answer for CSV and for workbooks."""

from __future__ import annotations

import itertools

import pytest

from compute_trends.validators.reading.header_rows import find_header, repeated_header
from compute_trends.validators.reading.raw_table import UnreadableError

KNOWN = frozenset({"record_id", "name", "parameters", "source"})


def numbered(*rows: list[str | None]) -> list[tuple[int, list[str | None]]]:
    return list(enumerate(rows, 1))


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ([], []),
        ([[], [None, None], ["", " "]], []),
        ([["sep=,", ""]], [("structure-delimiter", 1)]),
        ([[], ["SEP=;"], []], [("structure-delimiter", 2)]),
        ([["Systems, as of May"]], [("structure-header", 1)]),
        ([[None], ["Systems"], ["of 2026", "and before"]], [("structure-header", 2)]),
        ([["sep=,"], ["Systems"]], [("structure-delimiter", 1), ("structure-header", 2)]),
    ],
)
def test_the_header_is_found_below_what_is_none(above: list[list[str | None]], told: list[tuple[str, int]]) -> None:
    header = find_header(numbered(*above, ["record_id", "Name"], ["a", "name"]), KNOWN)
    assert header is not None
    assert (header.index, header.number, header.names) == (len(above), len(above) + 1, ["record_id", "Name"])
    assert [(problem.rule, problem.line) for problem in header.problems] == told


def test_a_table_with_one_known_column_has_its_header_on_top() -> None:
    header = find_header(numbered(["parameters", "x"], ["name", "record_id"]), KNOWN)
    assert header is not None
    assert header.index == 0


def test_without_a_known_name_the_first_filled_row_is_the_header() -> None:
    header = find_header(numbered([], ["x", "y"], ["1", "record_id"]), KNOWN)
    assert header is not None
    assert (header.number, header.names, header.problems) == (2, ["x", "y"], [])


def test_empty_cells_at_the_end_are_no_columns_and_those_between_have_no_name() -> None:
    header = find_header(numbered(["record_id", None, "name", "name", "", None]), KNOWN, "row")
    assert header is not None
    assert (header.names, header.width) == (["record_id", "", "name", "name"], 6)
    assert [(problem.message, problem.line) for problem in header.problems] == [
        ("column 2 has no name", 1),
        ("two columns have this name", 1),
    ]


def test_blank_rows_have_no_header_however_many() -> None:
    assert find_header(((number, [None, ""]) for number in range(70_000)), KNOWN) is None


def test_no_more_rows_are_read_than_needed() -> None:
    rows = iter([(number, ["record_id", "x"]) for number in range(5)])
    assert find_header(rows, KNOWN)
    assert len(list(rows)) == 4
    endless = ((number, ["x", "y"]) for number in itertools.count())
    assert find_header(endless, KNOWN)


def test_a_comment_on_top_is_told() -> None:
    with pytest.raises(UnreadableError, match="the first row is a comment") as caught:
        find_header(numbered([], ["# mine"], ["record_id"]), KNOWN, "row")
    assert caught.value.line == 2
    assert find_header(numbered(["#", "record_id"]), KNOWN)


def test_a_repeated_header_is_told_once() -> None:
    assert repeated_header([4], 1).message == "the header stands among the rows again, on line 4"
    many = repeated_header([4, 6, 8, 10, 12], 5, "row")
    assert (many.line, many.message) == (4, "the header stands among the rows again, on row 4, 6, 8 and 2 more")
