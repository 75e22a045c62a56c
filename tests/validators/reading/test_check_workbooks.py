"""Workbooks: every sheet of records is checked, whatever the file is called and whatever else it holds."""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.styles import PatternFill

from compute_trends.tests.validators.reading.workbooks import GOOD, SYSTEM, records, saved, sheet_changed
from compute_trends.validators.api import validate
from compute_trends.validators.reading import workbook_values
from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER, TEXT_LIMIT_BYTE
from compute_trends.validators.reports.write import write_report

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


def structure(path: Path) -> list[tuple[str, int | None, str | None]]:
    report = validate(path, "milestone_systems", select=["structure"])
    return [(f.rule.removeprefix("structure-"), f.line, f.column) for f in report]


def test_a_row_that_is_coloured_beyond_the_table_has_no_more_columns(tmp_path: Path) -> None:
    book = records(GOOD)
    for column in range(1, 16_385, 7):
        for row in (1, 2, 3, 1_048_576):
            book.active.cell(row, column).fill = PatternFill("solid", fgColor="FFFF00")
    report = validate(saved(book, tmp_path / "a.xlsx"), select=["structure"])
    assert (report.records, report.total) == (1, 0)


@pytest.mark.parametrize("helper", [["confidence", "likely"], ["name", "Ada"], ["organizations", "OpenAI"]])
@pytest.mark.parametrize("state", ["visible", "hidden"])
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("dataset", [None, "milestone_systems"])
def test_helper_sheets_are_left_out_and_noted(
    tmp_path: Path, helper: list[str], state: str, place: int, dataset: str | None
) -> None:
    book = records(GOOD)
    sheet = book.create_sheet("Lists", place)
    for cell in helper:
        sheet.append([cell])
    sheet.sheet_state = state
    report = validate(saved(book, tmp_path / "a.xlsx"), dataset, select=["structure"])
    assert ([file.rows for file in report.files], report.total) == ([1], 0)
    assert any("left out the sheet 'Lists'" in note for note in report.notes)


@pytest.mark.parametrize("above", [[], [None], ["  "]])
def test_empty_rows_above_the_header_count_for_the_numbers_of_rows_only(tmp_path: Path, above: list[object]) -> None:
    book = openpyxl.Workbook()
    for row in ([], above, SYSTEM, [], GOOD, ["B", *GOOD[1:]]):
        book.active.append(row)
    assert structure(saved(book, tmp_path / "a.xlsx")) == [("pattern", 6, "record_id")]


def test_errors_of_the_spreadsheet_program_are_texts(tmp_path: Path) -> None:
    book = records([*GOOD[:4], "#DIV/0!"], ["#REF!", *GOOD[1:]])
    assert [(f.rule, f.value) for f in validate(saved(book, tmp_path / "a.xlsx"), "milestone_systems")][:2]
    values = {(f.line, f.column): f.value for f in validate(tmp_path / "a.xlsx", select=["structure"])}
    assert values == {(2, "admission"): "#DIV/0!", (3, "record_id"): "#REF!"}


STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def test_strict_open_xml_and_prefixes_are_read(tmp_path: Path) -> None:
    book = records(GOOD, ["b", "2021-02-30", *GOOD[2:]])

    def strict(_: str, text: str) -> str:
        for old, new in STRICT:
            text = text.replace(old, new)
        return text

    def prefixed(name: str, text: str) -> str:
        if name == "xl/worksheets/sheet1.xml":
            text = re.sub(r"<(/?)(?=\w)", r"<\1x:", text).replace("xmlns=", "xmlns:x=")
        return text

    for change in (strict, prefixed):
        assert structure(saved(book, tmp_path / "a.xlsx", change)) == [("type", 3, "publication_date")]
    day = sheet_changed('<c r="B2" t="s"><v>6</v>', '<c r="B2" t="d"><v>2021-02-04T00:00:00Z</v>')
    assert structure(saved(book, tmp_path / "a.xlsx", day)) == [("type", 3, "publication_date")]


def test_a_row_number_twice_or_in_disorder_is_told_and_the_row_is_judged(tmp_path: Path) -> None:
    book = records(GOOD, ["B", *GOOD[1:]])

    def renumbered(number: int) -> Callable[[str, str], str]:
        def change(name: str, text: str) -> str:
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace('<row r="3"', f'<row r="{number}"')
                text = re.sub(r'r="([A-E])3"', rf'r="\g<1>{number}"', text)
            return text

        return change

    for number, said in ((2, "an earlier row has this number too"), (1, "the row stands after row 2")):
        path = saved(book, tmp_path / "a.xlsx", renumbered(number))
        report = validate(path, select=["structure"])
        assert {(f.rule, f.line) for f in report} == {("structure-row", number), ("structure-pattern", number)}
        assert said in [f.message for f in report]
        assert report.records == 2


def test_a_cell_that_is_there_twice_is_told(tmp_path: Path) -> None:
    path = saved(records(GOOD), tmp_path / "a.xlsx", sheet_changed('r="E2"', 'r="D2"'))
    (first, _) = validate(path, select=["structure"])
    assert (first.rule, first.line, first.message) == ("structure-row", 2, "two cells of the row are in column 4")


@pytest.mark.parametrize("number", ["0", "-1", "1048577", "1000000000", "9" * 20, "x"])
def test_a_row_number_that_cannot_be_is_told_in_no_time(tmp_path: Path, number: str) -> None:
    path = saved(records(GOOD), tmp_path / "a.xlsx", sheet_changed('<row r="2"', f'<row r="{number}"'))
    (finding,) = validate(path)
    assert (finding.rule, finding.message.split(";")[1]) == ("structure-file", " a sheet has 1,048,576 rows")


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/sharedStrings.xml", "<t>record_id</t>", f"<t>{'x' * (CELL_LIMIT_CHARACTER + 1)}</t>", "longer than 2,097"),
        ("xl/sharedStrings.xml", "<t>x</t>", f"<t>{' ' * (257 << 20)}</t>", "unpacks to more than 256 MB"),
        ("xl/sharedStrings.xml", "<sst", '<!DOCTYPE sst [<!ENTITY a "b">]><sst', "declares a document type"),
        ("xl/worksheets/sheet1.xml", "<v>8<", "<v>900<", "refers to text 900"),
        ("xl/worksheets/sheet1.xml", '<row r="2"', "<row " + "y" * (5 << 20) + ' r="2"', "a tag without an end"),
        ("xl/worksheets/sheet1.xml", "<sheetData>", "<sheetData>" + "<a>" * 100, "nests too deeply"),
        ("xl/worksheets/sheet1.xml", "</sheetData>", "", "is no XML"),
        ("xl/worksheets/sheet1.xml", 'r="B2"', 'r="B7"', "row 2 holds a cell 'B7'"),
        ("docProps/app.xml", "<", f"<{' ' * (257 << 20)}", "unpacks to more than 256 MB"),
    ],
)
def test_a_part_that_is_damaged_or_explodes_is_told(tmp_path: Path, part: str, old: str, new: str, said: str) -> None:
    path = saved(
        records(GOOD), tmp_path / "a.xlsx", lambda name, text: text.replace(old, new, 1) if name == part else text
    )
    (finding,) = validate(path, "milestone_systems")
    assert finding.rule == "structure-file"
    assert said in finding.message


def test_a_text_that_many_cells_share_counts_for_each(tmp_path: Path) -> None:
    text, rows = "x" * 1_000_000, "".join(f'<row r="{n}"><c t="s"><v>0</v></c></row>' for n in range(2, 400))

    def change(name: str, content: str) -> str:
        content = content.replace("<t>record_id</t>", f"<t>{text}</t>")
        return content.replace("</sheetData>", rows + "</sheetData>") if "sheet1" in name else content

    (finding,) = validate(saved(records(), tmp_path / "a.xlsx", change), "milestone_systems")
    assert finding.message == f"the texts of the sheet take more than {TEXT_LIMIT_BYTE >> 20} MB"


def test_every_part_is_held_against_its_checksum(tmp_path: Path) -> None:
    whole = saved(records(GOOD), tmp_path / "a.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        items = archive.infolist()
    for item in items:
        content = bytearray(whole)
        content[item.header_offset + 30 + len(item.filename) + item.compress_size // 2] ^= 0x10
        (tmp_path / "b.xlsx").write_bytes(content)
        (finding,) = validate(tmp_path / "b.xlsx", select=["structure"])
        assert finding.message.startswith("the file is damaged: its part"), item.filename
        assert item.filename.lower() in finding.message


def test_nothing_of_a_library_is_written_to_standard_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    extension = '</sheetData><extLst><ext uri="{1}" xmlns:y="urn:y"><y:z/></ext></extLst>'
    book = records(GOOD)
    path = saved(book, tmp_path / "a.xlsx", sheet_changed("</sheetData>", extension))
    with warnings.catch_warnings(record=True) as warned:
        assert structure(path) == []
    assert (warned, capfd.readouterr().err) == ([], "")


def test_a_workbook_of_very_many_formats_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_values, "FORMAT_COUNT_LIMIT", 20)

    def change(name: str, text: str) -> str:
        return text.replace("</cellXfs>", '<xf numFmtId="0"/>' * 30 + "</cellXfs>") if name == "xl/styles.xml" else text

    (finding,) = validate(saved(records(GOOD), tmp_path / "a.xlsx", change), "milestone_systems")
    assert finding.message == "the workbook declares more than 20 formats of cells"


@pytest.mark.parametrize("code", ["[" * 300_000, "&quot;" + "[" * 300_000, "0[$", "[[[[d", "[h"])
def test_a_format_with_a_mark_that_nothing_closes_shows_no_date(tmp_path: Path, code: str) -> None:
    def change(name: str, text: str) -> str:
        if name == "xl/styles.xml":
            formats = f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
            text = re.sub(r"<numFmts.*?/>", "", text, count=1)
            text = text.replace("<fonts", formats + "<fonts", 1)
            return re.sub(r"<cellXfs.*?</cellXfs>", '<cellXfs><xf numFmtId="200"/></cellXfs>', text, count=1)
        return text

    header = [*SYSTEM, "citations"]
    path = saved(records([*GOOD, 43_000], header=header), tmp_path / "a.xlsx", change)
    assert [f for f in validate(path, "milestone_systems", select=["structure"]) if f.column == "citations"] == []
