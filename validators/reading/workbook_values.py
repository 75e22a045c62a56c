"""What the cells of a workbook refer to: shared strings, and the formats that make a number a date or a duration."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

from compute_trends.validators.reading.limits import (
    CELL_LIMIT_CHARACTER,
    FORMAT_COUNT_LIMIT,
    FORMAT_LIMIT_CHARACTER,
    LENGTH_FIX,
    TEXT_LIMIT_BYTE,
)
from compute_trends.validators.reading.raw_table import UnreadableError
from compute_trends.validators.reading.workbook_parts import SAVE_FIX, Parts

#: What a format shows a number as.
Shown = Literal["number", "date", "duration"]

#: Numbers of the formats that are built in and show a date, or hours, minutes and seconds.
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
_DURATION_FORMATS = frozenset({45, 46, 47})
#: What a format shows as it is: quoted text, escaped characters, padding, colours, currencies; to the end where no
#: mark closes it, so that each character is looked at once.
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[[^\]]*\]?')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DAYS = re.compile("[dmyhs]", re.IGNORECASE)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_SECONDS_PER_DAY = 86_400
_DAY_LIMIT = 2_958_466  # the last day of spreadsheet programs is one of the year 9999
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
#: What a shared string takes beside its characters.
_STRING_BYTE = 64


@dataclass
class Values:
    """What the cells of all sheets refer to.

    Attributes:
        strings: the shared strings.
        shown: for each cell format, what it shows a number as.
        epoch: the day from which such numbers count.
    """

    strings: list[str] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    epoch: dt.datetime = _EPOCH


def read_values(parts: Parts, related: dict[str, tuple[str, str]], *, is_1904: bool) -> Values:
    """The shared strings and formats, given what the workbook refers to."""
    values = Values(epoch=_EPOCH_1904 if is_1904 else _EPOCH)
    for kind, name in related.values():
        if kind == "sharedStrings":
            values.strings = _shared_strings(parts, name)
        elif kind == "styles":
            values.shown = _formats(parts, name)
    return values


class Texts:
    """Puts a text together from its pieces; those of phonetic hints are left out."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size = 0
        self._hint = 0
        self._is_open = False

    def start(self, tag: str) -> None:
        """An element begins."""
        if tag == "t":
            self._is_open = not self._hint
        elif tag == "rPh":
            self._hint += 1

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "t":
            self._is_open = False
        elif tag == "rPh":
            self._hint -= 1

    def text(self, piece: str) -> None:
        """Text, which counts within an element of text only."""
        if self._is_open:
            self.add(piece)

    def add(self, piece: str) -> None:
        """Text that counts.

        Raises:
            UnreadableError: the cell is longer than is read.
        """
        self.size += len(piece)
        if self.size > CELL_LIMIT_CHARACTER:
            message = f"a cell of the workbook is longer than {CELL_LIMIT_CHARACTER:,} characters"
            raise UnreadableError(message, fix=LENGTH_FIX)
        self.pieces.append(piece)

    def take(self) -> str:
        """The text put together so far; a new one begins."""
        whole = "".join(self.pieces)
        self.pieces.clear()
        self.size = 0
        return _ESCAPE.sub(_unescaped, whole) if "_x" in whole else whole


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if not code or 0xD800 <= code < 0xE000 else chr(code)


def _shared_strings(parts: Parts, name: str) -> list[str]:
    found: list[str] = []
    texts, size = Texts(), 0

    def start(tag: str, _: dict[str, str]) -> None:
        texts.start(tag)

    def end(tag: str) -> None:
        nonlocal size
        texts.end(tag)
        if tag == "si":
            found.append(texts.take())
            size += len(found[-1]) + _STRING_BYTE
            if size > 2 * TEXT_LIMIT_BYTE:
                raise UnreadableError(f"the texts of the workbook take more than {size >> 20} MB", fix=SAVE_FIX)

    parts.parse(name, start, end, texts.text)
    return found


def _formats(parts: Parts, name: str) -> list[Shown]:
    custom: dict[int, Shown] = {}
    found: list[Shown] = []
    is_within = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_within
        if tag == "numFmt":
            custom[whole(attributes.get("numFmtId"))] = _shown_by(attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            is_within = True
        elif tag == "xf" and is_within:
            number = whole(attributes.get("numFmtId"))
            found.append(custom.get(number) or _built_in(number))
        if max(len(found), len(custom)) > FORMAT_COUNT_LIMIT:
            message = f"the workbook declares more than {FORMAT_COUNT_LIMIT:,} formats of cells"
            raise UnreadableError(message, fix=SAVE_FIX)

    def end(tag: str) -> None:
        nonlocal is_within
        if tag == "cellXfs":
            is_within = False

    parts.parse(name, start, end)
    return found


def _built_in(number: int) -> Shown:
    return "date" if number in _DATE_FORMATS else "duration" if number in _DURATION_FORMATS else "number"


def _shown_by(code: str) -> Shown:
    first = code[:FORMAT_LIMIT_CHARACTER].split(";")[0]
    if _ELAPSED.search(first):
        return "duration"
    return "date" if _DAYS.search(_LITERAL.sub("", first.replace("General", ""))) else "number"


def whole(text: str | None) -> int:
    """A whole number without a sign; -1 of anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 20 else -1


def number_text(value: str) -> str:
    """A number as it is shown: whole ones without a point, others in the fewest digits that tell them apart."""
    try:
        number = float(value) if "." in value or "e" in value.lower() else int(value)
    except (ValueError, OverflowError):
        return value
    if isinstance(number, float) and number.is_integer() and abs(number) < 2**53:
        return str(int(number))
    return str(number)


def date_text(value: str, epoch: dt.datetime) -> str | None:
    """The day, and the time where there is one, of a number of days since `epoch`; None where it is none."""
    try:
        days, part = divmod(float(value), 1)
        if epoch == _EPOCH and 0 < days < 60:
            days += 1  # there was no 29 February 1900, which spreadsheet programs count
        moment = epoch + dt.timedelta(days=days, milliseconds=round(part * _SECONDS_PER_DAY * 1000))
    except (ValueError, OverflowError):
        return None
    if float(value) < 1 and epoch == _EPOCH:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat()


def duration_text(value: str) -> str | None:
    """The hours, minutes and seconds of a number of days, as "100:00:00"; None where it is none."""
    try:
        days = float(value)
    except ValueError:
        return None
    if not abs(days) < _DAY_LIMIT:
        return None
    seconds = round(days * _SECONDS_PER_DAY)
    minutes, second = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60:02}:{minutes % 60:02}:{second:02}"
