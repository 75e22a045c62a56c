"""Lines of a text file, whatever ends them, and what is said of bytes that are not UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from compute_trends.validators.reading.raw_table import LINE_LIMIT_BYTE, TOO_LONG, TOO_LONG_FIX, Problem

MARK = b"\xef\xbb\xbf"
_ENDINGS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}

#: What Python keeps of a byte that is not UTF-8, and the character that Windows-1252 has for it.
_WINDOWS = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)
}  # five bytes have no character there
_WINDOWS |= {0xDCA0: " ", 0xDCAD: "-"}  # which would be told as invisible


class TooLongError(Exception):
    """A line is longer than what is read, or there are more empty ones; `fix` says what to do."""

    def __init__(self, message: str, fix: str = TOO_LONG_FIX) -> None:
        super().__init__(message)
        self.fix = fix


class OtherEncoding:
    """What is said of a file that is not UTF-8, and how its lines are read all the same.

    The other rules judge the rest of such a text, and say nothing of how it was coded.

    Args:
        byte: the first that is not UTF-8.
        data: the file from the line on in which it stands.
    """

    def __init__(self, byte: int, data: bytes) -> None:
        from compute_trends.validators.reading.encodings import readings, said_of

        found = readings(data)
        self.message = f"byte 0x{byte:02x} is not UTF-8; {said_of(data, found)}"
        self._codec = found[0].codec if found else None

    @classmethod
    def of(cls, error: UnicodeDecodeError, raw: bytes, handle: BinaryIO) -> OtherEncoding:
        """That of a line which was just read from a file; the file is left where it was."""
        from compute_trends.validators.reading.encodings import SAMPLE_BYTE

        at = handle.tell()
        rest = handle.read(SAMPLE_BYTE)
        handle.seek(at)
        return cls(raw[error.start], raw + rest)

    def decode(self, raw: bytes) -> str:
        """A line that is not UTF-8 as text."""
        if self._codec:
            with suppress(UnicodeDecodeError):
                return raw.decode(self._codec)
        return raw.decode("utf-8", "surrogateescape").translate(_WINDOWS)


def text_lines(handle: BinaryIO, problems: list[Problem]) -> Iterator[str]:
    """Lines as text, endings kept; what is not UTF-8 or a NUL byte becomes a problem (the first of each).

    Raises:
        TooLongError: a line is longer than `LINE_LIMIT_BYTE`.
    """
    number, is_quoted = 0, False
    endings: set[str] = set()
    said: set[str] = set()
    other: OtherEncoding | None = None

    def say(what: str, rule: str, message: str) -> None:
        if what not in said:
            said.add(what)
            problems.append(Problem(rule, message, line=number))

    while raw := handle.readline(LINE_LIMIT_BYTE + 1):
        if len(raw) > LINE_LIMIT_BYTE and not raw.endswith(b"\n"):
            raise TooLongError(TOO_LONG)
        if not number:
            raw = raw.removeprefix(MARK)
        for part in _split_returns(raw):
            number += 1
            try:
                text = part.decode("utf-8")
            except UnicodeDecodeError as error:
                other = other or OtherEncoding.of(error, part, handle)
                say("utf-8", "structure-encoding", other.message)
                text = other.decode(part)
            if "\0" in text:
                say("nul", "structure-encoding", "the line holds a NUL byte")
                text = text.replace("\0", "\ufffd")
            is_quoted ^= bool(text.count('"') & 1)  # line breaks within a cell are the cell's own
            ending = "\r\n" if text.endswith("\r\n") else text[-1] if text[-1] in "\r\n" else ""
            if ending and not is_quoted:
                endings.add(ending)
                if len(endings) > 1:
                    message = f"the line ends in {_ENDINGS[ending]}, lines before it do not"
                    say("endings", "structure-line-endings", message)
            yield text


def _split_returns(raw: bytes) -> list[bytes]:
    """A line, or several where a lone CR ends lines (as old Macintosh programs write them)."""
    ending = 2 if raw.endswith(b"\r\n") else 1
    if raw.find(b"\r") in (-1, len(raw) - ending):
        return [raw]
    return [part for part in re.split(rb"(?<=\r)(?!\n)", raw) if part]
