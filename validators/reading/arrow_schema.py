"""Which columns of a Parquet file are durations, which it holds as whole numbers.

Parquet has no type for durations. The libraries of Arrow write the number of their units, and beside it, in the file's
metadata, the schema of the table as a message of Arrow; of that the few parts are read that tell them apart, since
importing pyarrow for it would take longer than the check of a small file.
"""

from __future__ import annotations

import base64
import binascii
import struct

from compute_trends.validators.reading.limits import COLUMN_LIMIT
from compute_trends.validators.reading.raw_table import VALUE_LIMIT

#: The kind of a duration in Arrow's Schema.fbs, and how many of its units are a second, by their numbers there.
_DURATION = 18
_PER_SECOND = (1, 10**3, 10**6, 10**9)
_MILLISECOND = 1

#: Where the parts of the tables of that file stand: of a message, a schema, a field and a duration.
_HEADER, _FIELDS, _NAME, _KIND, _TYPE, _UNIT = 2, 1, 0, 2, 3, 0


def durations(encoded: bytes) -> dict[str, int]:
    """How many units are a second, by the names of the columns that are durations; of a damaged message, none."""
    try:
        message = base64.b64decode(encoded)
        return _durations(message[8:] if message[:4] == b"\xff\xff\xff\xff" else message[4:])
    except (binascii.Error, struct.error, ValueError, IndexError):
        return {}


def _durations(data: bytes) -> dict[str, int]:
    schema = _table(data, _number(data, "<I", 0), _HEADER)
    if schema is None or (fields := _reference(data, schema, _FIELDS)) is None:
        return {}
    found = {}
    for index in range(min(_number(data, "<I", fields), COLUMN_LIMIT)):
        at = fields + 4 + 4 * index
        field = at + _number(data, "<I", at)
        kind, name = _part(data, field, _KIND), _reference(data, field, _NAME)
        if kind is None or name is None or data[kind] != _DURATION:
            continue
        told = _table(data, field, _TYPE)
        unit = None if told is None else _part(data, told, _UNIT)
        length = min(_number(data, "<I", name), VALUE_LIMIT)
        per_second = _PER_SECOND[_MILLISECOND if unit is None else _number(data, "<h", unit)]
        found[data[name + 4 : name + 4 + length].decode()] = per_second
    return found


def _number(data: bytes, form: str, at: int) -> int:
    (number,) = struct.unpack_from(form, data, at)
    return int(number)


def _part(data: bytes, table: int, number: int) -> int | None:
    """Where a part of a table stands; None where it has its default."""
    parts = table - _number(data, "<i", table)
    at = 4 + 2 * number
    offset = _number(data, "<H", parts + at) if at < _number(data, "<H", parts) else 0
    return table + offset if offset else None


def _reference(data: bytes, table: int, number: int) -> int | None:
    part = _part(data, table, number)
    return None if part is None else part + _number(data, "<I", part)


_table = _reference  # a table within a table is referred to as texts and lists are
