"""Workbooks: every sheet of records is checked, whatever the file is called and whatever else it holds."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart

from compute_trends.validators.api import validate
from compute_trends.validators.reports.write import write_report

SYSTEM = ["record_id", "publication_date", "inclusion_criteria", "source", "admission"]
CHIP = ["record_id", "name", "memory_byte", "tdp_w", "source", "admission"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A chart, a page of text, systems, chips and an empty sheet."""
    book = openpyxl.Workbook()
    book.create_chartsheet("Chart", 0).add_chart(BarChart())
    book.active = 1
    book["Sheet"].title = "Readme"
    book["Readme"].append(["How to read this", "name"])
    for title, names, cells in (
        ("systems", SYSTEM, ["a", "2021-02-30", "discretionary", "x", "submitted"]),
        ("chips", CHIP, ["B", "B", 1e9, 300, "x", "submitted"]),
    ):
        sheet = book.create_sheet(title)
        sheet.append(names)
        sheet.append(cells)
    book.create_sheet("empty")
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_every_sheet_of_records_is_a_file_of_its_own_and_the_others_are_noted(book: Path) -> None:
    report = validate(book, select=["structure-type", "structure-pattern"])
    assert [(file.label, file.dataset, file.rows) for file in report.files] == [
        (f"{book}, sheet systems", "milestone_systems", 1),
        (f"{book}, sheet chips", "accelerators", 1),
    ]
    assert {(f.file, f.rule, f.line, f.column) for f in report if f.rule != "structure-required"} == {
        (f"{book}, sheet systems", "structure-type", 2, "publication_date"),
        (f"{book}, sheet chips", "structure-pattern", 2, "record_id"),
    }
    assert f"{book}: left out the sheet 'Readme', whose columns are no dataset's" in report.notes


def test_programs_are_pointed_to_the_workbook_of_a_sheet(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(book.parent)
    report = validate("book.xlsx", select=["structure-type"])
    stream = io.StringIO()
    write_report(report, "sarif", stream)
    (result,) = json.loads(stream.getvalue())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "book.xlsx"}}
    assert "publication_date = '2021-02-30'" in result["message"]["text"]
    stream = io.StringIO()
    write_report(report, "github", stream)
    assert stream.getvalue().startswith("::error file=book.xlsx,title=")


def test_a_workbook_needs_no_suffix(book: Path) -> None:
    expected = [(f.rule, f.line, f.column) for f in validate(book, select=["structure"])]
    other = book.rename(book.with_name("book"))
    assert [(f.rule, f.line, f.column) for f in validate(other, select=["structure"])] == expected


def test_one_sheet_of_records_keeps_the_name_of_the_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(SYSTEM)
    book.active.append(["a", "2021-02-03", "discretionary", "x", "submitted"])
    book.create_sheet("Sheet2")
    book.save(tmp_path / "book.xlsx")
    report = validate(tmp_path / "book.xlsx", select=["structure"])
    assert ([file.label for file in report.files], report.total) == ([str(tmp_path / "book.xlsx")], 0)


def test_a_header_that_is_too_wide_has_no_line(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([f"c{number}" for number in range(1001)])
    book.save(tmp_path / "wide.xlsx")
    (finding,) = validate(tmp_path / "wide.xlsx", "milestone_systems")
    assert (finding.line, finding.message) == (None, "row 1 of the sheet has more than 1,000 columns")


def test_the_booleans_of_libreoffice_are_booleans_and_other_formulas_are_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([*SYSTEM, "open_weights", "has_learning_component"])
    sheet.append(["a", "2021-02-03", None, "x", "submitted", "=TRUE()", "=FALSE()"])  # the cells that it writes
    sheet.append(["b", "2021-02-03", None, "x", "submitted", "=NOT(TRUE())", "=TRUE"])
    book.save(tmp_path / "book.xlsx")
    report = validate(tmp_path / "book.xlsx", select=["structure"])
    assert [(f.rule, f.line, f.column) for f in report] == [
        ("structure-formula", 3, "has_learning_component"),
        ("structure-formula", 3, "open_weights"),
    ]
