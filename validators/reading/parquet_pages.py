"""The pages of a Parquet file, looked at before anything is unpacked: their headers, checksums and levels.

DuckDB and Arrow believe what a page header claims: a page of 200 bytes may ask for gigabytes. Here the headers are
read first, and what would unpack to more than `limits` allows is refused. They are in the compact form of Thrift,
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from compute_trends.validators.reading.limits import PAGES_LIMIT_BYTE
from compute_trends.validators.reading.parquet_bodies import (
    PLAIN,
    PLAIN_DICTIONARY,
    SMALLER_FIX,
    Chunk,
    Page,
)
from compute_trends.validators.reading.raw_table import UnreadableError
from compute_trends.validators.reading.thrift_compact import CutShortError, read_struct
from compute_trends.validators.reading.unpacking import unpack
from compute_trends.validators.reading.unreadable import damaged

_HEADER_BYTE = 1 << 12
_HEADER_LIMIT_BYTE = 4 << 20

_DATA, _INDEX, _DICTIONARY, _DATA_2 = range(4)
_DELTA_STRINGS = 7

#: Files, and pages in them by bytes and by values, that are small enough to go through every run in them.
_SMALL_FILE_BYTE, _SMALL_PAGE_BYTE, _SMALL_PAGE_VALUES = 4 << 20, 1 << 20, 1 << 20
_UNPACKED_HERE = ("UNCOMPRESSED", "ZSTD", "SNAPPY", "GZIP")

#: The fields of the two kinds of headers of data that hold numbers.
_NUMBERS, _NUMBERS_2 = (1, 2, 3, 4), (1, 2, 3, 4, 5, 6, 7)
_COUNTS_2 = (2, 3, 5, 6)  # nulls, rows, bytes of the two kinds of levels
_FRAME_BYTE = 18  # of the longest head of a zstd frame
_RUNS = 3
_LEVEL_ENCODINGS = {_RUNS, 4}  # runs and packed ones, and packed ones alone

#: Least bytes of a value of each physical type, where a dictionary lists them one after the other.
_LEAST_BYTE = {"INT32": 4, "INT64": 8, "INT96": 12, "FLOAT": 4, "DOUBLE": 8, "BYTE_ARRAY": 4}


class PageWalk:
    """Goes through the pages of a file; `end` is where its footer begins.

    Attributes:
        plain: by column, the bytes that its pages unpack to, of one that lists its values one after the other in all of
            them; None of one that repeats some by number or by their beginnings.
    """

    def __init__(self, handle: BinaryIO, end: int) -> None:
        self._handle, self._end = handle, end
        self.plain: dict[str, int | None] = {}
        self._largest: dict[int, int] = {}  # bytes of the largest pages so far, by row group

    def check(self, chunk: Chunk) -> None:
        """Go through the pages of a column.

        Raises:
            UnreadableError: a page is damaged, or unpacks to too much.
        """
        try:
            self._check(chunk)
        except UnreadableError as error:
            where = f"row group {chunk.row_group + 1}, column {chunk.name[:100]!r}"
            raise UnreadableError(f"{error} ({where})", fix=error.fix) from error

    def _check(self, chunk: Chunk) -> None:
        at, seen, largest, list_length = chunk.start, 0, 0, 0
        plain = self.plain.get(chunk.name, 0)
        while seen < chunk.values:
            header, size = self._header(at)
            kind = header.get(1)
            unpacked, packed = header.get(2, -1), header.get(3, -1)
            at += size
            if not (isinstance(unpacked, int) and isinstance(packed, int) and min(unpacked, packed) >= 0):
                raise damaged("a page without a size")
            if at + packed > self._end:
                raise damaged("a page that goes on beyond the columns")
            if chunk.codec == "UNCOMPRESSED" and packed != unpacked:
                raise damaged("a page of two sizes")
            largest = max(largest, unpacked)
            self._bound(chunk, largest)
            plain = None if plain is None or kind == _DICTIONARY else plain + unpacked
            body = self._crc(at, packed, header[4]) if isinstance(header.get(4), int) else None
            if kind == _DICTIONARY:
                _check_dictionary(chunk, header.get(7), unpacked)
                if chunk.codec == "GZIP":  # which has a checksum of its own, and DuckDB does not look at it
                    unpack(self._read(at, packed) if body is None else body, chunk.codec, unpacked)
            elif kind in (_DATA, _DATA_2):
                told = header.get(5 if kind == _DATA else 8)
                if not isinstance(told, dict) or not isinstance(told.get(1), int) or told[1] < 0:
                    raise damaged("a page without a number of values")
                numbers = _NUMBERS if kind == _DATA else _NUMBERS_2
                if not all(isinstance(told.get(field, 0), int) for field in numbers):
                    raise damaged("a page header that cannot be read")
                if kind == _DATA_2 and min(told.get(field, 0) for field in _COUNTS_2) < 0:
                    raise damaged("a page that counts less than nothing")
                seen += told[1]
                if kind == _DATA and not {told.get(3), told.get(4)} <= _LEVEL_ENCODINGS:
                    raise damaged("a page with levels of an unknown kind")
                encoding = told.get(2 if kind == _DATA else 4)
                plain = plain if encoding == PLAIN else None
                is_in_runs = kind == _DATA_2 or {told.get(3), told.get(4)} == {_RUNS}
                is_small = is_in_runs and told[1] <= _SMALL_PAGE_VALUES and self._is_small(chunk, unpacked)
                if is_small or chunk.repetition or encoding == _DELTA_STRINGS or chunk.codec == "GZIP":
                    body = self._read(at, packed) if body is None else body
                    page = Page(chunk, kind == _DATA_2, told, body, unpacked)
                    list_length = page.check(list_length, encoding, is_small)
                elif chunk.codec in ("ZSTD", "SNAPPY"):
                    levels = max(0, told.get(5, 0)) + max(0, told.get(6, 0)) if kind == _DATA_2 else 0
                    if levels > min(packed, unpacked):
                        raise damaged("a page with more levels than bytes")
                    if kind == _DATA or told.get(7, True):
                        beginning = self._read(at + levels, min(_FRAME_BYTE, packed - levels))
                        _check_size(beginning, chunk.codec, unpacked - levels)
            elif kind != _INDEX:
                raise damaged("a page of an unknown kind")
            at += packed
        if chunk.end is not None and at != chunk.end and chunk.values:  # without any, a dictionary may stand there
            raise damaged("pages that end elsewhere than the footer says")
        if seen != chunk.values:
            raise damaged(f"its pages hold {seen:,} values, the footer says {chunk.values:,}")
        if not chunk.repetition and seen != chunk.rows:
            raise damaged(f"it has {seen:,} values in {chunk.rows:,} rows")
        self.plain[chunk.name] = plain
        self._largest[chunk.row_group] = self._largest.get(chunk.row_group, 0) + largest

    def _is_small(self, chunk: Chunk, unpacked: int) -> bool:
        return self._end <= _SMALL_FILE_BYTE and unpacked <= _SMALL_PAGE_BYTE and chunk.codec in _UNPACKED_HERE

    def _bound(self, chunk: Chunk, largest: int) -> None:
        if self._largest.get(chunk.row_group, 0) + largest > PAGES_LIMIT_BYTE:
            message = f"the pages of a row group unpack to more than {PAGES_LIMIT_BYTE >> 20} MB at once"
            raise UnreadableError(message, fix=SMALLER_FIX)

    def _header(self, at: int) -> tuple[dict[int, Any], int]:
        """The header of a page, and its length."""
        wanted = _HEADER_BYTE
        while True:
            data = self._read(at, max(0, min(wanted, self._end - at)))
            try:
                return read_struct(data)
            except (CutShortError, IndexError) as error:
                if len(data) < wanted or wanted >= _HEADER_LIMIT_BYTE:
                    raise damaged("a page header that does not end") from error
                wanted *= 8

    def _read(self, at: int, size: int) -> bytes:
        self._handle.seek(at)
        return self._handle.read(size)

    def _crc(self, at: int, size: int, expected: int) -> bytes:
        body = self._read(at, size)
        if zlib.crc32(body) != expected & 0xFFFFFFFF:
            raise damaged("a page does not have the checksum that its header tells")
        return body


def _check_dictionary(chunk: Chunk, told: Any, unpacked: int) -> None:
    count = told.get(1) if isinstance(told, dict) else None
    if isinstance(told, dict) and told.get(2) not in (PLAIN, PLAIN_DICTIONARY):
        raise damaged("a dictionary of an unknown kind")
    if not isinstance(count, int) or count < 0 or count * _LEAST_BYTE.get(chunk.kind, 1) > unpacked:
        raise damaged("a dictionary that claims more values than it has bytes")


def _check_size(data: bytes, codec: str, expected: int) -> None:
    """Hold the size that compressed bytes tell against the header's, which is what DuckDB believes."""
    if not data and not expected:
        return
    try:
        size = _snappy_size(data) if codec == "SNAPPY" else _zstd_size(data)
    except IndexError as error:
        raise damaged("a page that does not unpack") from error
    if size is not None and size != expected:
        raise damaged("a page that does not unpack to what its header says")


def _snappy_size(data: bytes) -> int:
    size = shift = 0
    for byte in data[:5]:
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return size
    raise IndexError


def _zstd_size(data: bytes) -> int | None:
    """What the first frame unpacks to, where it says so (RFC 8878)."""
    if data[:4] != b"\x28\xb5\x2f\xfd":
        raise IndexError
    told, is_single = data[4] >> 6, data[4] >> 5 & 1
    at = 5 + (not is_single) + (0, 1, 2, 4)[data[4] & 3]
    width = (is_single, 2, 4, 8)[told]
    if len(data) < at + width:
        raise IndexError
    return int.from_bytes(data[at : at + width], "little") + (256 if told == 1 else 0) if width else None


def levels(
    described: list[tuple[str, int | None, str | None, str | None]],
) -> Iterator[tuple[str, int, int, str | None]]:
    """Name, definition and repetition level and type of every column of values, from the schema: a tree, in order."""
    open_nodes: list[list[Any]] = [[described[0][1] or 0, 0, 0, ""]]  # children to come, levels, path
    for name, children, repetition, kind in described[1:]:
        while open_nodes and open_nodes[-1][0] == 0:
            open_nodes.pop()
        if not open_nodes:
            raise damaged("a schema that is no tree")
        open_nodes[-1][0] -= 1
        _, defined, repeated, path = open_nodes[-1]
        defined += repetition in ("OPTIONAL", "REPEATED")
        repeated += repetition == "REPEATED"
        path = f"{path}.{name}" if path else name
        if children:
            open_nodes.append([children, defined, repeated, path])
        else:
            yield path, defined, repeated, kind
