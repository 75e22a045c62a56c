"""`validate` takes what people have in memory, and says the same of it as of a file."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import compute_trends as ct
from compute_trends.catalog.errors import UsageError
from compute_trends.validators.engine import check as engine
from compute_trends.validators.engine.bench import FEW_ROWS
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.reading import frames, parquet_files
from compute_trends.validators.reading.lengths import check_lengths
from compute_trends.validators.structure import scan as scanning

ROWS: dict[str, list[Any]] = {
    "record_id": ["a", "b", "b", "D"],
    "publication_date": ["2021-02-03", "2021-02-30", "2021-02-03", "2021-02-03"],
    "parameters": [1e9, -1.0, None, 5.0],
    "open_weights": [True, False, None, True],
    "citations": [1, 2, None, 4],
    "source": ["x", "x", "x", None],
    "admission": ["submitted", "submitted", "Submitted", "submitted"],
}
EXPECTED = {
    ("structure-type", 2, "publication_date"),
    ("structure-range", 2, "parameters"),
    ("structure-unique", 3, "record_id"),
    ("structure-enum", 3, "admission"),
    ("structure-pattern", 4, "record_id"),
    ("structure-required", 4, "source"),
}


def told(table: Any) -> set[tuple[str, int | None, str | None]]:
    report = ct.validate(table, "milestone_systems", select=["structure"])
    assert report.records == 4
    return {(f.rule, f.line, f.column) for f in report if f.rule != "structure-storage-type"}


def as_csv(path: Path) -> Path:
    pl.DataFrame(ROWS).write_csv(path / "rows.csv")
    return path / "rows.csv"


def as_parquet(path: Path) -> Path:
    # Only text can hold a date that does not exist; that the column is stored as text is a finding of its own.
    pl.DataFrame(ROWS).write_parquet(path / "rows.parquet")
    return path / "rows.parquet"


@pytest.mark.parametrize(
    "make",
    [
        lambda _: pd.DataFrame(ROWS),
        lambda _: pd.DataFrame(ROWS).astype(object),
        lambda _: pd.DataFrame(ROWS).convert_dtypes(),
        lambda _: pl.DataFrame(ROWS),
        lambda _: pl.LazyFrame(ROWS),
        lambda _: pa.table(ROWS),
        lambda _: pa.table(ROWS).to_reader(),
        lambda _: pa.RecordBatch.from_pydict(ROWS),
        lambda path: duckdb.connect().read_parquet(str(as_parquet(path))),
        lambda _: [dict(zip(ROWS, cells, strict=True)) for cells in zip(*ROWS.values(), strict=True)],
        as_parquet,
        lambda path: str(as_parquet(path)),
    ],
    ids=[
        "pandas",
        "objects",
        "nullable",
        "polars",
        "lazy",
        "arrow",
        "reader",
        "batch",
        "relation",
        "dicts",
        "path",
        "str",
    ],
)
def test_every_kind_of_table_gets_the_same_findings(make: Any, tmp_path: Path) -> None:
    assert told(make(tmp_path)) == EXPECTED


def test_csv_gets_the_same_findings_on_the_lines_of_the_file(tmp_path: Path) -> None:
    assert told(as_csv(tmp_path)) == {(rule, row + 1, column) for rule, row, column in EXPECTED if row}


def test_a_pandas_column_of_mixed_types_is_judged_cell_by_cell() -> None:
    frame = pd.DataFrame(
        {
            "record_id": ["a", "b", "c"],
            "parameters": [1e9, "1,000", None],
            "domains": [["Language", "Vision"], None, "x"],
        }
    )
    report = ct.validate(frame, "milestone_systems", select=["structure-type", "structure-list-item"])
    assert [(f.rule, f.line, f.value) for f in report] == [("structure-type", 2, "1,000")]
    assert report.findings[0].message == "not a number; without separators: 1000"


def test_native_lists_dates_and_categories_are_accepted() -> None:
    import datetime as dt

    frame = pl.DataFrame(
        {
            "record_id": ["a"],
            "publication_date": [dt.date(2021, 2, 3)],
            "domains": [["Language", "Vision"]],
            "confidence": pl.Series(["confident"], dtype=pl.Categorical),
            "source": ["x"],
            "admission": ["submitted"],
        }
    )
    assert not ct.validate(frame, "milestone_systems", select=["structure"]).findings
    stamped = frame.with_columns(pl.col("publication_date").cast(pl.Datetime)).to_pandas()
    assert not ct.validate(stamped, "milestone_systems", select=["structure"]).findings


def test_nan_is_missing_in_pandas_and_wrong_in_polars() -> None:
    cells = {"record_id": ["a"], "parameters": [float("nan")]}
    select = ["structure-type"]
    assert not ct.validate(pd.DataFrame(cells), "milestone_systems", select=select).findings
    assert len(ct.validate(pl.DataFrame(cells), "milestone_systems", select=select).findings) == 1


def test_the_dataset_is_found_from_the_columns() -> None:
    frame = pd.DataFrame({"record_id": ["a"], "memory_byte": [1e9], "tdp_w": [300.0]})
    report = ct.validate(frame)
    assert report.notes == ["table: taken for accelerators, by its columns"]


def test_columns_of_several_datasets_need_a_name() -> None:
    with pytest.raises(UsageError, match=r"fit .* equally well; say which is meant"):
        ct.validate({"record_id": "a"})


@pytest.mark.parametrize("given", [5, b"bytes", pd.Series([1]), [1, 2], object()])
def test_what_is_no_table_is_an_error_that_names_what_is(given: Any) -> None:
    with pytest.raises(UsageError):
        ct.validate(given, "milestone_systems")


def test_an_empty_frame_holds_no_record() -> None:
    report = ct.validate(pd.DataFrame({name: [] for name in ROWS}), "milestone_systems")
    assert [finding.rule for finding in report] == ["structure-empty"]


def test_several_files_are_one_submission(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    first, second = as_csv(tmp_path / "one"), as_parquet(tmp_path)
    report = ct.validate([first, second], "milestone_systems", select=["structure-unique"])
    assert (report.summary["files"], report.records) == (2, 8)
    found = [(finding.file, finding.line, finding.evidence) for finding in report]
    assert found == [
        (str(first), 4, f"first on line 3 of {first}"),
        (str(second), 1, f"first on line 2 of {first}"),
        (str(second), 2, f"first on line 3 of {first}"),
        (str(second), 3, f"first on line 3 of {first}"),
        (str(second), 4, f"first on line 5 of {first}"),
    ]
    assert ct.validate(str(tmp_path / "**" / "rows.*"), "milestone_systems").summary["files"] == 2
    assert ct.validate(tmp_path, "milestone_systems").summary["files"] == 2


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_days_do_not_depend_on_where_the_check_runs(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        day = pa.array([dt.datetime(2020, 1, 1, tzinfo=dt.UTC)], pa.timestamp("us", tz="UTC"))
        table = pa.table({"record_id": ["a"], "publication_date": day})
        report = ct.validate(table, "milestone_systems", select=["structure-type"])
        assert [finding.value for finding in report if finding.rule == "structure-type"] == []
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("name", ["file_row_number", "File_Row_Number"])
def test_a_column_called_as_duckdb_calls_the_number_of_a_row_is_unknown(name: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"record_id": ["a", "B"], name: [1, 2]}), path)
    report = ct.validate(path, "milestone_systems", select=["structure-unknown-column", "structure-pattern"])
    assert {(f.rule, f.line, f.column) for f in report} == {
        ("structure-unknown-column", None, name),
        ("structure-pattern", 2, "record_id"),
    }
    assert {f.file for f in report} == {str(path)}


@pytest.mark.parametrize("many", [1, scanning._FEW_ROWS + 1])
@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("domains", ["Language", None], "structure-list-item"),
        ("domains", [None], "structure-list-item"),
        ("domains", ["Language;Vision"], "structure-list-item"),
        ("inclusion_criteria", ["highly_cited;discretionary"], "structure-list-item"),
        ("inclusion_criteria", ["famous"], "structure-enum"),
        ("domains", ["Language", ""], "structure-list-item"),
        ("domains", [" Language"], "structure-list-item"),
        ("domains", [], None),
        ("domains", ["Language", "Vision"], None),
        ("domains", [1], None),
        ("domains", [["Language"]], "structure-type"),
        ("name", {"en": "A system"}, "structure-type"),
        ("name", ["A system"], "structure-type"),
        ("parameters", {"billion": 1.0}, "structure-type"),
    ],
)
def test_lists_and_structures_are_judged_as_in_documents(column: str, cell: Any, rule: str | None, many: int) -> None:
    table = pa.table({"record_id": ["a"] * many, column: [cell] * many})
    report = ct.validate(table, "milestone_systems", select=["structure-list-item", "structure-enum", "structure-type"])
    assert {finding.rule for finding in report} == ({rule} if rule else set())
    assert report.errors == (many if rule else 0)


def test_many_small_files_get_all_cores_and_a_folder_to_spill_to(tmp_path: Path) -> None:
    rows = FEW_ROWS // 2 + 1
    for number in range(2):
        lines = [f"{number}-{row},submitted\n" for row in range(rows)]
        (tmp_path / f"{number}.csv").write_text("record_id,admission\n" + "".join(lines))
    connections = [connect(), connect()]
    before = settings_of(connections[0])
    engine.check_files([tmp_path / "0.csv"], "milestone_systems", select=["structure"], connection=connections[0])
    assert settings_of(connections[0]) == before
    engine.check_files([tmp_path], "milestone_systems", select=["structure"], connection=connections[1])
    threads, folder = settings_of(connections[1])
    assert threads == duckdb.connect().execute("select current_setting('threads')").fetchall()[0][0]
    assert folder != before[1]
    assert Path(folder).is_dir()


@pytest.mark.parametrize("form", ["file", "table"])
def test_many_rows_are_read_on_all_cores_from_the_first_pass_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    rows = FEW_ROWS + 1
    table = pa.table({"record_id": [f"row-{row}" for row in range(rows)], "admission": ["submitted"] * rows})
    path = tmp_path / "many.parquet"
    pq.write_table(table, path)
    seen: list[int] = []

    def counted(connection: duckdb.DuckDBPyConnection, *rest: Any, **named: Any) -> Any:
        seen.append(settings_of(connection)[0])
        return check_lengths(connection, *rest, **named)

    for module in (parquet_files, frames):
        monkeypatch.setattr(module, "check_lengths", counted)
    ct.validate(path if form == "file" else table, "milestone_systems", select=["structure"])
    assert seen == [duckdb.connect().execute("select current_setting('threads')").fetchall()[0][0]]


def settings_of(connection: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    query = "select current_setting('threads'), current_setting('temp_directory')"
    threads, folder = connection.execute(query).fetchall()[0]
    return int(threads), str(folder)
