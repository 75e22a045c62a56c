"""Lines of a large CSV file: which line a row begins on, when the rows were counted by somebody else."""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from compute_trends.validators.reading.limits import EMPTY_ROW_LIMIT
from compute_trends.validators.reading.raw_table import MiscountError
from compute_trends.validators.reading.text_lines import MARK

_CHUNK = 1 << 18

#: Size from which bytes are counted by numpy.
_NUMPY_BYTE = 128 << 20

#: As many quotes are followed one by one before numpy is imported for them.
_FEW_QUOTES = 100_000

#: A file is looked through for long lines in steps of so many bytes, of which the first part mostly has a line's end.
_STEP, _PART = 1 << 18, 1 << 14

#: Counts a byte (the second) in a part of a file.
Count = Callable[[bytes, bytes], int]


def has_long_line(path: Path) -> bool:
    """Whether a line may be longer than half a megabyte; of other files a small part is read.

    DuckDB keeps an error for every cell beyond the header's until the line ends: 200 MB of them took 1.6 GB.
    """
    with path.open("rb", buffering=0) as handle:
        for start in range(0, path.stat().st_size - _STEP, _STEP):
            handle.seek(start)
            if b"\n" not in handle.read(_PART) and b"\n" not in handle.read(_STEP - _PART):
                return True
    return False


class CsvSurvey:
    """Reads a CSV file from end to end, beside whoever parses it: counts its lines, looks for what DuckDB misreads.

    DuckDB drops a last line that is longer than its buffer without a word, takes NUL bytes and mixed line endings for
    text, empty cells beyond the header's for none, and quotes within a text for some other thing than we do; bytes that
    are not UTF-8 it finds in the columns that are asked for. So a file that is irregular is left to the slower reader.

    Args:
        path: the file.
        delimiter: what separates cells.
        width: how many cells the header has.
    """

    def __init__(self, path: Path, delimiter: str, width: int) -> None:
        self._path, self._delimiter, self._width = path, delimiter.encode(), width
        self._lines = self._delimiters = 0
        self._fault = ""
        self._error: OSError | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def locate(self, rows: int) -> CsvLines:
        """What finds the lines of rows, given how many rows DuckDB saw.

        Raises:
            MiscountError: the file is irregular or has another number of rows or cells.
        """
        self._thread.join()
        if self._error:
            raise self._error
        if self._delimiters != (rows + 1) * (self._width - 1):  # the first record is the header
            self._fault = self._fault or "rows have more cells than the header"
        if self._lines - rows - 1 > EMPTY_ROW_LIMIT:
            self._fault = self._fault or "there may be more empty lines than are read"
        if self._fault:
            raise MiscountError(self._fault)
        return CsvLines(self._path, rows, is_plain=self._lines == rows + 1)

    def _run(self) -> None:
        try:
            self._fault = self._read()
        except OSError as error:
            self._error = error
        except UnicodeDecodeError:
            self._fault = "the file holds bytes that are not UTF-8"

    def _read(self) -> str:
        """Count lines and delimiters; what is irregular, if anything is."""
        decoder = getincrementaldecoder("utf-8")()
        count = _counter(self._path.stat().st_size)
        quotes = Quotes(self._delimiter, count)
        breaks = returns = pairs = 0
        last, is_first = b"\n", True
        with self._path.open("rb", buffering=0) as handle:
            while chunk := handle.read(_CHUNK):
                if b"\0" in chunk:
                    return "the file holds NUL bytes"
                if not chunk.isascii() or decoder.getstate()[0]:
                    decoder.decode(chunk)
                breaks += count(chunk, b"\n")
                if b"\r" in chunk:
                    returns += chunk.count(b"\r")
                    pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
                elif last == b"\r":
                    pairs += chunk[:1] == b"\n"
                last = chunk[-1:]
                if not quotes.take(chunk.removeprefix(MARK) if is_first else chunk):
                    return "the file holds quotes within texts"
                is_first = False
        decoder.decode(b"", final=True)
        self._lines = breaks + (last != b"\n")
        self._delimiters = quotes.delimiters
        if not quotes.are_closed:
            return "a quote is not closed"
        return "" if returns == 0 or returns == pairs == breaks else "the file holds several kinds of line endings"


def _counter(size: int) -> Count:
    """What counts a byte: numpy takes a third of the time, but a tenth of a second to import."""
    if size < _NUMPY_BYTE:
        return lambda chunk, byte: chunk.count(byte)
    import numpy as np

    return lambda chunk, byte: int(np.count_nonzero(np.frombuffer(chunk, dtype=np.uint8) == byte[0]))


class Quotes:
    """Follows the quotes of a CSV file: whether they stand at the edges of cells only, how many delimiters they leave.

    Args:
        delimiter: what separates cells, one byte.
        count: counts a byte.
    """

    def __init__(self, delimiter: bytes, count: Count) -> None:
        self.delimiters = 0
        self._count = count
        self._delimiter = delimiter
        self._is_open = False
        self._quotes = 0
        self._before = b"\n"  # the last byte of what was taken
        self._waits = False  # whether that closes a cell, unless a quote follows
        self._edges = (*delimiter, *b'\r\n"')

    @property
    def are_closed(self) -> bool:
        """Whether no cell is open."""
        return not self._is_open

    def take(self, chunk: bytes) -> bool:
        """Count the delimiters outside quotes of the next part; false where a quote stands within a text."""
        if b'"' not in chunk and not self._waits:
            if not self._is_open:
                self.delimiters += self._count(chunk, self._delimiter)
            self._before = chunk[-1:]
            return True
        return self._take_quoted(chunk)

    def _take_quoted(self, chunk: bytes) -> bool:
        if self._waits and chunk[0] not in self._edges:
            return False
        quotes = chunk.count(b'"')
        self._quotes += quotes
        delimiters = self._beside_many(chunk) if self._quotes > _FEW_QUOTES else self._beside_few(chunk)
        if delimiters is None:
            return False
        self.delimiters += delimiters
        self._is_open ^= quotes % 2 == 1
        self._waits = chunk[-1:] == b'"' and not self._is_open
        self._before = chunk[-1:]
        return True

    def _beside_few(self, chunk: bytes) -> int | None:
        """The delimiters outside quotes; none where a quote stands within a text."""
        parts, edges, delimiters = chunk.split(b'"'), self._edges, 0
        last = len(parts) - 1
        for at in range(self._is_open, len(parts), 2):
            part = parts[at]
            if part:
                if (at and part[0] not in edges) or (at < last and part[-1] not in edges):
                    return None
                delimiters += part.count(self._delimiter)
            elif at == 0 < last and self._before[0] not in edges:
                return None
        return delimiters

    def _beside_many(self, chunk: bytes) -> int | None:
        """The same by numpy."""
        import numpy as np

        data = np.frombuffer(self._before + chunk + b"\n", dtype=np.uint8)
        at = np.flatnonzero(data[1:-1] == 0x22) + 1
        opening = (np.arange(len(at)) + self._is_open) % 2 == 0
        before, after = data[at[opening] - 1], data[at[~opening] + 1]
        # A doubled quote is one that closes a cell and one that opens it again.
        edges = np.array(self._edges, dtype=np.uint8)
        if not np.isin(before, edges).all() or not np.isin(after, edges).all():
            return None
        marks = np.flatnonzero(data[1:-1] == self._delimiter[0]) + 1
        return int(((np.searchsorted(at, marks) + self._is_open) % 2 == 0).sum())


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
