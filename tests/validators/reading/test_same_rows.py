"""The same rows get the same verdict: as bytes read in any way, and in every format, order and company."""

from __future__ import annotations

import csv
import io
import json
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compute_trends.validators.api import validate
from compute_trends.validators.reading import csv_files, stored_rows
from compute_trends.validators.reading.csv_files import CsvReader
from compute_trends.validators.reports.report import Report

#: Sizes from which DuckDB copies a file and from which it streams it: all by rows, all copied, all streamed.
WAYS = ((1 << 16, 8 << 20), (0, 1 << 30), (0, 0))

HEADERS = (
    b"record_id,name,organizations,citations", b"record_id,name,publication_date,source,admission",
    b"record_id,name", b"record_id", b'"record_id","name",citations', b"record_id,foo,citations", b"",
)  # fmt: skip
CELLS = (
    b"", b"a", b"b-1", b'"q,r"', b"12", b"2021-02-03", b'"x\ny"', b"\xc3\xa9", b" s", b'""', b'"a ""b"""', b"submitted",
    b"NA", b"-", b"['a']", b"1e3", b"\xe3\x80\x80",
)  # fmt: skip
PIECES = (
    b",", b'"', b"\n", b"\r\n", b"\r", b" ", b'""', b",,,,", b"a", b"\xc3\xa9", b"\xff", b"\0", b"\t", b";", b"name",
    b'"a,b"', b'"a\nb"', b'"x ""y"""', b"\n\n", b",\n", b' "', b'" ', b"=1", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"#",
    b"sep=,", b"NA",
)  # fmt: skip


@st.composite
def csv_bytes(draw: st.DrawFn) -> bytes:
    """A CSV file, some bytes of which are cut out or put in."""
    header = draw(st.sampled_from(HEADERS))
    width = header.count(b",") + 1
    row = st.one_of(
        st.lists(st.sampled_from(CELLS), min_size=width, max_size=width).map(b",".join),
        st.sampled_from([b"", b"  ", b"," * (width - 1), header]),
    )
    above = draw(st.lists(st.sampled_from([b"", b"sep=,", b"# c", b"Title", b",,"]), max_size=1))
    lines = [*above, header, *draw(st.lists(row, max_size=6))]
    end = draw(st.sampled_from([b"\n", b"\n", b"\r\n", b"\r"]))
    text = end.join([*lines, *draw(st.lists(st.just(b""), max_size=1))])
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 4]))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + draw(st.sampled_from([0, 0, 0, 1, 3, 8])) :]
    return text


def told(report: Report) -> tuple[object, ...]:
    return report.records, [(f.rule, f.line, f.record, f.column, f.value, f.message, f.evidence) for f in report]


@settings(max_examples=100)
@example(content=b"\xef\xbb\xbf")
@example(content=b"foo,record_id\n\xef\xbb\xbf")
@example(content=b"record_id,name\n\x1c\n")
@given(content=csv_bytes())
def test_every_way_of_reading_bytes_finds_the_same(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(content)
    found = []
    for small, large in WAYS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_files, "CsvReader", partial(CsvReader, small_byte=small, large_byte=large))
            found.append(told(validate(path, "milestone_systems", select=["structure"])))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_rows, "_ARROW_ROWS", 2)
        found.append(told(validate(path, "milestone_systems", select=["structure"])))
    assert found[1] == found[0]
    assert found[2] == found[0]
    assert found[3] == found[0]


COLUMNS = (
    "record_id",
    "owner",
    "owners_excluded",
    "quarter_start",
    "chip_count",
    "power_w",
    "coverage",
    "is_incomplete",
)
WORDS = (
    "", "", "a", "zork-1", "Zork 1", "A;B", "A; B", "A;", "['a', 'b']", "2021-02-03", "2021-02-30", "44561", "12",
    "1e3", "1.5", "-1", "1e400", "1,000", "NA", "nan", "-", "=1", "#REF!", "confident", "all", "true", "FALSE", " a",
    "a ", "a\u3000", "\u00e9", "Universit\u00c3\u00a9", 'a "b"', "a,b", "a\nb", "record_id", "007", "+5",
)  # fmt: skip
TABLES = st.lists(st.lists(st.sampled_from(WORDS), min_size=8, max_size=8), min_size=1, max_size=6)
RULES = ["structure", "text-placeholder", "text-encoded-twice", "text-invisible-characters", "list-item-repeated"]


def write_all(folder: Path, rows: list[list[str]]) -> list[Path]:
    """The rows in every format that is read."""
    folder.mkdir(exist_ok=True)
    records = [{name: cell for name, cell in zip(COLUMNS, row, strict=True) if cell} for row in rows]
    for suffix, delimiter in (("csv", ","), ("tsv", "\t")):
        stream = io.StringIO()
        csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows([COLUMNS, *rows])
        (folder / f"a.{suffix}").write_text(stream.getvalue(), encoding="utf-8")
    (folder / "a.json").write_text(json.dumps(records), encoding="utf-8")
    (folder / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    (folder / "a.yaml").write_text(yaml.safe_dump(records, default_style='"', allow_unicode=True), encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(COLUMNS)
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(folder / "a.xlsx")
    columns = [pa.array([row[at] or None for row in rows], pa.string()) for at in range(len(COLUMNS))]
    pq.write_table(pa.Table.from_arrays(columns, names=list(COLUMNS)), folder / "a.parquet")
    return sorted(folder.iterdir())


def tables_in_memory(rows: list[list[str]]) -> dict[str, object]:
    """The rows as everything that a program may hold them in."""
    records = [{name: cell or None for name, cell in zip(COLUMNS, row, strict=True)} for row in rows]
    columns = {name: [record[name] for record in records] for name in COLUMNS}
    return {
        "mappings": records,
        "pandas": pd.DataFrame(columns, dtype="string"),
        "pandas objects": pd.DataFrame(columns, dtype=object),
        "polars": pl.DataFrame(columns, schema=dict.fromkeys(COLUMNS, pl.String)),
        "Arrow": pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}),
    }


def verdict(report: Report) -> list[tuple[object, ...]]:
    """What is found, whatever the format calls the places; columns that a table lacks are empty cells of a document."""
    kept = [
        finding
        for finding in report
        if finding.rule not in ("structure-storage-type", "structure-missing-column")
        and not (finding.rule == "structure-required" and finding.column not in COLUMNS)
    ]
    return sorted(
        (f.rule, f.record or "", f.column or "", f.value or "", "" if f.rule == "structure-empty" else f.message)
        for f in kept
    )


@settings(max_examples=12)
@example(rows=[["zork-1", *WORDS[2:9]], [""] * 8, ["zork-2", *WORDS[3:10]], ["", " "] * 4])
@example(rows=[[""] * 8])
@given(rows=TABLES)
def test_the_same_rows_get_the_same_verdict_in_every_format(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    paths = write_all(tmp_path_factory.getbasetemp() / "formats", rows)
    found = {path.suffix: verdict(validate(path, "chip_deliveries", select=RULES)) for path in paths}
    for kind, table in tables_in_memory(rows).items():
        found[kind] = verdict(validate(table, "chip_deliveries", select=RULES))
    for suffix, findings in found.items():
        assert findings == found[".csv"], suffix


@settings(max_examples=8)
@given(rows=TABLES, data=st.data())
def test_order_and_company_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], data: st.DataObject
) -> None:
    rows = [[f"row-{at}", *row[1:]] for at, row in enumerate(rows)]
    folder = tmp_path_factory.mktemp("order")
    alone = verdict(validate(write_all(folder / "a", rows)[0], "chip_deliveries", select=RULES))
    shuffled = write_all(folder / "b", data.draw(st.permutations(rows)))
    assert verdict(validate(shuffled[0], "chip_deliveries", select=RULES)) == alone
    other = write_all(folder / "c", [["other", *row[1:]] for row in rows[:1]])
    report = validate([shuffled[0], *other[1:2]], "chip_deliveries", select=RULES)
    assert sorted(item for item in verdict(report) if item[1] != "other") == [i for i in alone if i[1] != "other"]
