"""What stands in the pages of a Parquet file, of which more than the header has to be known.

Lists and texts are bounded before DuckDB unpacks them, and in small pages the runs of levels and of numbers of a
dictionary are gone through: DuckDB takes from a damaged one what it needs, where other programs refuse the file.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER, LIST_LIMIT, PAGES_LIMIT_BYTE
from compute_trends.validators.reading.parquet_levels import (
    check_runs,
    delta_lengths,
    longest_list,
    take_levels,
    unpacked,
)
from compute_trends.validators.reading.raw_table import UnreadableError
from compute_trends.validators.reading.unpacking import unpack
from compute_trends.validators.reading.unreadable import damaged

SMALLER_FIX = "Write it with smaller pages or row groups, or as CSV."

PLAIN, PLAIN_DICTIONARY, _DELTA_STRINGS, _RLE_DICTIONARY = 0, 2, 7, 8
_DICTIONARIES = (PLAIN_DICTIONARY, _RLE_DICTIONARY)
_WIDEST = 32  # bits of a number of a dictionary


class Chunk(NamedTuple):
    """A column of a row group, as the footer has it.

    Attributes:
        row_group: its number.
        name: the column, `list.element` for what is within it.
        kind: physical type.
        codec: compression.
        rows: of the row group.
        values: of the column, items of lists counted one by one.
        start, end: of its pages in the file; the end is None where the program is known to tell it wrong.
        definition, repetition: greatest levels of the column; a column without lists repeats nothing.
    """

    row_group: int
    name: str
    kind: str
    codec: str
    rows: int
    values: int
    start: int
    end: int | None
    definition: int
    repetition: int


class Page:
    """A page of which more than its header has to be known."""

    def __init__(self, chunk: Chunk, is_second: bool, told: dict[int, Any], body: bytes, unpacked: int) -> None:
        self._chunk, self._is_second, self._told = chunk, is_second, told
        self._values = told[1]
        levels = max(0, told.get(5, 0)) + max(0, told.get(6, 0)) if is_second else 0
        if levels > min(len(body), unpacked):
            raise damaged("a page with more levels than bytes")
        rest = body[levels:]
        if chunk.codec != "UNCOMPRESSED" and (not is_second or told.get(7, True)) and rest:
            rest = unpack(rest, chunk.codec, unpacked - levels)
        self._levels, self._rest = body[:levels], rest

    def check(self, before: int, encoding: Any, is_small: bool) -> int:
        """Check lists and texts; `before` and the result: the length of the list at the page's edges."""
        chunk, rest, present = self._chunk, self._rest, self._values
        try:
            if self._is_second:
                edge = max(0, self._told.get(6, 0))
                repeated, defined = self._levels[:edge], self._levels[edge:]
                present -= max(0, self._told.get(2, 0))
            else:
                repeated, rest = take_levels(rest) if chunk.repetition else (b"", rest)
                defined, rest = take_levels(rest) if chunk.definition else (b"", rest)
                if encoding == _DELTA_STRINGS and chunk.definition:
                    present = None  # the lengths tell how many there are
            if is_small:
                self._check_runs(repeated, defined, rest, encoding)
            if chunk.repetition:
                longest, before = longest_list(repeated, chunk.repetition, self._values, before)
                if longest > LIST_LIMIT:
                    raise UnreadableError(f"a list has more than {LIST_LIMIT:,} items")
            if encoding == _DELTA_STRINGS:
                self._check_strings(rest, present)
        except (IndexError, ValueError, struct.error, OverflowError) as error:
            raise damaged("a page that does not decode") from error
        return before

    def _check_runs(self, repeated: bytes, defined: bytes, rest: bytes, encoding: Any) -> None:
        chunk, present = self._chunk, self._values
        if chunk.repetition:
            check_runs(repeated, chunk.repetition.bit_length(), self._values)
        if chunk.definition:
            present = check_runs(defined, chunk.definition.bit_length(), self._values, chunk.definition)
        if chunk.repetition and chunk.definition:
            repetitions = unpacked(repeated, chunk.repetition.bit_length(), self._values)
            definitions = unpacked(defined, chunk.definition.bit_length(), self._values)
            if ((repetitions > 0) & (definitions == 0)).any():
                raise ValueError("a second item of a list that has none")
        if encoding in _DICTIONARIES and present:
            if rest[0] > _WIDEST:
                raise ValueError("numbers of a dictionary that cannot be")
            if len(rest) > 1 or rest[0]:  # a dictionary of one value needs no numbers, which have no bits
                check_runs(rest[1:], rest[0], present)

    def _check_strings(self, rest: bytes, present: int | None) -> None:
        # Every value may repeat the one before it: a few bytes may stand for as many long texts as there are rows.
        prefixes, used = delta_lengths(rest, self._values)
        suffixes, _ = delta_lengths(rest[used:], self._values)
        if len(prefixes) != len(suffixes) or (present is not None and len(prefixes) != present) or not len(prefixes):
            if len(prefixes) or len(suffixes) or present:
                raise damaged("a page that does not decode")
            return
        lengths = prefixes + suffixes
        if lengths.min() < 0 or lengths.max() > 4 * CELL_LIMIT_CHARACTER or lengths.sum() > PAGES_LIMIT_BYTE:
            message = f"a page of texts unpacks to more than {PAGES_LIMIT_BYTE >> 20} MB"
            raise UnreadableError(message, fix=SMALLER_FIX)
