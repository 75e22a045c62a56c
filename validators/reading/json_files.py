"""JSON and JSON Lines, their numbers kept as they were written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from compute_trends.validators.reading.documents import (
    ALWAYS_BOUNDED,
    DEPTH_FIX,
    Document,
    DocumentReader,
    bounded,
    decoded,
)
from compute_trends.validators.reading.json_faults import bad_line, not_json, over_lines, tell_once
from compute_trends.validators.reading.limits import JSON_LIMIT_BYTE, JSON_OBJECT_LIMIT, JSON_RECORD_LIMIT
from compute_trends.validators.reading.other_forms import refuse_table
from compute_trends.validators.reading.raw_table import (
    LINE_LIMIT_BYTE,
    PROBLEM_LIMIT,
    TOO_LONG,
    TOO_LONG_FIX,
    Problem,
    UnreadableError,
)
from compute_trends.validators.reading.text_lines import OtherEncoding

_TOO_LONG = f"a record is longer than {LINE_LIMIT_BYTE >> 20} MB"
_DEPTH_MESSAGE = "values are nested too deeply"
_LIST = "the file is one list of JSON, not an object per line"
_LIST_FIX = "Give it a name that ends in .json, or write every object on a line of its own, without the brackets."


class _Pairs(list[tuple[str, object]]):
    """A JSON object, its keys in order and repeated as written."""


class _Decoder:
    """Decodes records, each of a bounded number of objects."""

    def __init__(self) -> None:
        self._objects = 0
        self._decoder = json.JSONDecoder(
            # A number stays as it was written.
            object_pairs_hook=self._pairs,
            parse_int=str,
            parse_float=str,
            parse_constant=str,
        )

    def _pairs(self, pairs: list[tuple[str, object]]) -> _Pairs:
        self._objects += 1
        if self._objects > JSON_OBJECT_LIMIT:
            message = f"a record holds more than {JSON_OBJECT_LIMIT:,} objects"
            raise UnreadableError(message, fix=DEPTH_FIX)
        return _Pairs(pairs)

    def decode(self, text: str) -> object:
        """The value of a whole text.

        Raises:
            UnreadableError: it nests too deeply, or holds too much.
            json.JSONDecodeError: it is no JSON.
        """
        value, end = self.raw_decode(text, 0 if text.startswith("{") else _after_spaces(text, 0))
        if text[end:] not in ("", "\n") and (beyond := _after_spaces(text, end)) < len(text):
            raise json.JSONDecodeError("Extra data", text, beyond)
        return value

    def raw_decode(self, text: str, at: int) -> tuple[object, int]:
        """The value that begins at a place, and where it ends; raises as `decode` does."""
        self._objects = 0
        try:
            return self._decoder.raw_decode(text, at)
        except RecursionError as error:
            raise UnreadableError(_DEPTH_MESSAGE, fix=DEPTH_FIX) from error


_SPACES = re.compile(r"[ \t\n\r]*")

#: Lists of a record, fewer than which are not nested too deeply.
_LISTS = 100


def _plain(value: object) -> object:
    """The value with objects as dicts."""
    if isinstance(value, _Pairs):
        return {name: _plain(item) for name, item in value}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _document(value: object, number: int, text: str, begin: int, end: int, *, is_plain: bool = True) -> Document:
    """A parsed record.

    Args:
        value: what was decoded.
        number: its line or its place in a list.
        text: that of which it is the part from `begin` to `end`.
        begin: see `text`.
        end: see `text`.
        is_plain: False where the text itself may hold halves of characters.

    Raises:
        UnreadableError: the value is no object, or nests too deeply.
    """
    if not isinstance(value, _Pairs):
        what = "a list" if isinstance(value, list) else "a single value"
        raise UnreadableError(f"a record is an object of columns and values, not {what}", fix=DEPTH_FIX)
    is_plain = is_plain and text.find("\\", begin, end) < 0
    # Most records hold values and lists of them alone, and are short: then nothing is to be gone through.
    is_flat = text.count("{", begin, end) == 1 and text.count("[", begin, end) < _LISTS
    try:
        cells = value if is_flat else [(name, item if isinstance(item, str) else _plain(item)) for name, item in value]
        document = Document(cells, number, is_plain=is_plain)
        return document if end - begin <= ALWAYS_BOUNDED else bounded(document)
    except RecursionError as error:
        raise UnreadableError(_DEPTH_MESSAGE, fix=DEPTH_FIX) from error


def read_json(path: Path, label: str) -> DocumentReader:
    """Open a JSON file: one record, or a list of records.

    Raises:
        UnreadableError: it is not JSON, too large, or nests too deeply.
    """
    if path.stat().st_size > JSON_LIMIT_BYTE:
        raise UnreadableError(f"JSON is read up to {JSON_LIMIT_BYTE >> 20} MB; write JSON Lines or Parquet instead")
    text = decoded(path)
    if not text.strip():
        raise UnreadableError("the file is empty", "structure-empty")
    if len(text) <= LINE_LIMIT_BYTE:
        return DocumentReader(label, list(_documents(text)), [], "row")
    # Objects of Python take many times the room of their text: what is large is read twice instead of kept.
    for _ in _documents(text):
        pass
    return DocumentReader(label, _documents(text), [], "row")


def _documents(text: str) -> Iterator[Document]:
    """The records of a JSON text, one by one.

    Raises:
        UnreadableError: it is not JSON, or a record is none or too long.
    """
    is_list = text[_after_spaces(text, 0)] == "["
    window, number = _Window(text), 1
    try:
        for value, end in _values(text, window):
            if number > JSON_RECORD_LIMIT:
                message = f"JSON is read up to {JSON_RECORD_LIMIT:,} records; write JSON Lines or Parquet instead"
                raise UnreadableError(message, line=text.count("\n", 0, window.at) + 1)
            document = _document(value, number, text, window.at, end)
            if not is_list:
                refuse_table(document)
            yield document
            number += 1
    except json.JSONDecodeError as error:
        raise not_json(error) from error
    except UnreadableError as error:
        if error.line is not None:
            raise
        message = f"record {number:,}: {error}" if is_list else str(error)
        line = None if str(error) == _DEPTH_MESSAGE and not is_list else text.count("\n", 0, window.at) + 1
        raise UnreadableError(message, error.rule, line, error.fix) from error


def _values(text: str, window: _Window) -> Iterator[tuple[object, int]]:
    """The values of a JSON list, or the only value, and where they end."""
    at = _after_spaces(text, 0)
    if text[at] != "[":
        value, end = window.decode(at)
        yield value, end
    else:
        at = _after_spaces(text, at + 1)
        end = at + 1
        while text[at : at + 1] != "]":
            value, end = window.decode(at)
            yield value, end
            at = _after_spaces(text, end)
            end = at + 1
            if text[at : at + 1] == ",":
                at = _after_spaces(text, at + 1)
                if text[at : at + 1] == "]":
                    raise json.JSONDecodeError("Illegal trailing comma before end of array", text, at)
            elif text[at : at + 1] != "]":
                raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    if (beyond := _after_spaces(text, end)) < len(text):
        raise json.JSONDecodeError("Extra data", text, beyond)


class _Window:
    """Decodes values of a text, none longer than a line of JSON Lines may be; `at` is where the last begins."""

    def __init__(self, text: str) -> None:
        self.at = 0
        self._text, self._from, self._part = text, 0, text[: 2 * LINE_LIMIT_BYTE]
        self._decoder = _Decoder()

    def decode(self, at: int) -> tuple[object, int]:
        """The value that begins at a place, and where it ends.

        Raises:
            UnreadableError: it is too long, or nests too deeply.
            json.JSONDecodeError: it is no JSON.
        """
        self.at = at
        is_last = self._from + len(self._part) == len(self._text)
        if not is_last and at + LINE_LIMIT_BYTE > self._from + len(self._part):
            self._from, self._part = at, self._text[at : at + 2 * LINE_LIMIT_BYTE]
            is_last = at + len(self._part) == len(self._text)
        try:
            value, end = self._decoder.raw_decode(self._part, at - self._from)
        except json.JSONDecodeError as error:
            place = self._from + error.pos
            if not is_last and (error.msg.startswith("Unterminated") or place > at + LINE_LIMIT_BYTE):
                raise UnreadableError(_TOO_LONG, fix=TOO_LONG_FIX) from error
            raise json.JSONDecodeError(error.msg, self._text, place) from error
        end += self._from
        if end - at > LINE_LIMIT_BYTE:
            raise UnreadableError(_TOO_LONG, fix=TOO_LONG_FIX)
        return value, end


def _after_spaces(text: str, at: int) -> int:
    found = _SPACES.match(text, at)
    return found.end() if found else at


def read_json_lines(path: Path, label: str) -> DocumentReader:
    """Open a JSON Lines file: one record a line; lines that are none become findings."""
    problems: list[Problem] = []
    return DocumentReader(label, _json_lines(path, problems), problems, "line")


def _json_lines(path: Path, problems: list[Problem]) -> Iterator[Document]:
    number, bad, is_begun = 0, 0, False
    other: OtherEncoding | None = None
    decoder = _Decoder()
    with path.open("rb") as handle:
        while raw := handle.readline(LINE_LIMIT_BYTE + 1):
            number += 1
            if len(raw) > LINE_LIMIT_BYTE and not raw.endswith(b"\n"):
                problems.append(Problem("structure-file", TOO_LONG, line=number, fix=TOO_LONG_FIX))
                return
            try:
                try:
                    text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    if other is None:
                        other = OtherEncoding.of(error, raw, handle)
                        problems.append(Problem("structure-encoding", other.message, line=number))
                    text = other.decode(raw)
                if "\0" in text:
                    raise UnreadableError("the line holds a NUL byte", "structure-encoding")
                if not bad and not is_begun and text.lstrip().startswith("["):
                    problems.append(Problem("structure-file", _LIST, line=number, fix=_LIST_FIX))
                    return
                if not text.isspace() and text:
                    value = decoder.decode(text)
                    document = _document(value, number, text, 0, len(text), is_plain=other is None)
                    if not is_begun and not bad:
                        try:
                            refuse_table(document)
                        except UnreadableError as error:
                            problems.append(Problem(error.rule, str(error), line=number, fix=error.fix))
                            return
                    is_begun = True
                    yield document
            except json.JSONDecodeError as error:
                if not bad and not is_begun and (told := over_lines(error, number, handle)):
                    problems.append(told)
                    return
                problems.append(bad_line(error, number))
                bad += 1
            except UnreadableError as error:
                rule = "structure-row" if error.rule == "structure-file" else error.rule
                problems.append(Problem(rule, str(error), line=number, fix=error.fix))
                bad += 1
            if bad >= PROBLEM_LIMIT:
                if is_begun or not tell_once(problems, f"the first {bad:,}"):
                    problems.append(Problem("structure-file", f"gave up after {bad} malformed lines", line=number))
                return
    if not is_begun and bad > 1:
        tell_once(problems, f"the {bad:,}")
