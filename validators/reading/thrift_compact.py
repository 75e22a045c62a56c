"""Structures in the compact form of Apache Thrift, of which the headers of Parquet pages are made.

https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from typing import Any

from compute_trends.validators.reading.unreadable import damaged

_DEPTH_LIMIT = 8


class CutShortError(Exception):
    """The structure goes on beyond the bytes at hand."""


def read_struct(data: bytes) -> tuple[dict[int, Any], int]:
    """A Thrift structure: its fields by number (structures as such, lists and texts left out), and its length."""
    return _Compact(data).structure(0)


class _Compact:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def structure(self, depth: int) -> tuple[dict[int, Any], int]:
        if depth > _DEPTH_LIMIT:
            raise damaged("a page header that nests too deeply")
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._zigzag()
            fields[number] = self._value(kind, depth)
        return fields, self._at

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (1, 2):
            return kind == 1
        if kind == 3:
            return self._byte()
        if kind in (4, 5, 6):
            return self._zigzag()
        if kind in (7, 8):
            self._skip(8 if kind == 7 else self._varint())
            return None
        if kind in (9, 10):
            head = self._byte()
            size, item = head >> 4, head & 15
            for _ in range(self._varint() if size == 15 else size):
                self._byte() if item in (1, 2) else self._value(item, depth + 1)
                self._need()
            return None
        if kind == 12:
            return self.structure(depth + 1)[0]
        raise damaged("a page header that cannot be read")

    def _byte(self) -> int:
        value = self._data[self._at]
        self._at += 1
        return value

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise damaged("a page header that cannot be read")

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _skip(self, size: int) -> None:
        self._at += size
        self._need()

    def _need(self) -> None:
        if self._at > len(self._data):
            raise CutShortError
