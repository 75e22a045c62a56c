"""CSV files are streamed or copied by DuckDB, small ones read row by row: all see the same rows on the same lines."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.reading import csv_files as reading_csv
from compute_trends.validators.reading import csv_lines, csv_rows
from compute_trends.validators.reading.csv_files import CsvReader
from compute_trends.validators.reading.csv_lines import CsvSurvey

HEADER = ["record_id", "name", "parameters", "publication_date", "confidence", "source", "admission"]
CELL = st.text(alphabet=st.sampled_from('ab,"\n;é=1 '), max_size=6)


SYSTEMS = load_schema("milestone_systems")

#: Sizes from which DuckDB reads a file, and from which it reads it again for all who need it.
SIZES = {"copied": (0, 1 << 30), "streamed": (0, 0)}


def read_by_duckdb(patch: pytest.MonkeyPatch, how: str) -> None:
    """Have every file, however small, read by DuckDB."""
    small, large = SIZES[how]
    patch.setattr(reading_csv, "CsvReader", partial(CsvReader, small_byte=small, large_byte=large))


@pytest.fixture(params=SIZES)
def by_duckdb(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    read_by_duckdb(monkeypatch, request.param)


def as_csv(rows: list[list[str]], header: list[str] = HEADER, end: str = "\n") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end).writerows([header, *rows])
    return buffer.getvalue()


def told(path: Path) -> list[tuple[object, ...]]:
    report = validate(path, "milestone_systems", select=["structure"])
    return [(f.rule, f.line, f.record, f.column, f.value, f.evidence) for f in report]


@settings(max_examples=25)
@given(
    rows=st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=8), end=st.sampled_from(["\n", "\r\n"])
)
def test_all_readers_find_the_same(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str) -> None:
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_bytes(as_csv(rows, ["record_id", "name", "organizations", "citations"], end).encode())
    slowly = told(path)
    for how in SIZES:
        with pytest.MonkeyPatch.context() as patch:
            read_by_duckdb(patch, how)
            assert told(path) == slowly


@pytest.mark.usefixtures("by_duckdb")
def test_lines_are_right_after_cells_of_several_lines_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    good = "a-%d,%s,1,2021-02-03,likely,x,submitted\n"
    rows = [good % (number, '"two\nlines ""quoted"""' if number % 7 == 0 else "one") for number in range(1000)]
    rows[500] = "\n\n" + rows[500]
    rows[900] = rows[900].replace(",1,", ",many,")
    path.write_text(",".join(HEADER) + "\n" + "".join(rows))
    (finding,) = validate(path, "milestone_systems", select=["structure"]).findings
    line = path.read_text().split("\n").index("a-900,one,many,2021-02-03,likely,x,submitted") + 1
    assert (finding.record, finding.line, finding.value) == ("a-900", line, "many")


@pytest.mark.usefixtures("by_duckdb")
@pytest.mark.parametrize(
    "odd", ["c,C,1\n", 'c,"C,1,2021-02-03,likely,x,submitted\n', "c,C\0,1,2021-02-03,likely,x,submitted\n"]
)
def test_what_duckdb_refuses_or_misreads_is_read_row_by_row(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(as_csv([["a", "A", "1", "2021-02-03", "likely", "x", "submitted"]] * 2) + odd)
    report = validate(path, "milestone_systems", select=["structure"])
    assert {finding.line for finding in report} == {3, 4}
    assert report.errors == 2


@pytest.mark.usefixtures("by_duckdb")
def test_a_last_line_longer_than_duckdb_reads_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    row = ["a", "A", "1", "2021-02-03", "likely", "x", "submitted"]
    path.write_text(as_csv([row]) + "b," + "x" * (9 << 20) + ",1,2021-02-03,likely,x,submitted\n")
    assert any(finding.line == 3 for finding in validate(path, "milestone_systems", select=["structure"]))


@pytest.mark.parametrize("length", [1000, 1 << 19])
def test_a_line_of_too_many_cells_is_not_left_to_duckdb_if_it_is_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    path = tmp_path / "wide.csv"
    row = ["a", "A", "1", "2021-02-03", "likely", "x", "submitted"]
    path.write_text(as_csv([row] * 9000) + "a," * (length // 2) + "\n" + as_csv([row], header=row))
    asked: list[Path] = []
    monkeypatch.setattr(reading_csv, "CsvSurvey", lambda path, *_: asked.append(path) or CsvSurvey(path, *_))
    problems = CsvReader(path, "wide.csv", ",", frozenset(HEADER)).load(connect(), "t", SYSTEMS).problems
    assert [problem.line for problem in problems] == [9002]
    assert bool(asked) == (length < 1 << 18)


def test_a_row_of_very_many_lines_is_told_once_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    row = ["b", "A", "1", "2021-02-03", "likely", "x", "submitted"]
    path.write_text(as_csv([]) + 'a,"' + "\n" * 300_000 + '"\n' + as_csv([], header=row))
    raw = CsvReader(path, "lines.csv", ",", frozenset(HEADER)).load(connect(), "t", SYSTEMS)
    (problem,) = raw.problems
    assert (problem.line, problem.message, raw.rows) == (2, "the row has 2 cells, the header 7", 1)


@pytest.mark.parametrize("how", ["row by row", *SIZES])
@pytest.mark.parametrize("empty", ["\n", ",,,,,,\n", " , ,\n"])
def test_no_more_than_so_many_empty_rows_are_read_by_whomever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty: str, how: str
) -> None:
    for module in (csv_rows, csv_lines, reading_csv):
        monkeypatch.setattr(module, "EMPTY_ROW_LIMIT", 100)
    if how in SIZES:
        read_by_duckdb(monkeypatch, how)
    path = tmp_path / "empty.csv"
    row = ["a", "A", "1", "2021-02-03", "likely", "x", "submitted"]
    path.write_text(as_csv([row]) + 100 * empty)
    assert not validate(path, "milestone_systems", select=["structure"]).findings
    path.write_text(as_csv([row]) + 101 * empty)
    (finding,) = validate(path, "milestone_systems", select=["structure"])
    assert (finding.rule, finding.line) == ("structure-file", 103)
    assert "empty rows; nothing after them was read" in finding.message


def large_csv(path: Path, rows: int) -> set[int]:
    """Write a CSV with seeded errors in a column whose enum has over five values; the 0-based rows that have one."""
    formats = load_schema("milestone_systems")["number_format"].enum
    assert len(formats) > 5, "the trap needs a list of more than five constants"
    bad = set(range(7, rows, 53))
    with path.open("w") as handle:
        handle.write("record_id,number_format,publication_date,source,admission\n")
        for row in range(rows):
            value = "fp99" if row in bad else formats[row % len(formats)]
            handle.write(f"system-{row},{value},2021-02-03,x,submitted\n")
    return bad


@pytest.mark.usefixtures("by_duckdb")
def test_rows_keep_the_order_of_the_file_though_an_enum_has_many_values(tmp_path: Path) -> None:
    path = tmp_path / "order.csv"
    bad = large_csv(path, 200_000)
    report = validate(path, "milestone_systems", select=["structure"])
    found = {(finding.line, finding.record) for finding in report}
    assert found == {(row + 2, f"system-{row}") for row in bad}


def test_the_connection_of_a_check_turns_no_list_of_constants_into_a_join(tmp_path: Path) -> None:
    path = tmp_path / "order.csv"
    large_csv(path, 1000)
    query = f"select record_id from read_csv('{path}') where number_format in ('a', 'b', 'c', 'd', 'e', 'f')"
    assert "JOIN" in str(duckdb.connect().execute(f"explain {query}").fetchall()).upper()
    assert "JOIN" not in str(connect().execute(f"explain {query}").fetchall()).upper()
