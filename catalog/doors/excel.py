"""Writes tables to workbooks of spreadsheet programs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook.

    Args:
        name, head, rows: of the sheet.
        widths: of columns by name, in characters; the others are as wide as what they hold, within limits.
    """

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Mapping[str, int] = field(default_factory=dict)


_CELL_CHARACTERS = 32_767
_NARROWEST, _WIDEST = 10, 48  # characters of a column
_MEASURED = 500  # rows that say how wide a column is
_FEW, _THOUSAND, _MANY = 1e-4, 10_000, 1e9  # numbers between the ends are written out
_FIRST_YEAR = 1900
_WHOLE_NUMBERS = 2**53


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write sheets to a workbook, text that a spreadsheet program would take for a formula as text.

    Raises:
        MissingExtraError: openpyxl is not installed.
        ComputeTrendsError: a text does not fit a cell.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise MissingExtraError("export to .xlsx", "openpyxl", "excel") from error

    workbook = Workbook(write_only=True)

    def add(table: Sheet) -> None:
        sheet, head = workbook.create_sheet(table.name), table.head
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(table.rows) + 1}"
        for index, title in enumerate(head):
            width = table.widths.get(title) or _width(title, [row[index] for row in table.rows[:_MEASURED]])
            sheet.column_dimensions[get_column_letter(index + 1)].width = width
        cells = [_text_cell(sheet, title, "", title) for title in head]
        for cell in cells:
            cell.font = Font(bold=True)
        sheet.append(cells)
        wraps = Alignment(wrap_text=True, vertical="top")
        for row in table.rows:
            shown = [_value(sheet, value, str(row[0]), title) for title, value in zip(head, row, strict=True)]
            if table.widths:
                for cell in shown:
                    if hasattr(cell, "alignment"):
                        cell.alignment = wraps
            sheet.append(shown)

    try:
        for sheet in sheets:
            add(sheet)
        # Of a file on a full disk, zipfile would complain once more when Python ends.
        whole = io.BytesIO()
        workbook.save(whole)
        path.write_bytes(whole.getbuffer())
    except BaseException:
        for opened in workbook.worksheets:  # else openpyxl complains of open files when Python ends
            with suppress(Exception):
                opened.close()
        raise


def _value(sheet: Any, value: Any, record: str, column: str) -> Any:
    if isinstance(value, list):
        value = ";".join(value)
    if getattr(value, "year", _FIRST_YEAR) < _FIRST_YEAR:  # dates that Excel does not know
        value = value.isoformat()
    if isinstance(value, int) and abs(value) > _WHOLE_NUMBERS:  # its numbers are doubles
        value = str(value)
    if isinstance(value, str):
        return _text_cell(sheet, value, record, column)
    if form := _form(value):
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(sheet, value)
        cell.number_format = form
        return cell
    return value


def _form(value: Any) -> str:
    """How a spreadsheet program shall show a value; "" for its own way."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "yyyy-mm-dd" if isinstance(value, date) else ""
    size = abs(value)
    if size >= _MANY or 0 < size < _FEW:
        return "0.00E+00"
    return "#,##0" if size >= _THOUSAND and value == int(value) else ""


def _width(title: str, values: Iterable[Any]) -> int:
    """Wide enough for the title and for most values."""
    sizes = sorted(len(str(value)) for value in values if value is not None)
    common = sizes[int(0.9 * (len(sizes) - 1))] if sizes else 0
    return min(_WIDEST, max(_NARROWEST, len(title) + 4, common + 2))  # the title's arrow takes room


def _text_cell(sheet: Any, text: str, record: str, column: str) -> WriteOnlyCell:
    """A cell that stays text: one that opens with "=" would otherwise be a formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if len(text) > _CELL_CHARACTERS:
        raise ComputeTrendsError(
            f"{column} of {record} has {len(text):,} characters and a cell of .xlsx holds {_CELL_CHARACTERS:,}; "
            "export to another format"
        )
    # Control characters have no place in XML; the format writes them as _xHHHH_.
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(lambda found: f"_x{ord(found.group()):04X}_", text))
    cell.data_type = "s"
    return cell
