"""Lines of a large CSV file: which line a row begins on, when the rows were counted by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from compute_trends.validators.reading.raw_table import MiscountError

_CHUNK = 1 << 18


class CsvSurvey:
    """Reads a CSV file from end to end, beside whoever parses it: counts its lines, looks for what DuckDB misreads.

    DuckDB drops a last line that is longer than its buffer without a word, and takes NUL bytes and mixed line endings
    for text. So its rows are counted again here, and a file that is irregular is left to the slower reader.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = 0
        self._is_regular = False
        self._error: OSError | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def locate(self, rows: int) -> CsvLines:
        """What finds the lines of rows, given how many rows DuckDB saw.

        Raises:
            MiscountError: the file is irregular or has another number of rows.
        """
        self._thread.join()
        if self._error:
            raise self._error
        if not self._is_regular:
            raise MiscountError("the file holds NUL bytes or several kinds of line endings")
        return CsvLines(self._path, rows, is_plain=self._lines == rows + 1)

    def _run(self) -> None:
        try:
            self._read()
        except OSError as error:
            self._error = error

    def _read(self) -> None:
        breaks = returns = pairs = 0
        last = b"\n"
        with self._path.open("rb", buffering=0) as handle:
            while chunk := handle.read(_CHUNK):
                if b"\0" in chunk:
                    return
                breaks += chunk.count(b"\n")
                if b"\r" in chunk:
                    returns += chunk.count(b"\r")
                    pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
                elif last == b"\r":
                    pairs += chunk[:1] == b"\n"
                last = chunk[-1:]
        self._lines = breaks + (last != b"\n")
        self._is_regular = returns == 0 or returns == pairs == breaks


class CsvLines:
    """Looks up the lines of rows.

    Args:
        path: a CSV file, its lines ended by LF or CRLF.
        rows: number of its rows, without the header.
        is_plain: whether every line is a row.

    Raises:
        MiscountError: the file has another number of rows.
    """

    def __init__(self, path: Path, rows: int, is_plain: bool) -> None:
        self._starts: Any = None
        if not is_plain:
            self._starts = _record_lines(path)
            if len(self._starts) != rows + 1:  # the first record is the header
                raise MiscountError(f"{rows} rows were read of {len(self._starts) - 1}")

    def __call__(self, rows: Sequence[int]) -> dict[int, int]:
        """Lines (1-based) of 0-based rows."""
        if self._starts is None:
            return {row: row + 2 for row in rows}
        return {row: int(self._starts[row + 1]) for row in rows}


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
