from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from compute_trends.catalog.doors import export as export_module
from compute_trends.catalog.doors.cite import cite
from compute_trends.catalog.doors.export import FORMATS, Exported, export
from compute_trends.catalog.doors.render import python_rows, write_text
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import release
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, datasets, find_version, package_version

UNKNOWN = {
    "count": None,
    "size_flop": None,
    "share_fraction": None,
    "is_good": None,
    "start_date": None,
    "kind": None,
    "labels": None,
    "tones": None,
}
RECORDS: list[dict[str, Any]] = [
    {"record_id": "a", **UNKNOWN, "note": None, "source": "s"},
    {
        "record_id": "b",
        "count": 9_000_000_000_000_000_001,
        "size_flop": 1.5e25,
        "share_fraction": 0.1,
        "is_good": False,
        "start_date": dt.date(1899, 12, 31),
        "kind": "round",
        "labels": ["=one", "two, too"],
        "tones": ["high"],
        "note": "=1+1",
        "source": "s",
    },
    {"record_id": "c", **UNKNOWN, "start_date": dt.date(2020, 2, 29), "note": 'a "b", c\nd\x01é 漢', "source": "s"},
    *({"record_id": f"f-{index}", **UNKNOWN, "note": text, "source": "s"} for index, text in enumerate("+-@")),
]


@pytest.fixture
def things_fields(things_fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    note = {"name": "note", "type": "string", "title": "Note", "description": "Any text.", "unit": "FLOP"}
    return [*things_fields[:-1], note, things_fields[-1]]


@pytest.fixture
def root(things_checkout: Path) -> Path:
    write_records(
        things_checkout / "datasets" / "things" / "records.csv", load_schema("things", things_checkout), RECORDS
    )
    release(things_checkout, "2020.1.0")
    return things_checkout


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_delimited_text_holds_every_value_as_it_is(root: Path, tmp_path: Path, suffix: str, delimiter: str) -> None:
    target = tmp_path / f"things{suffix}"
    assert export(["things"], target, root=root) == [Exported("things", "2020.1.0", len(RECORDS), "2020-01")]
    with target.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle, delimiter=delimiter))
    assert rows[0] == {name: RECORDS[0][name] or "" for name in RECORDS[0]}
    assert rows[1] == {
        "record_id": "b",
        "count": "9000000000000000001",
        "size_flop": "1.5e25",
        "share_fraction": "0.1",
        "is_good": "false",
        "start_date": "1899-12-31",
        "kind": "round",
        "labels": "=one;two, too",
        "tones": "high",
        "note": "=1+1",
        "source": "s",
    }
    assert [row["note"] for row in rows[2:]] == [record["note"] for record in RECORDS[2:]]


@pytest.mark.parametrize("dataset", datasets())
def test_csv_of_the_newest_version_is_its_records_file(dataset: str, tmp_path: Path) -> None:
    target = tmp_path / "exported.csv"
    export([dataset], target)
    found = find_version(dataset)
    if all_versions()[dataset][-1] != found:
        pytest.skip("records.csv is ahead of the newest release")
    records = PACKAGE_ROOT / "datasets" / dataset / "records.csv"
    if found.absent:  # columns declared since, which no record fills
        schema = load_schema(dataset)
        held = [column.name for column in schema.columns if column.name not in found.absent]
        records = tmp_path / "records.csv"
        rows = read_records(PACKAGE_ROOT / "datasets" / dataset / "records.csv", schema)
        assert all(row[name] is None for row in rows for name in found.absent)
        with records.open("w", encoding="utf-8", newline="") as stream:
            write_text(python_rows(held, ([row[name] for name in held] for row in rows)), "csv", stream)
    assert target.read_bytes() == records.read_bytes()


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".ndjson"])
def test_json_has_arrays_and_nulls(root: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"things{suffix}"
    export(["things"], target, root=root)
    text = target.read_text(encoding="utf-8")
    found = json.loads(text) if suffix == ".json" else [json.loads(line) for line in text.splitlines()]
    plain = [{key: str(v) if isinstance(v, dt.date) else v for key, v in record.items()} for record in RECORDS]
    assert found == plain


def test_parquet_has_lists_and_units(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "things.parquet"
    export(["things"], target, root=root)
    table = pq.read_table(target)
    assert table.to_pylist() == RECORDS
    assert table.schema.field("size_flop").metadata[b"unit"] == b"FLOP"
    assert table.schema.metadata[b"version"] == b"2020.1.0"


def test_duckdb_has_lists_types_and_comments(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "things.duckdb"
    export(["things"], target, root=root)
    with duckdb.connect(target, read_only=True) as connection:
        found = connection.sql("from things order by record_id")
        assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == RECORDS
        assert connection.sql("select comment from duckdb_tables()").fetchall() == [
            ("One row is a thing. Version 2020.1.0, data to 2020-01.",)
        ]
        query = "select comment from duckdb_columns() where column_name = 'size_flop'"
        assert connection.sql(query).fetchall() == [("The size_flop. Unit: FLOP.",)]


def test_duckdb_opens_in_the_command_line_of_an_older_release(tmp_path: Path) -> None:
    program = shutil.which("duckdb", path=str(Path(sys.executable).parent)) or shutil.which("duckdb")
    assert program, "the duckdb command is missing: pip install duckdb-cli"
    names = datasets()
    export(names, tmp_path / "all.duckdb")
    tables = {name: name for name in names} | {"accelerators": "accelerators join accelerator_names using (record_id)"}
    counts = ", ".join(f"(select count(distinct record_id) from {tables[name]})" for name in names)
    command = [program, "-readonly", "-csv", "-noheader", "all.duckdb", f"select {counts}"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert done.returncode == 0, done.stderr
    assert [int(cell) for cell in done.stdout.strip().split(",")] == [find_version(name).rows for name in names]


def test_sqlite_has_json_arrays_a_key_and_a_dictionary(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "things.sqlite"
    export(["things"], target, root=root)
    with closing(sqlite3.connect(target)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("select * from things order by record_id")]
        for row, record in zip(rows, RECORDS, strict=True):
            lists = {name: json.loads(row[name]) if row[name] else None for name in ("labels", "tones")}
            day = record["start_date"]
            assert row | lists == {**record, "start_date": day.isoformat() if day else None}
        assert connection.execute(
            "select group_concat(value, '|') from things, json_each(labels) where record_id = 'b'"
        ).fetchone()[0] == ("=one|two, too")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("insert into things (record_id) values ('a')")
        units = dict(connection.execute("select name, unit from columns where dataset = 'things'").fetchall())
        assert units["size_flop"] == "FLOP"
        assert units["kind"] is None
        assert list(units) == load_schema("things", root).names


def test_xlsx_has_dates_numbers_and_no_formula(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "things.xlsx"
    export(["things"], target, root=root)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["about", "columns", "things"]
    head, *rows = list(book["things"].iter_rows())
    names = [cell.value for cell in head]
    assert names == load_schema("things", root).names
    assert {cell.data_type for row in rows for cell in row} <= {"n", "s", "b", "d"}  # "f" is a formula
    cells = [{name: cell.value for name, cell in zip(names, row, strict=True)} for row in rows]
    assert cells[0] == RECORDS[0]
    assert cells[1] == {
        **RECORDS[1],
        "count": "9000000000000000001",  # more digits than a number of Excel has
        "labels": "=one;two, too",
        "tones": "high",
        "start_date": "1899-12-31",  # before its first day
    }
    assert cells[2]["start_date"] == dt.datetime(2020, 2, 29)
    assert cells[2]["note"] == 'a "b", c\nd_x0001_é 漢'
    assert [row["note"] for row in cells[3:]] == ["+", "-", "@"]
    assert book["things"].freeze_panes == "B2"


def test_a_workbook_says_what_it_is_and_is_made_to_be_read(tmp_path: Path) -> None:
    target = tmp_path / "energy.xlsx"
    export(["training_energy"], target)
    book = openpyxl.load_workbook(target)
    about: dict[str, list[str]] = {}
    for what, text in book["about"].iter_rows(min_row=2, values_only=True):
        about.setdefault(str(what), []).append(str(text))
    assert about["version"] == [package_version()]
    assert about["package"] == [cite()]
    assert "training_energy 2021.4.0: 6 rows" in about["sheet"][1]
    assert about["licence"] == ["patterson-2021: facts only (the paper states no licence for its table)"]
    assert book["columns"].column_dimensions["G"].width == 100
    sheet = book["training_energy"]
    names = [cell.value for cell in sheet[1]]
    forms = {name: sheet.cell(2, place).number_format for place, name in enumerate(names, 1)}
    assert (forms["training_compute_flop"], forms["name"]) == ("0.00E+00", "General")
    assert all(10 <= item.width <= 48 for item in sheet.column_dimensions.values())


@pytest.mark.parametrize("suffix", [".xlsx", ".sqlite", ".db", ".duckdb"])
def test_several_datasets_go_into_one_file(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"all{suffix}"
    names = ["training_energy", "hardware_prices"]
    begun: list[str] = []
    written = export(names, target, progress=begun.append)
    assert begun == names
    assert [item.dataset for item in written] == names
    counts: list[int]
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(target, read_only=True)
        counts = [sum(1 for _ in book[name].iter_rows()) - 1 for name in names]
        book.close()
    elif suffix == ".duckdb":
        with duckdb.connect(target) as connection:
            counts = [connection.sql(f"select count(*) from {name}").fetchall()[0][0] for name in names]
    else:
        with closing(sqlite3.connect(target)) as database:
            counts = [database.execute(f"select count(*) from {name}").fetchone()[0] for name in names]
    assert counts == [item.rows for item in written] == [find_version(name).rows for name in names]


def test_a_version_has_only_the_columns_it_had(root: Path, tmp_path: Path) -> None:
    path = root / "schemas" / "things.json"
    schema = json.loads(path.read_text())
    schema["fields"].insert(1, {"name": "name", "type": "string", "title": "Name", "description": "Its name."})
    path.write_text(json.dumps(schema))
    load_schema.cache_clear()
    records = [{"name": "A", **record} for record in RECORDS]
    write_records(root / "datasets" / "things" / "records.csv", load_schema("things", root), records)
    release(root, "2020.2.0")
    export(["things"], tmp_path / "old.parquet", "2020.1.0", root=root)
    assert "name" not in pq.read_table(tmp_path / "old.parquet").column_names
    export(["things"], tmp_path / "new.parquet", root=root)
    assert pq.read_table(tmp_path / "new.parquet")["name"].to_pylist() == ["A"] * len(RECORDS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_failed_export_leaves_nothing_behind(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    place = tmp_path / "place"
    place.mkdir()
    kept = place / f"kept{suffix}"
    kept.write_text("kept")
    # Break off late: at the dictionary of the columns, or where the rows are written.
    for name in ("_dictionary", "write_text", "text_literal"):
        monkeypatch.setattr(export_module, name, fail)
    monkeypatch.setattr(pq, "write_table", fail)
    for target, force in ((place / f"new{suffix}", False), (kept, True)):
        with pytest.raises(ComputeTrendsError, match=f"{target.name} cannot be written: No space left"):
            export(["things"], target, force=force, root=root)
    assert {path.name: path.read_text() for path in place.iterdir()} == {kept.name: "kept"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_is_overwritten_only_by_force(root: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"things{suffix}"
    target.write_text("mine")
    with pytest.raises(UsageError, match="exists; --force overwrites it"):
        export(["things"], target, root=root)
    assert target.read_text() == "mine"
    export(["things"], target, force=True, root=root)
    assert target.read_bytes() != b"mine"


def test_a_file_made_in_the_meantime_is_not_overwritten(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "place" / "things.csv"
    target.parent.mkdir()

    def interfere(_: str) -> None:
        target.write_text("theirs")

    with pytest.raises(UsageError, match="exists; --force overwrites it"):
        export(["things"], target, progress=interfere, root=root)
    assert [path.read_text() for path in target.parent.iterdir()] == ["theirs"]


def test_a_link_is_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    export(["things"], tmp_path / "link.csv", force=True, root=root)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("record_id,")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (PACKAGE_ROOT / "datasets" / "training_energy" / "2021.4.0.parquet", "the package's own data"),
        (PACKAGE_ROOT / "schemas" / "new.json", "the package's own data"),
        (Path("/nonexistent/x.csv"), "there is no folder /nonexistent"),
    ],
)
def test_places_that_cannot_be_written_are_refused(path: Path, message: str) -> None:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(UsageError, match=message):
        export(["training_energy"], path, force=True)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_is_not_replaced(root: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UsageError, match="not a regular file"):
        export(["things"], tmp_path / "folder.csv", force=True, root=root)


def test_what_does_not_go_together_is_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds one dataset"):
        export(["training_energy", "hardware_prices"], tmp_path / "x.csv")
    with pytest.raises(UsageError, match="one dataset at a time"):
        export(["training_energy", "hardware_prices"], tmp_path / "x.xlsx", "2021.4.0")
    with pytest.raises(UsageError, match="name a dataset"):
        export([], tmp_path / "x.csv")
    with pytest.raises(UnknownNameError, match=r"file format '\.xls'; did you mean \.xlsx"):
        export(["things"], tmp_path / "x.xls", root=root)
    with pytest.raises(UnknownNameError, match="file format 'x'"):
        export(["things"], tmp_path / "x", root=root)
    with pytest.raises(UnknownNameError, match="did you mean things"):
        export(["thing"], tmp_path / "x.csv", root=root)
    with pytest.raises(UnknownNameError, match=r"did you mean 2020\.1\.0"):
        export(["things"], tmp_path / "x.csv", "2020.2.0", root=root)


def test_a_text_longer_than_an_excel_cell_is_refused(root: Path, tmp_path: Path) -> None:
    records = [{**RECORDS[0], "note": "x" * 32_768}]
    write_records(root / "datasets" / "things" / "records.csv", load_schema("things", root), records)
    release(root, "2020.2.0")
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(ComputeTrendsError, match=r"note of a has 32,768 characters and a cell of \.xlsx holds 32,767"):
        export(["things"], place / "x.xlsx", root=root)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_a_byte_order_mark_is_put_first_where_it_is_asked_for(root: Path, tmp_path: Path, suffix: str) -> None:
    plain, marked = tmp_path / f"plain.{suffix}", tmp_path / f"marked.{suffix}"
    export(["things"], plain, root=root)
    export(["things"], marked, bom=True, root=root)
    assert marked.read_bytes() == b"\xef\xbb\xbf" + plain.read_bytes()


def test_other_formats_take_no_byte_order_mark(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"for \.csv and \.tsv files"):
        export(["things"], tmp_path / "a.json", bom=True, root=root)
    assert list(tmp_path.glob("a.json")) == []


def test_an_export_says_to_which_month_its_data_go(tmp_path: Path) -> None:
    [written] = export("gpu_clusters", tmp_path / "a.xlsx")
    assert written.data_to == "2025-10"
    assert export("hardware_prices", tmp_path / "a.csv")[0].data_to == "2025-03"
    sheets = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    told = [row[1].value for row in sheets["about"].iter_rows()]
    assert [text for text in told if text.startswith("gpu_clusters 2026.8.0: ") and ", data to 2025-10." in text]
    export("hardware_prices", tmp_path / "a.parquet")
    assert pq.read_schema(tmp_path / "a.parquet").metadata[b"data_to"] == b"2025-03"
    export("hardware_prices", tmp_path / "a.sqlite")
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        rows = dict(database.execute('select what, "is" from about where "is" like \'hardware_prices%data to%\''))
    assert "data to 2025-03" in rows["table"]
    export("hardware_prices", tmp_path / "a.duckdb")
    with duckdb.connect(tmp_path / "a.duckdb", read_only=True) as opened:
        [[comment]] = opened.sql("select comment from duckdb_tables() where table_name = 'hardware_prices'").fetchall()
    assert comment.endswith("Version 2025.6.1, data to 2025-03.")
