"""JSON and JSON Lines, their numbers kept as they were written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from compute_trends.validators.reading.documents import DEPTH_FIX, Document, DocumentReader, bounded, decoded
from compute_trends.validators.reading.raw_table import (
    LINE_LIMIT_BYTE,
    PROBLEM_LIMIT,
    TOO_LONG,
    TOO_LONG_FIX,
    Problem,
    UnreadableError,
)

#: Largest JSON file that is read; JSON Lines, CSV and Parquet have no such bound.
JSON_LIMIT_BYTE = 256 << 20
_DEPTH_MESSAGE = "values are nested too deeply"
_JSON_FIX = "Mend the place named, or write the file anew with a program: one object, or a list of objects."
_LIST = "the file is one list of JSON, not an object per line"
_LIST_FIX = "Give it a name that ends in .json, or write every object on a line of its own, without the brackets."
_LINE_FIX = "Write one whole JSON object per line, without line breaks within it and without commas between lines."


class _Number(str):
    """A JSON number, as it was written."""


class _Pairs(list[tuple[str, object]]):
    """A JSON object, its keys in order and repeated as written."""


def _parse(text: str) -> object:
    try:
        return json.loads(
            text, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number, parse_constant=_Number
        )
    except RecursionError as error:
        raise UnreadableError(_DEPTH_MESSAGE, fix=DEPTH_FIX) from error


def _plain(value: object) -> object:
    """The value with objects as dicts."""
    if isinstance(value, _Pairs):
        return {name: _plain(item) for name, item in value}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _document(value: object, number: int) -> Document:
    """A parsed record; `number` is its line or its place in a list.

    Raises:
        UnreadableError: the value is no object, or nests too deeply.
    """
    if not isinstance(value, _Pairs):
        what = "a list" if isinstance(value, list) else "a single value"
        raise UnreadableError(f"a record is an object of columns and values, not {what}", fix=DEPTH_FIX)
    try:
        return bounded(Document([(name, _plain(item)) for name, item in value], number))
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
    try:
        content = _parse(text)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"not JSON: {error.msg}, column {error.colno}", line=error.lineno, fix=_JSON_FIX
        ) from error
    records = content if isinstance(content, list) and not isinstance(content, _Pairs) else [content]
    is_list, documents = records is content, []
    for number, record in enumerate(records, 1):
        try:
            documents.append(_document(record, number))
        except UnreadableError as error:
            message = f"record {number:,}: {error}" if is_list else str(error)
            line = _line_of(text, number if is_list else 0)
            raise UnreadableError(message, error.rule, line, error.fix) from error
    return DocumentReader(label, documents, [], "row")


def _line_of(text: str, number: int) -> int:
    """The line on which the item `number` (1-based) of a JSON list begins or, for 0, the list itself."""
    decoder = json.JSONDecoder(parse_int=str)  # of integers, only the end is wanted
    at = _after_spaces(text, 0)
    for item in range(number):
        if item:
            at = _after_spaces(text, decoder.raw_decode(text, at)[1])
        at = _after_spaces(text, at + 1)
    return text.count("\n", 0, at) + 1


def _after_spaces(text: str, at: int) -> int:
    while text[at].isspace():
        at += 1
    return at


def read_json_lines(path: Path, label: str) -> DocumentReader:
    """Open a JSON Lines file: one record a line; lines that are none become findings."""
    problems: list[Problem] = []
    return DocumentReader(label, _json_lines(path, problems), problems, "line")


def _json_lines(path: Path, problems: list[Problem]) -> Iterator[Document]:
    number, bad, is_begun = 0, 0, False
    with path.open("rb") as handle:
        while raw := handle.readline(LINE_LIMIT_BYTE + 1):
            number += 1
            if len(raw) > LINE_LIMIT_BYTE and not raw.endswith(b"\n"):
                problems.append(Problem("structure-file", TOO_LONG, line=number, fix=TOO_LONG_FIX))
                return
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                if "\0" in text:
                    raise UnreadableError("the line holds a NUL byte", "structure-encoding")
                if text.lstrip().startswith("[") and not bad and not is_begun:
                    problems.append(Problem("structure-file", _LIST, line=number, fix=_LIST_FIX))
                    return
                if text.strip():
                    is_begun = True
                    yield _document(_parse(text), number)
            except UnicodeDecodeError as error:
                message = f"byte 0x{raw[error.start]:02x} is not UTF-8"
                problems.append(Problem("structure-encoding", message, line=number))
                bad += 1
            except json.JSONDecodeError as error:
                message = f"not JSON: {error.msg}, column {error.colno}"
                problems.append(Problem("structure-row", message, line=number, fix=_LINE_FIX))
                bad += 1
            except UnreadableError as error:
                rule = "structure-row" if error.rule == "structure-file" else error.rule
                problems.append(Problem(rule, str(error), line=number, fix=error.fix))
                bad += 1
            if bad >= PROBLEM_LIMIT:
                problems.append(Problem("structure-file", f"gave up after {bad} malformed lines", line=number))
                return
