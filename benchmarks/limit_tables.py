"""Workbooks and Parquet files for benchmarks/limits.py, which are made to exhaust who reads them."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from fuzz_inputs import COLUMNS
from limit_inputs import LONG, MB, archive, declared

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LISTED = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def _inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


_HEAD_ROW = "<row>" + "".join(map(_inline, COLUMNS)) + "</row>"


def _workbook(
    name: str,
    rows: Callable[[], str],
    strings: Callable[[], str] | None = None,
    styles: Callable[[], str] | None = None,
    more: Callable[[], dict[str, bytes]] = dict,
) -> None:
    def write(path: Path) -> None:
        kinds = {"worksheet": "worksheets/sheet1.xml"}
        parts = {
            "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}><sheetData>{_HEAD_ROW}{rows()}</sheetData></worksheet>"
        }
        if strings:
            kinds["sharedStrings"] = "sharedStrings.xml"
            parts["xl/sharedStrings.xml"] = f"<sst {_MAIN}>{strings()}</sst>"
        if styles:
            kinds["styles"] = "styles.xml"
            parts["xl/styles.xml"] = f"<styleSheet {_MAIN}>{styles()}</styleSheet>"
        parts["xl/workbook.xml"] = (
            f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets><sheet name="a" r:id="worksheet"/></sheets></workbook>'
        )
        parts["xl/_rels/workbook.xml.rels"] = _relations({part: (part, target) for part, target in kinds.items()})
        parts["_rels/.rels"] = _relations({"a": ("officeDocument", "xl/workbook.xml")})
        content = {name: text.encode() for name, text in parts.items()} | more()
        path.write_bytes(archive(content))

    declared(name, ".xlsx")(write)


def _relations(found: dict[str, tuple[str, str]]) -> str:
    items = (f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for key, (kind, to) in found.items())
    return f"<Relationships {_LISTED}>{''.join(items)}</Relationships>"


def _shared(count: int, text: str = '<c t="s"><v>0</v></c>', across: int = 8) -> Callable[[], str]:
    return lambda: ("<row>" + text * across + "</row>") * (count // across)


def _si(text: str) -> str:
    return f"<si><t>{text}</t></si>"


_workbook("a shared text of 2 MB in 1e6 cells", _shared(1_000_000), lambda: _si(LONG))
_workbook("a shared text of 30,000 characters in 1e6 cells", _shared(1_000_000), lambda: _si("x" * 30_000))
_workbook("a shared text of 300 characters in 1e6 cells", _shared(1_000_000), lambda: _si("x" * 300))
_workbook("a shared text of 250 MB", _shared(8), lambda: _si("x" * 250_000_000))
_workbook("a shared text of 300 MB", _shared(8), lambda: _si("x" * 300_000_000))
_workbook("a shared text of 1e6 runs", _shared(8), lambda: "<si>" + "<r><t>x</t></r>" * 1_000_000 + "</si>")
_workbook("1.4e6 shared texts, none used", _shared(8), lambda: _si("x") * 1_400_000)
_workbook("900,000 long shared texts, none used", _shared(8), lambda: _si("x" * 250) * 900_000)
_workbook("1e6 texts of their own", lambda: ("<row>" + _inline("abc") * 8 + "</row>") * 90_000)
_workbook("1e6 numbers", _shared(1_000_000, "<c><v>1</v></c>"))
_workbook("2.8e6 elements of empty rows", lambda: "<row/>" * 2_800_000)
_workbook("2.8e6 empty cells of one row", lambda: "<row>" + "<c/>" * 2_800_000 + "</row>")
_workbook("the row number 1e9", lambda: f'<row r="1000000000">{_inline("a")}</row>')
_workbook("a row number of 20 digits", lambda: f'<row r="{"9" * 20}">{_inline("a")}</row>')
_workbook("a row number of 1e6 digits", lambda: f'<row r="{"9" * 1_000_000}">{_inline("a")}</row>')
_workbook("1e6 rows of the last column", lambda: '<row><c r="XFD1"><v>1</v></c></row>' * 700_000)
_workbook("a column of 1e6 letters", lambda: f'<row><c r="{"X" * 1_000_000}1"><v>1</v></c></row>')
_workbook(
    "190,000 formats of cells",
    _shared(100_000, '<c s="189999"><v>1</v></c>'),
    styles=lambda: (
        "<numFmts>"
        + "".join(f'<numFmt numFmtId="{at}" formatCode="{"yyyy" * 60}{at}"/>' for at in range(190_000))
        + "</numFmts><cellXfs>"
        + "".join(f'<xf numFmtId="{at}"/>' for at in range(190_000))
        + "</cellXfs>"
    ),
)
_workbook(
    "2.9e6 formats of cells", _shared(8), styles=lambda: "<cellXfs>" + '<xf numFmtId="14"/>' * 2_900_000 + "</cellXfs>"
)
_workbook(
    "a format of 250 MB",
    _shared(8),
    styles=lambda: f'<numFmts><numFmt numFmtId="200" formatCode="{"[" * 250_000_000}"/></numFmts>',
)
_workbook(
    "two parts of 250 MB that nobody needs", _shared(8), more=lambda: {"a": bytes(250 * MB), "b": bytes(250 * MB)}
)
_workbook("9,000 parts", _shared(8), more=lambda: {f"xl/a{at}.xml": b"<a/>" for at in range(9000)})
_workbook("elements 1e6 deep", lambda: "<row>" * 1_000_000)
_workbook("an attribute of 100 MB", lambda: f'<row r="1" a="{"x" * 100_000_000}"/>')
_workbook("1e6 rows with findings", lambda: (f"<row>{_inline('=1+1')}{_inline('#N/A')}</row>") * 240_000)
_workbook(
    "1e6 formulas",
    lambda: (
        "<row>"
        + "<c><f>1+1</f><v>2</v></c>" * 8
        + "</row>"
        + ("<row>" + "<c><f>1+1</f><v>2</v></c>" * 8 + "</row>") * 100_000
    ),
)


@declared("150 records in each of 1,000 sheets", ".xlsx")
def _sheets(path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for number in range(1000):
        sheet = book.create_sheet(f"s{number}")
        sheet.append(["record_id", "name", "publication_date"])
        for at in range(150):
            sheet.append([f"a-{number}-{at}", f"System {number} {at}", "2021-02-03"])
    book.save(path)


@declared("a million repeated rows of OpenDocument", ".ods", ".xlsx")
def _opendocument(path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    content = f"<office:document-content><office:body>{row * 1_000_000}</office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    path.write_bytes(archive({"mimetype": kind, "content.xml": content.encode()}))


def _parquet(name: str, table: Callable[[], pa.Table], **options: Any) -> None:
    given = {"compression": "zstd", "compression_level": 1} | options
    declared(name, ".parquet")(lambda path: pq.write_table(table(), path, **given))


def _ids(count: int) -> pa.Array:
    return pa.array([f"a{at}" for at in range(count)])


def _of(name: str, cell: Any, count: int, ids: bool = True) -> Callable[[], pa.Table]:
    """A table of a column that holds the same value in every row, taken from a dictionary."""

    def table() -> pa.Table:
        index = pa.Array.from_buffers(pa.int32(), count, [None, pa.py_buffer(bytes(4 * count))])
        column = pa.DictionaryArray.from_arrays(index, pa.array([cell]))
        first = {"record_id": _ids(count)} if ids else {}
        return pa.table({**first, name: column})

    return table


_parquet("a cell of 300 MB", lambda: pa.table({"record_id": ["a"], "name": ["x" * 300_000_000]}))
_parquet("a cell of 300 MB that no dataset has", lambda: pa.table({"record_id": ["a"], "other": ["x" * 300_000_000]}))
_parquet("a cell of 1.9 MB in 2,000 rows, once in a dictionary", _of("name", LONG, 2000))
_parquet("a cell of 1.9 MB in 200,000 rows, once in a dictionary", _of("name", LONG, 200_000))
_parquet("a cell of 30,000 characters in 190,000 rows", _of("name", "x" * 30_000, 190_000))
_parquet("a cell of 300 characters in 190,000 rows", _of("name", "x" * 300, 190_000))
_parquet("5e7 rows of one value", _of("name", "x", 50_000_000, ids=False))
_parquet("4e6 rows of one record_id", _of("record_id", "x", 4_000_000, ids=False))
_parquet("5e7 nulls", lambda: pa.table({"record_id": pa.nulls(50_000_000, pa.string())}))
_parquet(
    "230 cells of 1.9 MB of their own",
    lambda: pa.table({"record_id": _ids(230), "name": [f"{at}{LONG}" for at in range(230)]}),
    use_dictionary=False,
)
_parquet(
    "a list of 1e8 items",
    lambda: pa.table(
        {
            "record_id": ["a"],
            "organizations": pa.ListArray.from_arrays([0, 100_000_000], pa.nulls(100_000_000, pa.int8())),
        }
    ),
)
_parquet(
    "lists of 4,000 items in 20,000 rows",
    lambda: pa.table(
        {
            "record_id": _ids(20_000),
            "organizations": pa.ListArray.from_arrays(
                range(0, 80_000_001, 4000), _of("a", "ab", 80_000_000, ids=False)()["a"].chunk(0)
            ),
        }
    ),
)
_parquet(
    "a dictionary of 3e6 values for one row group",
    lambda: pa.table({"record_id": _ids(3_000_000)}),
    dictionary_pagesize_limit=1 << 30,
    row_group_size=3_000_000,
)
_parquet("5,000 columns", lambda: pa.table({f"column_{at}": [1] for at in range(5000)}))
_parquet(
    "900 columns of 20,000 rows",
    lambda: pa.table(
        {"record_id": _ids(20_000), **{f"column_{at}": pa.nulls(20_000, pa.int64()) for at in range(900)}}
    ),
)
_parquet("20,000 row groups", lambda: pa.table({"record_id": _ids(20_000)}), row_group_size=1)
_parquet("a name of a column of 7 MB", lambda: pa.table({"record_id": ["a"], "x" * 7_000_000: ["a"]}))
_parquet("names of columns of 5,000 characters", lambda: pa.table({f"{at}{'x' * 5000}": ["a"] for at in range(900)}))


@declared("a value that nests 2,000 deep", ".parquet")
def _nested(path: Path) -> None:
    kind = pa.int8()
    for _ in range(2000):
        kind = pa.struct([("a", kind)])
    pq.write_table(pa.table({"record_id": ["a"], "name": pa.nulls(1, kind)}), path)


@declared("a footer that says 1e9 rows", ".parquet")
def _rows_said(path: Path) -> None:
    stream = io.BytesIO()
    pq.write_table(pa.table({"record_id": _ids(12_345)}), stream, row_group_size=12_345)
    said, more = _varint(2 * 12_345), _varint(2 * 1_000_000_000)
    content = stream.getvalue()
    end = len(content) - 8 - struct.unpack("<I", content[-8:-4])[0]
    footer = content[end:-8].replace(said, more)
    path.write_bytes(content[:end] + footer + struct.pack("<I", len(footer)) + b"PAR1")


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])
