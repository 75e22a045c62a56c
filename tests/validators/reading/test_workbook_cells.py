"""What the cells of a workbook hold, as texts."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from compute_trends.tests.validators.reading.workbooks import GOOD, records, saved, sheet_changed
from compute_trends.validators.api import validate
from compute_trends.validators.reading.excel_files import open_sheets
from compute_trends.validators.reading.workbook_parts import Parts

CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).filter(lambda text: not text.startswith("=")),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1)),
    st.datetimes(dt.datetime(1900, 3, 1)).map(lambda moment: moment.replace(microsecond=0)),
)


@settings(max_examples=40)
@given(table=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5), is_1904=st.booleans())
def test_cells_are_read_as_openpyxl_reads_them(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[object]], is_1904: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "cells.xlsx"
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
    if is_1904:
        table = [[None if isinstance(cell, dt.date) and cell.year < 1905 else cell for cell in row] for row in table]
    for row in table:
        book.active.append(row)
    book.save(path)
    (sheet,) = open_sheets(path, "cells", frozenset())
    with Parts(path) as parts:
        found = dict(sheet.rows(parts, []))
    expected = {}
    for number, row in enumerate(openpyxl.load_workbook(path).active.iter_rows(values_only=True), 1):
        cells = [shown(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            expected[number] = cells
    assert found == expected


def shown(cell: object) -> str | None:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return None if cell is None or cell == "" else str(cell)


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("yyyy-mm-dd", "44230", "2021-02-03"),
        ('"day" 0', "44230", "44230"),
        ("[Red]0.00", "44230", "44230"),
        ("[$-409]d/m/yy h:mm;@", "44230.5", "2021-02-03T12:00:00"),
        ("[h]:mm", "1.5", "36:00:00"),  # which the program shows, not a day and a half
        ("[mm]:ss", "0.0125", "00:18:00"),
        ("[ss]", "1e300", "1e+300"),
        ("0.00E+00", "1e24", "1e+24"),
        ("General", "0.1", "0.1"),
        ("0_d", "44230", "44230"),
        ("yyyy", "1e300", "1e+300"),
        ("yyyy", "60", "1900-02-28"),
        ("General", "not a number", "not a number"),
    ],
)
def test_a_number_is_a_date_where_its_format_shows_one(tmp_path: Path, code: str, value: str, expected: str) -> None:
    book = records([0])
    book.active["A2"].number_format = code
    path = saved(
        book,
        tmp_path / "a.xlsx",
        sheet_changed("<v>0</v></c></row></sheetData>", f"<v>{value}</v></c></row></sheetData>"),
    )
    (sheet,) = open_sheets(path, "a", frozenset())
    with Parts(path) as parts:
        assert dict(sheet.rows(parts, []))[2] == [expected]


def test_texts_are_those_that_a_spreadsheet_program_shows(tmp_path: Path) -> None:
    def change(name: str, text: str) -> str:
        rich = '<r><t>re</t></r><r><rPr><b/></rPr><t xml:space="preserve">d </t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
        text = text.replace("<si><t>x</t></si>", f"<si>{rich}</si>")
        text = text.replace("<si><t>discretionary</t></si>", "<si><t>a_x000D_b_x005F_x000D_c_x0000_</t></si>")
        inline = '<c r="E2" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>'
        return re.sub(r'<c r="E2".*?</c>', inline, text)

    path = saved(records(GOOD), tmp_path / "a.xlsx", change)
    (sheet,) = open_sheets(path, "a", frozenset())
    with Parts(path) as parts:
        assert dict(sheet.rows(parts, []))[2][2:] == ["a\rb_x000D_c_x0000_", "red ", "inline"]


def test_shared_formulas_are_those_of_the_first_cell(tmp_path: Path) -> None:
    shared = (
        '<c r="D2"><f t="shared" ref="D2:E2" si="0">A2+1</f><v>1</v></c><c r="E2"><f t="shared" si="0"/><v>2</v></c>'
    )
    change = lambda _, text: re.sub(r'<c r="D2".*?(?=</row>)', shared, text)  # noqa: E731
    path = saved(records(GOOD), tmp_path / "a.xlsx", change)
    found = {(f.column, f.rule, f.value) for f in validate(path, select=["structure-formula"])}
    assert found == {("source", "structure-formula", "=A2+1"), ("admission", "structure-formula", "=A2+1")}
