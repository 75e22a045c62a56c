"""What is no record, no header or no cell of a CSV file: decided once, and the same for small and large files."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from compute_trends.validators.api import validate
from compute_trends.validators.reading import csv_files
from compute_trends.validators.reading.csv_files import CsvReader
from compute_trends.validators.reports.report import Report

HEADER = "record_id,name,publication_date,source,admission"
ROWS = "a,A,2021-02-03,x,submitted\nb,B,2021-02-03,x,submitted\n"
COMMAS = ",,,,\n"

#: Every row by itself, copied by DuckDB, streamed by DuckDB.
SIZES = {"row by row": (1 << 16, 8 << 20), "copied": (0, 1 << 30), "streamed": (0, 0)}


@pytest.fixture(params=SIZES)
def check(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Report]:
    small, large = SIZES[request.param]
    monkeypatch.setattr(csv_files, "CsvReader", partial(CsvReader, small_byte=small, large_byte=large))

    def checked(text: str) -> Report:
        (tmp_path / "a.csv").write_bytes(text.encode())
        return validate(tmp_path / "a.csv", "milestone_systems", select=["structure"])

    return checked


@pytest.mark.parametrize(
    ("text", "records"),
    [
        (f"\n\n{HEADER}\n{ROWS}", 2),
        (f"  \n{COMMAS}{HEADER}\n{ROWS}", 2),
        (f"{HEADER}\n\n{COMMAS}{ROWS} \t\n,,\n{COMMAS * 3}", 2),
        (f'{HEADER}\n"","", ,"",\n{ROWS}', 2),
        (f"{HEADER},,\n" + ROWS.replace("\n", ",,\n"), 2),
        (f"{HEADER}\r\n" + ROWS.replace("\n", "\r\n") + ",,,,\r\n", 2),
        (f"{HEADER}\n" + ROWS.replace("A,", '"5"" disk",').replace("B,", "5 inch (6) disk,"), 2),
    ],
)
def test_rows_that_hold_nothing_are_none(check: Callable[[str], Report], text: str, records: int) -> None:
    report = check(text)
    assert (report.findings, report.records) == ([], records)


@pytest.mark.parametrize("text", [f"{HEADER}\n", HEADER, f"{HEADER}\n{COMMAS}\n\n", f"\n{HEADER}\n" + "\n" * 70])
def test_a_header_alone_is_no_submission(check: Callable[[str], Report], text: str) -> None:
    report = check(text)
    line = 2 if text.startswith("\n") else 1
    assert [(f.rule, f.line, f.message) for f in report] == [
        ("structure-empty", line, "the file has a header and no record")
    ]


@pytest.mark.parametrize(
    ("text", "rule", "line", "said", "records"),
    [
        (f"{HEADER}\n{ROWS}{HEADER}\nc,C,2021-02-03,x,submitted\n{HEADER}\n", "header", 4, "on line 4, 6", 3),
        (f"{HEADER}\n{ROWS}c,C,2021-02-03,x,submitted,\n", "row", 4, "the row has 6", 2),
        (f"sep=,\n{HEADER}\n{ROWS}", "delimiter", 1, "an instruction (sep=), not the names", 2),
        (f"Systems of May\n\n{HEADER}\n{ROWS}", "header", 1, "are on line 3", 2),
        (f'{HEADER}\n{ROWS}c, "C, the third",2021-02-03,x,submitted\n', "row", 4, "a space stands before a quote", 2),
        (f'{HEADER}\n{ROWS}c, "C",2021-02-03,x,submitted\n', "row", 4, "a space stands before a quote", 2),
        (f'{HEADER}\n{ROWS}c,"C" ,2021-02-03,x,submitted\n', "row", 4, "a space stands after a quote", 2),
        (f'{HEADER}\n"a,A,2021-02-03,x,submitted"\n"b,""B"",2021-02-03,x,submitted"\n', "row", 2, "so are 1 more", 0),
        (f'"{HEADER}"\n"a,A,2021-02-03,x,submitted"\n', "row", 1, "every line is in quotes as a whole", 0),
        (f"{HEADER}\n" + "c,C,d,2021-02-03,x,submitted\n" * 4, "row", 2, "all 4 rows have 6 cells", 0),
        (f"{HEADER},\n" + ROWS.replace("\n", ",y\n", 1)[:-1] + ",\n",
         "row", 2, "cells beyond the header", 1),
    ],
)  # fmt: skip
def test_one_fault_is_one_finding(
    check: Callable[[str], Report], text: str, rule: str, line: int, said: str, records: int
) -> None:
    report = check(text)
    assert [(f.rule, f.line) for f in report] == [(f"structure-{rule}", line)]
    assert said in report.findings[0].message
    assert report.records == records


def test_two_rows_with_a_cell_too_many_are_two_findings(check: Callable[[str], Report]) -> None:
    report = check(f"{HEADER}\n{ROWS}c,C,d,2021-02-03,x,submitted\nd,D,e,2021-02-03,x,submitted\n")
    assert [(f.rule, f.line) for f in report] == [("structure-row", 4), ("structure-row", 5)]


def test_a_space_that_is_quoted_itself_is_text(check: Callable[[str], Report]) -> None:
    assert check(f'{HEADER}\na,"Zork, ""the"" one",2021-02-03,x,submitted\n').findings == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Zork\u2019s \u201cseeing\u201d \u2013 2nd", "0x92 is not UTF-8; the text looks like Windows-1252 ('"),
        ("Z\u00fcrich", "0xfc is not UTF-8; the text may be Windows-1252 ('Z\u00fcrich')"),
    ],
)
def test_bytes_of_another_code_are_one_finding_and_their_text_is_read(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEADER}\na,{text},2021-02-03,x,submitted\n".encode("cp1252"))
    report = validate(
        path, "milestone_systems", select=["structure", "text-invisible-characters", "text-encoded-twice"]
    )
    assert [(f.rule, f.line) for f in report] == [("structure-encoding", 2)]
    assert said in report.findings[0].message
    assert report.connection.execute("select c1 from raw_0").fetchall() == [(text,)]


def test_of_thousands_of_unknown_columns_the_first_are_looked_up_and_each_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    near = difflib.get_close_matches

    def counted(word: str, *args: Any, **options: Any) -> list[str]:
        looked_up.append(word)
        return near(word, *args, **options)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    names = [f"column {number}" for number in range(5000)]
    (tmp_path / "a.csv").write_text(f"{HEADER},{','.join(names)}\n" + (ROWS.replace("\n", ",1" * 5000 + "\n")))
    (tmp_path / "a.jsonl").write_text(
        "".join(f'{{"record_id": "r-{n}", {", ".join(f""""{name}": 1""" for name in names)}}}\n' for n in range(3))
    )
    for name in ("a.csv", "a.jsonl"):
        looked_up.clear()
        report = validate(tmp_path / name, "milestone_systems", select=["structure-unknown-column"])
        assert 0 < len(looked_up) <= 20  # each takes a millisecond
        found = [f for f in report if f.rule == "structure-unknown-column"]
        assert [f.column for f in found] == names
        assert "(3 records have it)" in found[0].message or name == "a.csv"
