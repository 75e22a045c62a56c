"""Lines of a large CSV file: which line a row begins on, when the rows were counted by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

_CHUNK = 1 << 22


class CsvLines:
    """Looks up the lines of rows; reads the file once, when first asked.

    Args:
        path: a CSV file, its lines ended by LF or CRLF.
        rows: number of its rows, without the header.
    """

    def __init__(self, path: Path, rows: int, header_lines: int = 1) -> None:
        self._path, self._rows, self._header_lines = path, rows, header_lines
        self._starts: Any = None
        self._is_plain: bool | None = None

    def __call__(self, rows: Sequence[int]) -> dict[int, int]:
        """Lines (1-based) of 0-based rows."""
        if self._is_plain is None:
            self._is_plain = _count_lines(self._path) == self._rows + self._header_lines
        if self._is_plain:
            return {row: row + self._header_lines + 1 for row in rows}
        if self._starts is None:
            self._starts = _record_lines(self._path)
        # The first record is the header.
        return {row: int(self._starts[row + 1]) for row in rows}


def _count_lines(path: Path) -> int:
    count, last = 0, b"\n"
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return count + (last != b"\n")


def _record_lines(path: Path) -> Any:
    """Lines on which records begin: a line break within quotes ends no record, and empty lines are none."""
    import numpy as np

    found = []
    line, is_open, at_start = 1, 0, True
    with path.open("rb") as handle:
        while block := handle.read(_CHUNK):
            data = np.frombuffer(block, dtype=np.uint8)
            # A doubled quote flips the parity twice, so it needs no care of its own.
            parity = (np.cumsum(data == 0x22, dtype=np.int64) + is_open) & 1
            breaks = data == 0x0A
            line_of = line + np.cumsum(breaks) - breaks
            ends = breaks & (parity == 0)
            follows_end = np.empty(len(data), dtype=bool)
            follows_end[0] = at_start
            follows_end[1:] = ends[:-1]
            is_return = data == 0x0D
            starts = follows_end & ~breaks & ~is_return
            found.append(line_of[starts])
            line += int(breaks.sum())
            is_open = int(parity[-1])
            at_start = bool(ends[-1]) or (at_start and len(data) == 1 and bool(is_return[0]))
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)
