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


def test_names_of_groups_of_columns_are_no_header_though_one_is_a_column_too() -> None:
    groups = ["Identity", None, "Source", None, "Dates"]
    columns = ["record_id", "name", "source", "parameters", "publication_date"]
    header = find_header(numbered(groups, columns, ["a", "A", "x", "1", "2020-01-01"]), KNOWN, "row")
    assert header is not None
    assert (header.number, header.names) == (2, columns)
    assert [problem.message for problem in header.problems] == ["the names of the columns are on row 2, not at the top"]
    alone = find_header(numbered(groups, ["a", None, "x"]), KNOWN, "row")
    assert alone is not None
    assert (alone.number, alone.names) == (1, ["Identity", "", "Source", "", "Dates"])


def test_a_table_beside_another_is_one_finding() -> None:
    columns = ["record_id", "name", "parameters", "source"]
    header = find_header(numbered([*columns, None, *columns]), KNOWN, "row")
    assert header is not None
    assert [problem.message for problem in header.problems] == [
        "column 5 has no name",
        "4 names stand over several columns each: name, parameters, record_id and others",
    ]
    assert "side by side" in (header.problems[1].fix or "")


def test_a_byte_order_mark_before_another_is_no_letter_of_a_name() -> None:
    header = find_header(numbered(["\ufeffrecord_id", "name"]), KNOWN)
    assert header is not None
    assert (header.names, header.problems) == (["record_id", "name"], [])


def test_blank_rows_have_no_header_however_many() -> None:
    assert find_header(((number, [None, ""]) for number in range(70_000)), KNOWN) is None


def test_no_more_rows_are_read_than_needed() -> None:
    rows = iter([(number, ["record_id", "name"]) for number in range(5)])
    assert find_header(rows, KNOWN)
    assert len(list(rows)) == 4
    # Where a single name is known, the next row tells whether others stand below it.
    rows = iter([(number, ["record_id", "x"]) for number in range(5)])
    assert find_header(rows, KNOWN)
    assert len(list(rows)) == 3
    endless = ((number, ["x", "y"]) for number in itertools.count())
    assert find_header(endless, KNOWN)


def test_a_comment_on_top_is_told() -> None:
    with pytest.raises(UnreadableError, match="the first row is a comment") as caught:
        find_header(numbered([], ["# mine"], ["record_id"]), KNOWN, "row")
    assert caught.value.line == 2
    assert find_header(numbered(["#", "record_id"]), KNOWN)


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([["record_id", "a"], ["Name", "A"], ["parameters", "1"]], "structure-header"),
        ([[], ["record_id", "a", "b"], ["name", "A", "B"], [], ["source", "s", "s"]], "structure-header"),
        ([["", "0", "1"], ["record_id", "a", "b"], ["name", "A", "B"], ["source", "s", "s"]], "structure-file"),
    ],
)
def test_a_table_that_is_turned_is_told(rows: list[list[str | None]], rule: str) -> None:
    with pytest.raises(UnreadableError, match="stand one below the other") as caught:
        find_header(numbered(*rows), KNOWN)
    assert (caught.value.rule, caught.value.line) == (rule, 1 + (not rows[0]))


@pytest.mark.parametrize(
    "rows",
    [
        [["record_id", "x"], ["name", "1"], ["name", "2"], ["name", "3"]],
        [["record_id", "x"], ["name", "1"], ["b", "2"], ["source", "3"]],
        [["x", "y"], ["name", "1"], ["source", "2"], ["b", "3"], ["c", "3"]],
        [["record_id"], ["name"], ["source"], ["parameters"]],
    ],
)
def test_cells_that_happen_to_be_names_turn_no_table(rows: list[list[str | None]]) -> None:
    header = find_header(numbered(*rows), KNOWN)
    assert header is not None
    assert (header.index, header.names) == (0, rows[0])


def test_a_record_on_top_is_told() -> None:
    record: list[str | None] = ["orla-2", "Orla 2", "2026-03-04", "TRUE", "https://example.org/orla-2"]
    with pytest.raises(UnreadableError, match="the first line is a record, not the names of columns") as caught:
        find_header(numbered(record, record), KNOWN)
    assert caught.value.line == 1
    header = find_header(numbered(["country", "2019", "2020", "x", "https://example.org"], ["a", "1"]), KNOWN)
    assert header is not None


def test_a_repeated_header_is_told_once() -> None:
    assert repeated_header([4], 1).message == "the header stands among the rows again, on line 4"
    many = repeated_header([4, 6, 8, 10, 12], 5, "row")
    assert (many.line, many.message) == (4, "the header stands among the rows again, on row 4, 6, 8 and 2 more")
