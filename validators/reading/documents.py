"""JSON, JSON Lines and YAML: every record names its own columns.

Values become the text that a CSV cell would hold, as written: 3.14e23 stays 3.14e23, true stays true, a list is joined
by semicolons. Whether the text parses is judged with that of all other formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.reading.document_cells import Places, fill, text_of
from compute_trends.validators.reading.lengths import too_long
from compute_trends.validators.reading.limits import (
    CELL_LIMIT_CHARACTER,
    COLUMN_FIX,
    FINDINGS_FIX,
    TEXT_COLUMN_LIMIT,
)
from compute_trends.validators.reading.raw_table import (
    VALUE_LIMIT,
    Problem,
    RawTable,
    Undeclared,
    UnreadableError,
)
from compute_trends.validators.reading.stored_rows import store_rows, stored_lines
from compute_trends.validators.reading.text_lines import OtherEncoding

if TYPE_CHECKING:
    import duckdb

DEPTH_FIX = "Write a record as one flat object: a value or a list of values for each column."

#: Halves of characters, which escapes can write and no file of UTF-8, nor DuckDB, can hold.
HALVES = re.compile("[\ud800-\udfff]")
HALVES_FIX = "Write the whole character that is meant, or leave it out."


#: Records that are read to learn the columns, and how many cells and characters of them are kept meanwhile.
_FIRST, _FIRST_CELLS, _FIRST_CHARACTERS = 100, 50_000, 8 << 20

#: Characters of a record up to which it is bounded in every way: a cell takes more than one.
ALWAYS_BOUNDED = TEXT_COLUMN_LIMIT

#: Problems of cells that are kept, each of which takes up to some kilobytes, and those shown of a file given up.
_MOST_PROBLEMS, _SHOWN_PROBLEMS = 200_000, 100


@dataclass
class Document:
    """One record as written: its columns in order, and where it begins."""

    cells: list[tuple[str, object]]
    line: int  # or the record's number, in a list
    cell_lines: dict[str, int] = field(default_factory=dict)
    is_plain: bool = False  # True where its text holds no escapes, so that no text has half of a character


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
        self._are_all = True  # until there are more than are looked at here
        cells = characters = 0
        for document in self._documents:
            self._first.append(document)
            cells += len(document.cells)
            characters += sum(_size(value) for _, value in document.cells)
            if len(self._first) == _FIRST or cells > _FIRST_CELLS or characters > _FIRST_CHARACTERS:
                self._are_all = False
                break
        self.names = list(dict.fromkeys(name for document in self._first for name, _ in document.cells))

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """The rows, as a table on `connection`."""
        cell_lines: dict[tuple[int, str], int] = {}
        # Most records leave most columns out: those that none of them has are not looked at again.
        used = {column.name for column in schema.columns if column.required}
        names = [name for name in schema.names if not self._are_all or name in used or name in self.names]
        undeclared: dict[str, Undeclared] = {}
        try:
            stored = store_rows(connection, table, len(names), self._rows(schema, names, cell_lines, used, undeclared))
        except UnreadableError:
            # Of a file that cannot be read no rows are known by which records could be named.
            self.problems[:] = [problem._replace(row=None) for problem in self.problems[:_SHOWN_PROBLEMS]]
            raise
        return RawTable(
            label=self.label,
            names=[name if name in used else "" for name in names],
            types=["VARCHAR"] * len(names),
            relation=table,
            rows=stored.rows,
            empty=stored.empty,
            place=self._place,
            locate=stored_lines(connection, table),
            cell_lines=cell_lines,
            per_record=True,
            undeclared=undeclared,
            problems=self.problems,
        )

    def _rows(
        self,
        schema: TableSchema,
        names: list[str],
        cell_lines: dict[tuple[int, str], int],
        used: set[str],
        undeclared: dict[str, Undeclared],
    ) -> Iterator[tuple[int, list[str | None]]]:
        positions = {name: (index, schema[name].is_list) for index, name in enumerate(names)}
        number = 0
        known: dict[tuple[str, ...], Places | None] = {}
        for document in self._taken():
            if all(_is_nothing(value) for _, value in document.cells):
                continue  # a document that holds nothing is none, as an empty line of a table
            cells: list[str | None] = [None] * len(positions)
            if document.is_plain and fill(cells, document.cells, positions, known, used):
                yield document.line, cells
                number += 1
                continue
            seen = set()
            for name, value in document.cells:
                line = document.cell_lines.get(name, document.line)
                if name in seen:
                    self._say("structure-header", "the record has this key twice", number, line, name)
                seen.add(name)
                place = positions.get(name)
                if place is None:
                    if name not in undeclared:
                        if len(undeclared) == TEXT_COLUMN_LIMIT:
                            message = f"the records have more than {TEXT_COLUMN_LIMIT:,} different columns"
                            raise UnreadableError(message, line=line, fix=COLUMN_FIX)
                        undeclared[name] = Undeclared(number, line, _as_column(name))
                    undeclared[name].records += 1
                    continue
                index, is_list = place
                text, complaint = text_of(value, is_list)
                if complaint:
                    self._say("structure-type", complaint, number, line, name, text)
                    text = None
                elif text and not text.isprintable() and (half := HALVES.search(text)):
                    self._say("structure-encoding", half_message(half), number, line, name, text, HALVES_FIX)
                    text = HALVES.sub("\ufffd", text)  # the other rules judge the rest of the text
                cells[index] = text
                used.add(name)
                if name in document.cell_lines:
                    cell_lines[number, name] = line
            yield document.line, cells
            number += 1

    def _taken(self) -> Iterator[Document]:
        """All documents; of many, none is kept."""
        if self._are_all:
            yield from self._first
        while not self._are_all and self._first:
            yield self._first.pop(0)
        yield from self._documents

    def _say(
        self,
        rule: str,
        message: str,
        row: int,
        line: int,
        column: str,
        value: str | None = None,
        fix: str | None = None,
    ) -> None:
        if len(self.problems) == _MOST_PROBLEMS:
            said = f"gave up after {_MOST_PROBLEMS:,} values that no cell can hold"
            raise UnreadableError(said, line=line, fix=FINDINGS_FIX)
        shown = whole(value[:VALUE_LIMIT]) if value is not None else None
        self.problems.append(Problem(rule, message, row, line, _as_column(column), shown, fix))


def _as_column(name: str) -> str | None:
    return whole(name[:VALUE_LIMIT]) or None


def _size(value: object) -> int:
    """Characters and items of a value, for about how much memory it takes."""
    if isinstance(value, list):
        return len(value) + sum(len(item) for item in value if isinstance(item, str))
    return len(value) if isinstance(value, str | dict) else 1


def _is_nothing(value: object) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def whole(text: str) -> str:
    """The text, halves of characters spelled out: neither DuckDB nor any file takes them."""
    return HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def half_message(half: re.Match[str]) -> str:
    """What is said of half of a character."""
    return f"character {half.start() + 1:,} is U+{ord(half[0]):04X}, half of a character"


def decoded(path: Path) -> str:
    """The file as text.

    Raises:
        UnreadableError: it is not UTF-8 or holds NUL bytes.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = OtherEncoding(data[error.start], data).message
        raise UnreadableError(said, "structure-encoding", line) from error
    if "\0" in text:
        raise UnreadableError(
            "the file holds a NUL byte", "structure-encoding", line=text.count("\n", 0, text.index("\0")) + 1
        )
    return text


def bounded(document: Document) -> Document:
    """The document, if it is not longer in any way than what is read of every format.

    Raises:
        UnreadableError: it has too many columns, or a value or a list that is too long.
    """
    if len(document.cells) > TEXT_COLUMN_LIMIT:
        raise UnreadableError(
            f"a record has {len(document.cells):,} columns; {TEXT_COLUMN_LIMIT:,} are read", fix=COLUMN_FIX
        )
    for name, value in document.cells:
        if isinstance(value, list):
            size = len(value) + sum(len(part) for part in value if isinstance(part, str))
        else:
            size = len(value) if isinstance(value, str) else 0
        if size > CELL_LIMIT_CHARACTER:
            raise too_long(name, document.cell_lines.get(name))
    return document


def from_mappings(records: Iterable[dict[str, Any]], label: str) -> DocumentReader:
    """Records given as Python mappings, as `template` and the rules' examples write them."""
    documents = [Document(list(record.items()), number) for number, record in enumerate(records, 1)]
    return DocumentReader(label, documents, [], "row")
