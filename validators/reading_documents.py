"""JSON, JSON Lines and YAML: every record names its own columns.

Values become the text that a CSV cell would hold, as written: 3.14e23 stays 3.14e23, true stays true, a list is joined
by semicolons. Whether the text parses is judged with that of all other formats.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema
from compute_trends.validators.tables import (
    LINE_LIMIT_BYTE,
    PROBLEM_LIMIT,
    TOO_LONG,
    TOO_LONG_FIX,
    UNREAD_RULES,
    VALUE_LIMIT,
    Problem,
    RawTable,
    UnreadableError,
    store_rows,
    stored_lines,
)

if TYPE_CHECKING:
    import duckdb

#: Largest JSON file that is read; JSON Lines, CSV and Parquet have no such bound.
JSON_LIMIT_BYTE = 256 << 20
_DEPTH_MESSAGE = "values are nested too deeply"
DEPTH_FIX = "Write a record as one flat object: a value or a list of values for each column."
_JSON_FIX = "Mend the place named, or write the file anew with a program: one object, or a list of objects."
_LINE_FIX = "Write one whole JSON object per line, without line breaks within it and without commas between lines."


@dataclass
class Document:
    """One record as written: its columns in order, and where it begins."""

    cells: list[tuple[str, object]]
    line: int  # or the record's number, in a list
    cell_lines: dict[str, int] = field(default_factory=dict)


class DocumentReader:
    """Opened documents; `names` are the columns of the first of them.

    Args:
        label: the file's name in findings.
        documents: the records, read as they are asked for.
        problems: findings of reading, to which `documents` may add.
        place: what `Document.line` counts.
    """

    def __init__(self, label: str, documents: Iterable[Document], problems: list[Problem], place: str) -> None:
        self.label, self.problems, self._place = label, problems, place
        self._documents = iter(documents)
        self._first: list[Document] = []
        for document in self._documents:
            self._first.append(document)
            if len(self._first) == 100:
                break
        self.names = list(dict.fromkeys(name for document in self._first for name, _ in document.cells))

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a table on `connection`."""
        cell_lines: dict[tuple[int, str], int] = {}
        # Most records leave most columns out: those that none of them has are not looked at again.
        used = {column.name for column in schema.columns if column.required}
        count = store_rows(connection, table, len(schema.names), self._rows(schema, cell_lines, used))
        if not count and not any(problem.rule in UNREAD_RULES for problem in self.problems):
            self.problems.append(Problem("structure-empty", "the file holds no record"))
        return RawTable(
            label=self.label,
            names=[name if name in used else "" for name in schema.names],
            types=["VARCHAR"] * len(schema.names),
            relation=table,
            rows=count,
            place=self._place,
            locate=stored_lines(connection, table),
            cell_lines=cell_lines,
            per_record=True,
            problems=self.problems,
        )

    def _rows(
        self, schema: TableSchema, cell_lines: dict[tuple[int, str], int], used: set[str]
    ) -> Iterator[tuple[int, list[str | None]]]:
        positions = {name: index for index, name in enumerate(schema.names)}
        number = 0
        for document in (*self._first, *self._documents):
            cells: list[str | None] = [None] * len(positions)
            seen = set()
            for name, value in document.cells:
                line = document.cell_lines.get(name, document.line)
                if name in seen:
                    self._say("structure-header", "the record has this key twice", number, line, name)
                seen.add(name)
                index = positions.get(name)
                if index is None:
                    self._say("structure-unknown-column", unknown_column(schema, name), number, line, name)
                    continue
                text, complaint = _text_of(value, schema.columns[index].is_list)
                if complaint:
                    self._say("structure-type", complaint, number, line, name, text)
                    text = None
                cells[index] = text
                used.add(name)
                if name in document.cell_lines:
                    cell_lines[number, name] = line
            yield document.line, cells
            number += 1

    def _say(self, rule: str, message: str, row: int, line: int, column: str, value: str | None = None) -> None:
        shown = value[:VALUE_LIMIT] if value is not None else None
        self.problems.append(Problem(rule, message, row, line, column[:VALUE_LIMIT], shown))


def unknown_column(schema: TableSchema, name: str) -> str:
    """What is said of a column that the dataset does not declare, with the nearest ones that it does."""
    from difflib import get_close_matches

    near = get_close_matches(name[:100].strip().lower().replace(" ", "_"), schema.names, n=3, cutoff=0.6)
    return f"{schema.name} has no column {name[:100]!r}" + (f"; did you mean {' or '.join(near)}?" if near else "")


def _text_of(value: object, is_list: bool) -> tuple[str | None, str | None]:
    """The cell's text and, where the value is none that a cell can hold, why."""
    if isinstance(value, list):
        if not is_list:
            return _shown(value), "a list, where the column takes a single value"
        if any(isinstance(item, list | dict) or item is None for item in value):
            return _shown(value), "a list of something else than texts"
        items = [str(item) for item in value]
        if any(LIST_DELIMITER in item for item in items):
            return _shown(value), "a list item holds a semicolon, which separates items; links write it as %3B"
        return LIST_DELIMITER.join(items) or None, None
    if isinstance(value, dict):
        return _shown(value), "a mapping, where the column takes a single value"
    if isinstance(value, bool):
        return ("true" if value else "false"), None
    return (None if value is None or value == "" else str(value)), None


def _shown(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)[:VALUE_LIMIT]
    except RecursionError:
        return "..."


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
        return Document([(name, _plain(item)) for name, item in value], number)
    except RecursionError as error:
        raise UnreadableError(_DEPTH_MESSAGE, fix=DEPTH_FIX) from error


def decoded(path: Path) -> str:
    """The file as text.

    Raises:
        UnreadableError: it is not UTF-8 or holds NUL bytes.
    """
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableError("the file is UTF-16", "structure-encoding", line=1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"byte 0x{data[error.start]:02x} is not UTF-8", "structure-encoding", line) from error
    if "\0" in text:
        raise UnreadableError(
            "the file holds a NUL byte", "structure-encoding", line=text.count("\n", 0, text.index("\0")) + 1
        )
    return text


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
            documents.append(_bounded(_document(record, number)))
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


def _bounded(document: Document) -> Document:
    """The document, if none of its values is longer than a line of JSON Lines may be."""
    for name, value in document.cells:
        parts = value if isinstance(value, list) else [value]
        if sum(len(part) for part in parts if isinstance(part, str)) > LINE_LIMIT_BYTE:
            message = f"the value of {name[:100]!r} is longer than {LINE_LIMIT_BYTE >> 20} MB"
            raise UnreadableError(message, fix=TOO_LONG_FIX)
    return document


def read_json_lines(path: Path, label: str) -> DocumentReader:
    """Open a JSON Lines file: one record a line; lines that are none become findings."""
    problems: list[Problem] = []
    return DocumentReader(label, _json_lines(path, problems), problems, "line")


def _json_lines(path: Path, problems: list[Problem]) -> Iterator[Document]:
    number, bad = 0, 0
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
                if text.strip():
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


def from_mappings(records: Iterable[dict[str, Any]], label: str) -> DocumentReader:
    """Records given as Python mappings, as `template` and the rules' examples write them."""
    documents = [Document(list(record.items()), number) for number, record in enumerate(records, 1)]
    return DocumentReader(label, documents, [], "row")
