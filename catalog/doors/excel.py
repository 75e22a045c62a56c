"""Writes tables to workbooks of spreadsheet programs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

#: Name, head and rows of a sheet.
Sheet = tuple[str, Sequence[str], Sequence[Sequence[Any]]]

_CELL_CHARACTERS = 32_767
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
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise MissingExtraError("export to .xlsx", "openpyxl", "excel") from error

    workbook = Workbook(write_only=True)

    def add(name: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        sheet = workbook.create_sheet(name)
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(rows) + 1}"
        for index, title in enumerate(head, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = min(40, max(12, len(title) + 2))
        cells = [_text_cell(sheet, title, "", title) for title in head]
        for cell in cells:
            cell.font = Font(bold=True)
        sheet.append(cells)
        for row in rows:
            sheet.append([_value(sheet, value, str(row[0]), title) for title, value in zip(head, row, strict=True)])

    try:
        for sheet in sheets:
            add(*sheet)
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
    return _text_cell(sheet, value, record, column) if isinstance(value, str) else value


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
