"""Columns of different texts in a large Parquet file are read when they are judged; nothing of them passes unseen."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import compute_trends as ct
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.reading import parquet_files
from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER
from compute_trends.validators.reading.sources import find_sources, open_source
from compute_trends.validators.structure import columns

ROWS = 300
Found = list[tuple[str, str | None, int | None, str]]


@pytest.fixture(params=["later", "first"])
def reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """When the columns are read; a few rows count as many."""
    monkeypatch.setattr("compute_trends.validators.structure.scan._FEW_ROWS", 0)
    monkeypatch.setattr(parquet_files, "_LARGE_ROWS", 0)
    if request.param == "first":
        monkeypatch.setattr(parquet_files.ParquetReader, "_read_later", lambda *_: {})
    return str(request.param)


def table(**changed: list[str | None]) -> pa.Table:
    cells = {
        "record_id": [f"system-{row}" for row in range(ROWS)],
        "name": [f"System {row}" for row in range(ROWS)],
        "inclusion_note": [f"Data {row}" for row in range(ROWS)],
        "admission": ["submitted"] * ROWS,
    }
    return pa.table(cells | changed)


def write(path: Path, given: pa.Table, groups: int = 3) -> Path:
    pq.write_table(given, path, use_dictionary=["admission"], compression="zstd", row_group_size=ROWS // groups)
    return path


def found(path: Path) -> Found:
    report = ct.validate(path, "milestone_systems", select=["structure"])
    kept = [f for f in report if f.rule not in ("structure-missing-column", "structure-required")]
    return sorted((f.rule, f.column, f.line, f.message) for f in kept)


def damage(path: Path, column: str, group: int) -> None:
    """Spoil the packed values of a column in a row group, behind the header of its page."""
    of_group = pq.ParquetFile(path).metadata.row_group(group)
    (chunk,) = [
        of_group.column(at) for at in range(of_group.num_columns) if of_group.column(at).path_in_schema == column
    ]
    content = bytearray(path.read_bytes())
    end = chunk.data_page_offset + chunk.total_compressed_size
    content[end - 40 : end] = bytes(40)
    path.write_bytes(content)


def test_columns_of_different_texts_are_left_to_their_tests(tmp_path: Path, reading: str) -> None:
    connection = connect()
    (source,) = find_sources([write(tmp_path / "t.parquet", table())])
    raw = open_source(source, connection).load(connection, "raw_0", load_schema("milestone_systems"))
    later = {name for at, name in enumerate(raw.names) if f"c{at}" in raw.unread}
    assert later == ({"record_id", "name", "inclusion_note"} if reading == "later" else set())
    assert raw.text_byte is not None
    assert raw.text_byte >= sum(len(text) for name in raw.names for text in table()[name].to_pylist())


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("group", [0, 2])
@pytest.mark.parametrize("column", ["record_id", "name", "inclusion_note"])
def test_damage_anywhere_in_them_is_told_and_nothing_else(tmp_path: Path, column: str, group: int) -> None:
    changed = {"name": ["=1+1", *(f"System {row}" for row in range(1, ROWS))]}
    path = write(tmp_path / "t.parquet", table(**changed))
    assert [rule for rule, *_ in found(path)] == ["structure-formula"]
    damage(path, column, group)
    ((rule, _, _, message),) = found(path)
    assert rule == "structure-file"
    assert message.startswith("the file is damaged: ")


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("column", ["record_id", "name", "inclusion_note"])
def test_a_cell_that_is_longer_than_is_read_refuses_the_file(tmp_path: Path, column: str) -> None:
    texts = [*table()[column].to_pylist()[:-1], "a" * (CELL_LIMIT_CHARACTER + 1)]
    path = write(tmp_path / "t.parquet", table(**{column: texts}))
    ((rule, _, _, message),) = found(path)
    assert (rule, message) == (
        "structure-file",
        f"the value of '{column}' is longer than {CELL_LIMIT_CHARACTER:,} characters",
    )


@pytest.mark.usefixtures("reading")
def test_a_cell_that_is_too_long_for_its_column_is_told_of_its_row(tmp_path: Path) -> None:
    texts = [*table()["name"].to_pylist()[:-1], "a" * 1001]
    ((rule, column, line, _),) = found(write(tmp_path / "t.parquet", table(name=texts)))
    assert (rule, column, line) == ("structure-type", "name", ROWS)


@pytest.mark.usefixtures("reading")
def test_damage_is_told_where_there_are_too_many_findings_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "FINDINGS_LIMIT", 10)
    path = write(tmp_path / "t.parquet", table(record_id=[f"System {row}" for row in range(ROWS)]))
    assert {rule for rule, *_ in found(path)} == {"structure-pattern"}
    damage(path, "inclusion_note", 1)
    ((rule, *_),) = found(path)
    assert rule == "structure-file"
