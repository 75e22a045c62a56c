"""Parquet that is damaged, encrypted or made to explode: one finding that names the file and the place."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compute_trends.catalog.schema import load_schema
from compute_trends.tests.validators.reading.parquet_tables import TABLE, chunks, written
from compute_trends.validators.api import validate
from compute_trends.validators.engine import judge as judging
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.reading import parquet_files
from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER, COLUMN_LIMIT, LIST_LIMIT
from compute_trends.validators.reading.parquet_files import ParquetReader
from compute_trends.validators.reading.parquet_levels import delta_lengths, longest_list
from compute_trends.validators.reading.raw_table import UnreadableError
from compute_trends.validators.reading.thrift_compact import read_struct


@pytest.mark.parametrize("options", [{}, {"compression": "none"}, {"data_page_version": "2.0"}], ids=str)
@pytest.mark.parametrize("select", ["structure", "structure-type", "source-unknown", "text-placeholder"])
def test_damage_is_found_whatever_is_asked_for(tmp_path: Path, options: dict[str, Any], select: str) -> None:
    whole, damaged = written(tmp_path / "whole.parquet", **options), dict[Path, tuple[str, int]]()
    content = whole.read_bytes()
    for name, start, size in chunks(whole):
        for how, instead in (
            ("zeros", bytes(size)),
            ("bit", bytes([content[start] ^ 0x55]) + content[start + 1 : start + size]),
        ):
            path = tmp_path / f"{start}-{how}.parquet"
            path.write_bytes(content[:start] + instead + content[start + size :])
            damaged[path] = name, start
    report = validate([*damaged], "milestone_systems", select=[select])
    found = {f.file for f in report if f.rule == "structure-file"}
    assert {path: place for path, place in damaged.items() if str(path) not in found} == {}


def test_damage_is_told_with_its_place_beside_untouched_neighbours(tmp_path: Path) -> None:
    good, bad = written(tmp_path / "good.parquet"), tmp_path / "bad.parquet"
    name, start, size = chunks(good)[-1]
    content = good.read_bytes()
    bad.write_bytes(content[:start] + bytes(size) + content[start + size :])
    alone = [(f.rule, f.line, f.column) for f in validate(good, "milestone_systems")]
    report = validate([bad, good], "milestone_systems")
    (finding,) = [f for f in report if f.file == str(bad)]
    assert finding.rule == "structure-file"
    assert f"row group 2, column '{name}'" in finding.message
    assert [(f.rule, f.line, f.column) for f in report if f.file == str(good)] == alone
    assert [file.rows for file in report.files] == [0, 3000]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@settings(max_examples=150)
@given(data=st.data(), version=st.sampled_from(["1.0", "2.0"]), codec=st.sampled_from(["none", "zstd", "snappy"]))
def test_no_header_of_a_page_is_an_error_of_the_tool(
    tmp_path_factory: pytest.TempPathFactory,
    connection: duckdb.DuckDBPyConnection,
    data: st.DataObject,
    version: str,
    codec: str,
) -> None:
    path = tmp_path_factory.getbasetemp() / "headers.parquet"
    written(path, TABLE.slice(0, 20), data_page_version=version, compression=codec)
    content = bytearray(path.read_bytes())
    _, start, size = data.draw(st.sampled_from(chunks(path)))
    for at, byte in data.draw(
        st.dictionaries(st.integers(0, min(size, 60) - 1), st.integers(0, 255), min_size=1)
    ).items():
        content[start + at] = byte
    path.write_bytes(content)
    try:
        ParquetReader(path, "headers", connection)
    except UnreadableError as error:
        assert str(error)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("encoding", ["PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"])
def test_every_codec_and_encoding_is_read(tmp_path: Path, version: str, encoding: str) -> None:
    options = {"data_page_version": version, "use_dictionary": False, "data_page_size": 1 << 12}
    encodings = dict.fromkeys(("record_id", "name", "source", "domains.list.element"), encoding)
    for codec in ("none", "snappy", "gzip", "brotli", "lz4", "zstd"):
        path = tmp_path / f"{codec}.parquet"
        written(path, column_encoding=encodings, write_page_checksum=True, compression=codec, **options)
    report = validate(tmp_path, "milestone_systems", select=["structure-type"])
    assert [(f.file, f.rule, f.column) for f in report] == []
    assert [file.rows for file in report.files] == [3000] * 6


@pytest.mark.parametrize("codec", ["uncompressed", "snappy", "gzip", "brotli", "lz4_raw", "zstd"])
def test_what_other_programs_write_is_whole(tmp_path: Path, codec: str) -> None:
    columns: dict[str, Any] = {name: TABLE[name].to_pylist() for name in TABLE.column_names}
    columns["name"] = [name if row % 3 else None for row, name in enumerate(columns["name"])]
    frame = pl.DataFrame(columns)
    frame.write_parquet(tmp_path / "polars.parquet", compression=codec.removesuffix("_raw"), row_group_size=700)  # type: ignore[arg-type]
    connection = duckdb.connect()
    connection.register("frame", frame.to_arrow())
    for version in ("v1", "v2"):
        options = f"format parquet, compression {codec}, parquet_version {version}, row_group_size 2048"
        connection.execute(f"copy frame to '{tmp_path / version}.parquet' ({options})")
    report = validate(tmp_path, "milestone_systems", select=["structure-type"])
    assert [(Path(file.label).stem, file.rows) for file in report.files] == [
        ("polars", 3000),
        ("v1", 3000),
        ("v2", 3000),
    ]
    assert report.total == 0


@pytest.mark.parametrize("plaintext_footer", [False, True])
def test_encrypted_files_are_called_so(tmp_path: Path, plaintext_footer: bool) -> None:
    class Kms(pe.KmsClient):  # type: ignore[misc]
        def wrap_key(self, key: bytes, _: str) -> bytes:
            return key.hex().encode()

        def unwrap_key(self, key: bytes, _: str) -> bytes:
            return bytes.fromhex(key.decode())

    factory = pe.CryptoFactory(lambda _: Kms())
    settings = pe.EncryptionConfiguration(
        footer_key="k", column_keys={"k": ["name"]}, plaintext_footer=plaintext_footer
    )
    keys = factory.file_encryption_properties(pe.KmsConnectionConfig(), settings)
    written(tmp_path / "a.parquet", encryption_properties=keys)
    for name in ("a.parquet", "a"):
        (tmp_path / "a.parquet").rename(tmp_path / name)
        (finding,) = validate(tmp_path / name)
        assert (finding.rule, finding.message) == ("structure-file", "the file is encrypted")
        assert "without encryption" in finding.fix
        (tmp_path / name).rename(tmp_path / "a.parquet")


def table(**columns: Any) -> Any:
    return pa.table({"record_id": ["a"], **columns})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (table(name=["x" * (CELL_LIMIT_CHARACTER + 1)]), "'name' is longer than"),
        (table(name=["\u00e9" * CELL_LIMIT_CHARACTER]), None),
        (table(unknown=["x" * (CELL_LIMIT_CHARACTER + 1)]), "'unknown' is longer than"),
        (lambda: table(name=["x" * (257 << 20)]), "unpack to more than"),
        (table(domains=[["x"] * (LIST_LIMIT + 1)]), "a list has more than"),
        (table(domains=[["x"] * LIST_LIMIT]), None),
        (table(domains=[[["x"] * 200] * 200]), "a list has more than"),
        (table(**{f"c{i}": ["x"] for i in range(COLUMN_LIMIT)}), "columns; 1,000 are read"),
    ],
    ids=["cell", "wide characters", "unknown column", "257 MB", "list", "longest list", "nested list", "columns"],
)
def test_what_is_too_long_is_told_and_what_is_not_is_judged(tmp_path: Path, content: Any, said: str | None) -> None:
    content = content() if callable(content) else content
    statistics = content.nbytes < 1 << 28  # those of 257 MB take seconds, and are not kept
    path = written(tmp_path / "a.parquet", content, write_statistics=statistics)
    found = validate(path, "milestone_systems")
    messages = [f.message for f in found if f.rule == "structure-file" or (said and said in f.message)]
    assert (len(messages), bool(said)) == (1, True) if said else messages == []
    if said:
        assert said in messages[0]


def test_texts_that_repeat_the_one_before_are_measured_before_they_are_unpacked(tmp_path: Path) -> None:
    bomb = pa.table({"record_id": ["a" * 1_000_000] * 270})
    path = written(
        tmp_path / "a.parquet", bomb, use_dictionary=False, column_encoding={"record_id": "DELTA_BYTE_ARRAY"},
        row_group_size=270, data_page_size=1 << 40, max_rows_per_page=1 << 20,
    )  # fmt: skip
    assert path.stat().st_size < 100_000
    (finding,) = validate(path, "milestone_systems")
    assert finding.message.startswith("a page of texts unpacks to more than 256 MB (row group 1, column 'record_id'")


def test_a_long_text_of_many_rows_is_told(tmp_path: Path) -> None:
    table = pa.table({"record_id": ["a" * 1_000_000] * 270})
    (finding,) = validate(written(tmp_path / "a.parquet", table), "milestone_systems")
    assert (finding.rule, finding.message) == ("structure-file", "the texts of the file unpack to 257 MB")


def test_rows_of_many_small_groups_are_one_piece_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_files, "_MANY_GROUPS", 20)
    path, connection = written(tmp_path / "a.parquet", row_group_size=100), connect()
    raw = ParquetReader(path, "a.parquet", connection).load(connection, "t", load_schema("milestone_systems"))
    numbers = [row for (row,) in connection.execute(f"select _row from {raw.relation}").fetchall()]
    assert (numbers, raw.relation[:6]) == (list(range(3000)), "(from ")
    report = validate(path, "milestone_systems", select=["structure"])
    assert report.records == 3000
    assert [f.rule for f in report] == [
        f.rule for f in validate(written(tmp_path / "b.parquet"), "milestone_systems", select=["structure"])
    ]


def test_a_small_file_of_too_many_rows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    duckdb.sql(f"copy (select 'a' as record_id from range(3_000_000)) to '{path}' (row_group_size 3_000_000)")
    (finding,) = validate(path, "milestone_systems")
    assert finding.rule == "structure-file"
    assert "holds 3,000,000 rows" in finding.message


@pytest.mark.parametrize("rows", [0, 1, 9])
@pytest.mark.parametrize("codec", ["none", "snappy", "zstd", "gzip", "lz4"])
def test_tables_of_few_rows_or_values_are_whole(tmp_path: Path, rows: int, codec: str) -> None:
    cells = {"record_id": [f"a-{i}" for i in range(rows)], "source": ["x"] * rows, "domains": [None] * rows}
    path = written(tmp_path / "a.parquet", pa.table(cells), compression=codec)
    pl.DataFrame(cells).write_parquet(tmp_path / "b.parquet", compression="uncompressed" if codec == "none" else codec)
    for name in (path.name, "b.parquet"):
        report = validate(tmp_path / name, "milestone_systems", select=["structure-file", "structure-empty"])
        assert [f.rule for f in report] == ([] if rows else ["structure-empty"])


def test_a_file_that_is_damaged_while_it_is_judged_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = written(tmp_path / "good.parquet", TABLE.slice(0, 1500)), written(tmp_path / "bad.parquet")
    run_rules = judging.run_rules

    def damaging(*arguments: Any) -> None:
        content = bad.read_bytes()
        bad.write_bytes(content[: len(content) // 2])
        monkeypatch.setattr(judging, "run_rules", run_rules)
        raise duckdb.IOException("a block of the disk is gone")

    alone = sorted((f.rule, f.line, f.column) for f in validate(good, "milestone_systems"))
    monkeypatch.setattr(judging, "run_rules", damaging)
    report = validate([bad, good], "milestone_systems")
    assert [(f.rule, f.file) for f in report if f.file == str(bad)] == [("structure-file", str(bad))]
    assert sorted((f.rule, f.line, f.column) for f in report if f.file == str(good)) == alone
    assert report.records == 1500


def test_an_error_that_is_no_file_s_stays_one_of_the_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> None:
        raise duckdb.IOException("nothing to do with a file")

    monkeypatch.setattr(judging, "run_rules", failing)
    with pytest.raises(duckdb.IOException):
        validate(written(tmp_path / "a.parquet"), "milestone_systems")


@settings(max_examples=30)
@given(lengths=st.lists(st.integers(0, 40), min_size=1, max_size=300), size=st.integers(100, 2000))
def test_the_longest_list_is_that_of_the_levels(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], size: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "lists.parquet"
    lists = pa.table({"l": pa.array([["x"] * length for length in lengths], pa.list_(pa.string()))})
    pq.write_table(lists, path, compression="none", data_page_version="2.0", use_dictionary=False, data_page_size=size)
    content, longest, before = path.read_bytes(), 0, 0
    ((_, at, _),) = chunks(path)
    seen, values = 0, sum(max(1, length) for length in lengths)
    while seen < values:
        told, used = read_struct(content[at:])
        page, at = content[at + used : at + used + told[3]], at + used + told[3]
        found, before = longest_list(page[: told[8][6]], 1, told[8][1], before)
        longest, seen = max(longest, found), seen + told[8][1]
    assert longest == max(1, *lengths)


@settings(max_examples=30)
@given(values=st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=400))
def test_lengths_are_read_as_they_are_packed(tmp_path_factory: pytest.TempPathFactory, values: list[int]) -> None:
    path = tmp_path_factory.getbasetemp() / "numbers.parquet"
    numbers = pa.table({"n": pa.array(values, pa.int32())}, schema=pa.schema([pa.field("n", pa.int32(), False)]))
    options = {"use_dictionary": False, "column_encoding": {"n": "DELTA_BINARY_PACKED"}, "compression": "none"}
    pq.write_table(numbers, path, **options)
    content, ((_, at, _),) = path.read_bytes(), chunks(path)
    told, used = read_struct(content[at:])
    found, size = delta_lengths(content[at + used :], len(values))
    # 32-bit differences wrap around, as the format says.
    assert found.astype(np.int32).tolist() == values
    assert size == told[2]
    with pytest.raises((ValueError, IndexError, struct.error)):
        delta_lengths(content[at + used : at + used + size][:3], len(values))


def test_a_long_value_within_a_mapping_is_told(tmp_path: Path) -> None:
    mapping = pa.array([[("note", "x" * (CELL_LIMIT_CHARACTER + 1))]], pa.map_(pa.string(), pa.string()))
    path = written(tmp_path / "a.parquet", pa.table({"record_id": ["a"], "notes": mapping}))
    (finding,) = validate(path, "milestone_systems")
    assert (finding.rule, finding.column) == ("structure-file", None)
    assert finding.message == f"the value of 'notes' is longer than {CELL_LIMIT_CHARACTER:,} characters"
