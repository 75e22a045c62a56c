"""Pages and footers of Parquet that contradict themselves: DuckDB takes what it needs, other programs refuse them."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from compute_trends.tests.validators.reading.parquet_tables import TABLE, chunks, written
from compute_trends.validators.api import validate
from compute_trends.validators.reading import parquet_levels
from compute_trends.validators.reading.raw_table import UnreadableError
from compute_trends.validators.reading.thrift_compact import read_struct


def told(path: Path, content: bytes) -> str:
    """The one thing that is told of a file of these bytes."""
    path.write_bytes(content)
    (finding,) = validate(path, "milestone_systems", select=["structure"])
    return finding.message


@pytest.mark.parametrize("codec", ["none", "snappy", "zstd", "gzip"])
def test_a_page_whose_header_tells_another_size_is_damaged(tmp_path: Path, codec: str) -> None:
    path = written(tmp_path / "a.parquet", compression=codec)
    for name, start, _ in chunks(path):
        content = bytearray(path.read_bytes())
        content[start + 3] ^= 2  # after the kind of page, the size that it unpacks to
        (tmp_path / "b.parquet").write_bytes(content)
        (finding,) = validate(tmp_path / "b.parquet", "milestone_systems", select=["structure-type"])
        assert finding.rule == "structure-file", name


def test_a_page_that_differs_from_its_checksum_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", compression="none", use_dictionary=False, write_page_checksum=True)
    content = path.read_bytes()
    at = content.index(b"System 2500")
    assert not [f for f in validate(path, "milestone_systems") if f.rule == "structure-file"]
    path.write_bytes(content[:at] + b"system" + content[at + 6 :])
    (finding,) = validate(path, "milestone_systems")
    assert "checksum" in finding.message


@pytest.mark.parametrize("head", [0, 1, 0x15, 0xFF])  # an empty run, no groups, ten groups, a number that goes on
def test_a_run_of_levels_that_other_readers_refuse_is_damage(tmp_path: Path, head: int) -> None:
    content = pa.table({"record_id": list("abcde"), "name": ["A", None, "B", "C", None]})
    path = written(tmp_path / "a.parquet", content, compression="none", use_dictionary=False)
    data = bytearray(path.read_bytes())
    start = next(begin for name, begin, _ in chunks(path) if name == "name")
    _, size = read_struct(bytes(data[start:]))
    data[start + size + 4] = head  # after the length of the levels
    assert "a page that does not decode (row group 1, column 'name')" in told(path, data)


def test_numbers_of_a_dictionary_of_one_value_are_gone_through_though_they_have_no_bits(tmp_path: Path) -> None:
    content = pa.table({"record_id": list("abcde"), "name": ["A"] * 5})
    path = written(tmp_path / "a.parquet", content, compression="none")
    assert not validate(path, "milestone_systems", select=["structure-file"]).findings
    data = bytearray(path.read_bytes())
    end = next(begin + size for name, begin, size in chunks(path) if name == "name")
    assert data[end - 3 : end] == bytes([1, 5 << 1, 0])  # numbers of one bit: a run of five
    data[end - 3] = 0
    path.write_bytes(data)
    assert not validate(path, "milestone_systems", select=["structure-file"]).findings
    data[end - 2] = 0
    assert "a page that does not decode (row group 1, column 'name')" in told(path, data)


def test_a_page_of_levels_that_take_less_than_no_bytes_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", TABLE.slice(0, 5), compression="none", data_page_version="2.0")
    data = bytearray(path.read_bytes())
    start = pq.ParquetFile(path).metadata.row_group(0).column(0).data_page_offset
    header, size = read_struct(bytes(data[start:]))
    assert header[8][6] == 0, "a column without lists repeats nothing"
    at = data.index(bytes([0x15, header[8][5] << 1, 0x15, 0]), start, start + size)  # the lengths of both levels
    data[at + 3] = 1  # -1, as it is packed
    assert "a page that counts less than nothing (row group 1, column 'record_id')" in told(path, data)


def test_a_footer_that_tells_two_types_of_a_column_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", compression="none")
    data = bytearray(path.read_bytes())
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    # A column's type and encodings, before the list of its name: DOUBLE is 5, here as it is packed.
    at = data.index(b"\x15\x0a\x19", footer)
    assert b"parameters" in data[at : at + 30]
    data[at + 1] = 2  # INT32
    assert "a footer that tells two types of the column 'parameters'" in told(path, data)


def test_a_dictionary_of_an_unknown_kind_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", compression="none")
    data = bytearray(path.read_bytes())
    start = next(begin for name, begin, _ in chunks(path) if name == "record_id")
    _, size = read_struct(bytes(data[start:]))
    for at in range(start, start + size):
        changed = bytearray(data)
        changed[at] ^= 16  # of a number as it is packed: 8 for 0
        with contextlib.suppress(UnreadableError, IndexError):
            header, length = read_struct(bytes(changed[start:]))
            if length == size and header.get(3, 0) > 0 and isinstance(header.get(7), dict) and header[7].get(2) == 8:
                path.write_bytes(changed)
    (finding,) = validate(path, "milestone_systems", select=["structure"])
    assert "a dictionary of an unknown kind (row group 1, column 'record_id')" in finding.message


def test_a_dictionary_of_more_values_than_bytes_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", compression="none")
    content = bytearray(path.read_bytes())
    start = next(start for name, start, _ in chunks(path) if name == "name")
    header, size = read_struct(bytes(content[start : start + 100]))
    assert header[7][1] == 1500
    # The number of values is a varint of two bytes in the header: 1500 as zigzag.
    at = content.index(b"\xb8\x17", start, start + size)
    content[at : at + 2] = b"\xfe\x7f"
    assert "a dictionary that claims more values than it has bytes" in told(path, content)


def test_a_second_item_of_a_list_that_has_none_is_damage(tmp_path: Path) -> None:
    lists = [["Language", "Vision"][: at % 3] for at in range(30)]
    whole = pa.table({"record_id": [f"a-{at}" for at in range(30)], "domains": lists})
    pq.write_table(whole, tmp_path / "a.parquet", compression="none", use_dictionary=False)
    content = (tmp_path / "a.parquet").read_bytes()
    at = content.index(b"\x08\0\0\0Language", content.index(b"a-29"))  # the values follow the levels
    (tmp_path / "a.parquet").write_bytes(content[: at - 6] + bytes(6) + content[at:])
    (finding,) = validate(tmp_path / "a.parquet", "milestone_systems")
    assert (
        finding.message
        == "the file is damaged: a page that does not decode (row group 1, column 'domains.list.element')"
    )


@pytest.mark.parametrize("width", [1, 2, 5])
@pytest.mark.parametrize("count", [7, 1000, 1003, 4000])
def test_packed_levels_are_counted_piece_by_piece(monkeypatch: pytest.MonkeyPatch, width: int, count: int) -> None:
    monkeypatch.setattr(parquet_levels, "_AT_ONCE", 3)
    values = np.random.default_rng(count).integers(0, 1 << width, count)
    groups = -(-count // 8)
    bits = (np.pad(values, (0, 8 * groups - count))[:, None] >> np.arange(width)) & 1
    head = groups << 1 | 1
    run = bytes([head & 127 | 128, head >> 7]) + np.packbits(bits.astype(np.uint8), bitorder="little").tobytes()
    assert [parquet_levels.check_runs(run, width, count, level) for level in range(1 << width)] == [
        int((values == level).sum()) for level in range(1 << width)
    ]
    begins = np.flatnonzero(values == 0)
    lengths = np.diff([0, *begins, count])
    assert parquet_levels.longest_list(run, (1 << width) - 1, count, 0) == (lengths.max(), lengths[-1])
