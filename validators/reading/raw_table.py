"""A submission as read, before any rule has looked at it: a DuckDB relation per file, and what went wrong in reading.

Columns of a relation are called c0, c1, ... in the order of `names`: a file may name its columns as it likes (twice,
empty, in two cases), DuckDB identifiers may not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.validators.reading.limits import COLUMN_FIX, COLUMN_LIMIT

if TYPE_CHECKING:
    import duckdb

    from compute_trends.catalog.schema import TableSchema

#: Longest value that a finding shows.
VALUE_LIMIT = 1000

#: Longest line that is read.
LINE_LIMIT_BYTE = 10 << 20

#: Malformed rows or lines after which a file counts as unreadable.
PROBLEM_LIMIT = 1000

#: Rules about records that could not be read.
UNREAD_RULES = frozenset({"structure-file", "structure-row", "structure-encoding"})

#: What is said, and what to do, about a line or a value beyond what is read.
TOO_LONG = f"the line is longer than {LINE_LIMIT_BYTE >> 20} MB; nothing after it was read"
TOO_LONG_FIX = "Shorten the value; a very long one is mostly a quote or a line break that is missing."

#: What stands between the name of a workbook and that of one of its sheets where findings name the file.
SHEET_MARK = ", sheet "

#: Names that several columns have, of which each is told.
_REPEATED_SHOWN = 3
_BESIDE_FIX = "Give every name one column, and tables that stand side by side a file or a sheet each."
_FEW = {2: "two", 3: "three"}

#: The least and the greatest value of a column of floats; the least is NaN where it holds one, both None without any.
Range = tuple[float | None, float | None]

Locate = Callable[[Sequence[int]], dict[int, int]]


class UnreadableError(ComputeTrendsError):
    """A file cannot be read as what it claims to be; becomes a finding of the rule `rule`."""

    def __init__(
        self, message: str, rule: str = "structure-file", line: int | None = None, fix: str | None = None
    ) -> None:
        self.rule, self.line, self.fix = rule, line, fix
        super().__init__(message)


class MiscountError(Exception):
    """A streamed file was not read as it is; its `fallback` reads it right."""


def is_of_the_tool(error: Exception) -> bool:
    """Whether an error in reading a file is not the file's, but the tool's or that of a user who interrupted it."""
    import duckdb

    return isinstance(
        error,
        duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException | duckdb.OutOfMemoryException
        | duckdb.InterruptException | duckdb.InternalException,
    )  # fmt: skip


class Problem(NamedTuple):
    """Something that reading itself found; becomes a finding."""

    rule: str
    message: str
    row: int | None = None  # 0-based; where known, the finding gets the record of that row
    line: int | None = None
    column: str | None = None
    value: str | None = None
    fix: str | None = None  # the remedy, where it is another than the rule's


@dataclass
class Undeclared:
    """A key of records that the dataset does not declare: where it is first, and how many records have it."""

    row: int
    line: int
    column: str | None  # as a finding names it
    records: int = 0


@dataclass
class RawTable:
    """One file as a DuckDB relation of raw cells.

    Attributes:
        label: the file's name as the user gave it.
        names: column names as the file has them, one for each of c0, c1, ...; empty for a column without a use.
        types: DuckDB types of the columns; text formats have VARCHAR throughout.
        relation: SQL that follows FROM; yields c0, c1, ... and, if `numbered`, `_row` (0-based).
        numbered: False where rows have no number until they are stored in the file's order (streamed CSV).
        rows: how many there are, where that is known before the scan.
        place: what `locate` gives: "line" of the file or number of the "row".
        locate: lines (or row numbers) of 0-based rows.
        few_valued: columns of the relation that are known to repeat few values.
        empty: columns of the relation that are known to hold no value.
        text_byte: bytes that its texts take together at most; None where that is not known.
        ranges: of columns of the relation that hold floats, the least and the greatest value, where they are known.
        head: the first rows of a large text, to learn the usual values of its columns from.
        cell_lines: lines of single cells, where a format spreads a record over lines (YAML).
        per_record: True where every record names its own columns (JSON, YAML): an absent column is an empty cell.
        undeclared: the keys that the dataset does not declare, where every record names its own columns.
        is_text: True where cells are text that still has to parse.
        header: the names of all columns of the file, where `names` has those that are read.
        has_stored_types: True where the columns of a file have types of their own (Parquet).
        header_line: where the header of a text stands.
        count_rows: makes `locate` once the number of rows is known, where it needs that (streamed CSV).
        unread: columns that are not read yet, because to judge them is to read them from end to end.
        read: reads the columns that are given from end to end, and refuses the file as for others of its columns.
        fallback: reads the file anew, more slowly, where streaming it failed.
        notes: what to tell of the file beside the findings.
    """

    label: str
    names: list[str]
    types: list[str]
    relation: str
    numbered: bool = True
    rows: int | None = None
    place: str = "line"
    locate: Locate = field(default=lambda rows: {row: row + 1 for row in rows})
    few_valued: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    text_byte: int | None = None
    ranges: dict[str, Range] = field(default_factory=dict)
    head: list[list[str]] = field(default_factory=list)
    cell_lines: dict[tuple[int, str], int] = field(default_factory=dict)
    per_record: bool = False
    undeclared: dict[str, Undeclared] = field(default_factory=dict)
    is_text: bool = True
    header: list[str] | None = None
    has_stored_types: bool = False
    header_line: int = 1
    problems: list[Problem] = field(default_factory=list)
    count_rows: Callable[[int], Locate] | None = None
    unread: frozenset[str] = frozenset()
    read: Callable[[Collection[str]], object] = field(default=lambda columns: None)
    fallback: Callable[[], RawTable] | None = None
    notes: list[str] = field(default_factory=list)

    def is_empty(self, name: str) -> bool:
        """Whether a column of the file is known to hold no value."""
        return f"c{self.names.index(name)}" in self.empty


class Reader(Protocol):
    """A file that has been opened: its columns are known, its rows are not read yet.

    One that knows how many rows there are says so by `row_count`.
    """

    label: str
    names: list[str]

    def load(self, connection: duckdb.DuckDBPyConnection, table: str, schema: TableSchema) -> RawTable:
        """Make the rows available on `connection`; `table` is a free name for a table of its own.

        Raises:
            UnreadableError: the file cannot be read.
        """
        ...


def header_problems(names: Sequence[str], line: int | None = None, limit: int = COLUMN_LIMIT) -> list[Problem]:
    """Columns without a name, and names that several columns have; `line` is that of the header.

    `limit` is how many columns are read.

    Raises:
        UnreadableError: there are more columns than are read.
    """
    if len(names) > limit:
        message = f"the header has {len(names):,} columns; {limit:,} are read"
        raise UnreadableError(message, line=line, fix=COLUMN_FIX)
    counts = Counter(name for name in names if name.strip())
    unnamed = [f"{number:,}" for number, name in enumerate(names, 1) if not name.strip()]
    which = ", ".join(unnamed[:3]) + (f" and {len(unnamed) - 3:,} more" if len(unnamed) > 3 else "")
    said = f"column {which} has no name" if len(unnamed) == 1 else f"columns {which} have no name"
    nameless = [Problem("structure-header", said, line=line)] if unnamed else []
    repeated = {name: count for name, count in sorted(counts.items()) if count > 1}
    if len(repeated) > _REPEATED_SHOWN:  # one table beside another
        shown = ", ".join(name[:VALUE_LIMIT] for name in list(repeated)[:_REPEATED_SHOWN])
        message = f"{len(repeated):,} names stand over several columns each: {shown} and others"
        return [*nameless, Problem("structure-header", message, line=line, fix=_BESIDE_FIX)]
    return nameless + [
        Problem(
            "structure-header", f"{_FEW.get(count, count)} columns have this name", line=line, column=name[:VALUE_LIMIT]
        )
        for name, count in repeated.items()
    ]
