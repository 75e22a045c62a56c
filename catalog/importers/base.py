"""What an importer returns, and the cell conversions that importers share.

An importer module has `DATASET`, `FORMAT` (its name on the command line), `SUMMARY` (one line), `LAYOUTS` (of the files
whose records it replaces) and `read`, as `run.Importer` says. It converts names, units, dates and separators; it
corrects nothing. Columns are found by the layout of a file, records are booked under the key of its export.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import math
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.other_files import no_rows_of_cells, no_text, other_width
from compute_trends.catalog.texts.names import slug

T = TypeVar("T")


@dataclass(frozen=True)
class SourceFile:
    """One upstream file as it was read."""

    key: str  # the key of the source in origin.yaml, and the value of the column `source`
    name: str  # file name, without its folder
    sha256: str
    rows: int
    header: str = ""  # its first line: the columns in their order


@dataclass(frozen=True)
class LeftOut:
    """A source row that is no record of its own."""

    source: str  # source key
    row: int  # data row in the source file, the first one after the header is 1
    name: str  # what the source calls it
    reason: str
    merged_into: str | None = None  # record_id of the record that took the row up, None where it was left out


@dataclass
class Imported:
    """All that was read: the records and an account of every source row that is not one."""

    dataset: str
    files: list[SourceFile]
    records: list[Record]  # keys are columns of the dataset's schema; list columns hold lists; unknown is None
    left_out: list[LeftOut] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)  # in the file, not in the rename map: reported
    missing_columns: list[str] = field(default_factory=list)  # in the rename map, not in the file: reported
    updates: bool = False  # part of a table: records that it does not name stay as they are
    places: dict[str, str] = field(default_factory=dict)  # "FILE, line N" where the row of a record begins
    ambiguous: list[str] = field(default_factory=list)  # rows that may be any of several records
    notes: list[str] = field(default_factory=list)  # whatever else a maintainer should see
    standing: frozenset[str] = frozenset()  # keys of sources that were not given and stand beside those that were
    beside: dict[str, str] = field(default_factory=dict)  # files to write beside records.csv, by name
    repeated: int = 0  # rows that a later file of the same source states again: of one record, and so not listed singly

    @property
    def sources(self) -> frozenset[str]:
        """The keys of all sources whose rows were read."""
        return self.standing | {item.key for item in self.files}


def read_csv(path: Path, wanted: Collection[str] | None = None) -> tuple[list[str], list[dict[str, str]]]:
    """The header and the rows of an upstream CSV, all cells as text.

    Args:
        path: the file.
        wanted: names of columns that somebody needs; any other may stand in the header twice. All are needed if it is
            left out.

    Raises:
        ImportRefusedError: not UTF-8 text, a web page, no header, a duplicated column, no rows, or a row of another
            width.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ImportRefusedError(f"{path}: {no_text(content, error)}") from error
    if said := no_rows_of_cells(text):
        raise ImportRefusedError(f"{path}: {said}")
    # A return without a line feed ends lines only where nothing else does; elsewhere it is a slip within a cell.
    text = re.sub(r"\r(?!\n)", " " if "\n" in text else "\n", text)
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    try:
        header = next(reader, [])
        if not header:
            raise ImportRefusedError(f"{path}: the file is empty")
        twice = sorted({name for name in header if header.count(name) > 1 and (wanted is None or name in wanted)})
        if twice:
            raise ImportRefusedError(f"{path}: the header names {', '.join(map(repr, twice))} more than once")
        for place, name in enumerate(header):
            if name in header[:place]:
                header[place] = next(new for n in range(2, place + 3) if (new := f"{name} ({n})") not in header)
        rows: list[dict[str, str]] = []
        for row in reader:
            if len(row) != len(header):
                said = other_width(header, row, is_first=not rows)
                raise ImportRefusedError(f"{path}, line {reader.line_num}: {said}")
            rows.append(dict(zip(header, row, strict=True)))
    except csv.Error as error:
        raise ImportRefusedError(f"{path}, line {reader.line_num}: {error}; the file may be cut off") from error
    if not rows:
        raise ImportRefusedError(f"{path}: a header and no rows; the file may be cut off")
    return header, rows


def source_file(key: str, path: Path, rows: int) -> SourceFile:
    """Describe an upstream file by name, hash, row count and header."""
    content = path.read_bytes()
    header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), [])
    return SourceFile(key, path.name, hashlib.sha256(content).hexdigest(), rows, header_text(header))


def header_text(header: Sequence[str]) -> str:
    """Column names as one line of CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(header)
    return buffer.getvalue()


def text_or_none(cell: str | None) -> str | None:
    """Trimmed text on one line; None for an empty cell."""
    return " ".join((cell or "").split()) or None


def number_or_none(cell: str | None) -> float | None:
    """A finite number; None for an empty cell.

    Raises:
        ValueError: the cell holds something else.
    """
    value = text_or_none(cell)
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not a finite number")
    return number


def plain_number(text: str) -> str:
    """A number without a dollar sign and separators of thousands, as in $29,827,341.92; anything else as it is."""
    match = re.fullmatch(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d*)?", text.strip())
    return match[1].replace(",", "") + (match[2] or "") if match else text


def integer_or_none(cell: str | None) -> int | None:
    """A whole number, also where it is written as 8.0 or 1.28E+06; None for an empty cell.

    Raises:
        ValueError: the cell holds something else, a fraction included.
    """
    number = number_or_none(cell)
    if number is None:
        return None
    if number != int(number):
        raise ValueError(f"{cell!r} is not a whole number")
    return int(number)


def scaled_or_none(cell: str | None, factor: str) -> float | None:
    """A number in another unit, multiplied in decimals and rounded once: 56.522 percent is 0.56522; None if empty.

    Raises:
        ValueError: the cell holds something else.
    """
    value = text_or_none(cell)
    if value is None:
        return None
    try:
        number = float(Decimal(value) * Decimal(factor))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a number") from error
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not a finite number")
    return number


def converted(path: Path, line: int, column: str, cell: str | None, how: Callable[[str | None], T]) -> T:
    """A cell as `how` converts it.

    Raises:
        ImportRefusedError: `how` refused it; names file, line, column and value.
    """
    try:
        return how(cell)
    except ValueError as error:
        raise ImportRefusedError(f"{path}, line {line}: {column} = {cell!r}: {error}") from error


def date_or_none(cell: str | None) -> dt.date | None:
    """An ISO date; None for an empty cell.

    Raises:
        ValueError: the cell holds something else.
    """
    value = text_or_none(cell)
    return dt.date.fromisoformat(value) if value else None


def links(cell: str | None) -> list[str]:
    """The http(s) links in a cell, `;` percent-encoded, in order and without repeats."""
    found = re.findall(r"https?://[^\s,]+(?:,[^\s,]+)*", cell or "")
    return list(dict.fromkeys(_whole_link(link).replace(";", "%3B") for link in found))


def _whole_link(text: str) -> str:
    """A link without the stop or bracket that ends the sentence around it; a bracket of its own stays."""
    while text.endswith(".") or (text.endswith(")") and text.count(")") > text.count("(")):
        text = text[:-1]
    return text


def unique_slugs(candidates: Iterable[Sequence[str | None]]) -> list[str]:
    """One distinct slug per candidate, in order.

    A candidate is a sequence of ever more specific parts; as few are used as tell it apart from all others, and a
    running number ends those that even all parts do not.
    """
    rows = list(candidates)
    chosen = [slug(row[0]) or "unnamed" for row in rows]
    deepest = max((len(row) for row in rows), default=0)
    for depth in range(2, deepest + 1):
        clashing = {name for name in chosen if chosen.count(name) > 1}
        chosen = [slug(*row[:depth]) if name in clashing else name for name, row in zip(chosen, rows, strict=True)]
    seen: dict[str, int] = {}
    for index, name in enumerate(chosen):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            chosen[index] = f"{name}-{seen[name]}"
    return chosen


def split_values(cell: str | None, names_with_comma: Iterable[str] = ()) -> list[str]:
    """The values of a cell that joins them by commas, keeping the listed names that hold a comma whole."""
    text = cell or ""
    kept: dict[str, str] = {}
    for index, name in enumerate(sorted(names_with_comma, key=len, reverse=True)):
        if name in text:
            kept[f"\x00{index}\x00"] = name
            text = text.replace(name, f"\x00{index}\x00")
    values = [value.strip() for value in text.split(",")]
    restored = []
    for value in values:
        for token, name in kept.items():
            value = value.replace(token, name)
        if value:
            restored.append(value)
    return restored


def column_account(
    header: Sequence[str], renames: dict[str, Any], path: Path, needed: Sequence[str]
) -> tuple[list[str], list[str]]:
    """(columns in the file that no rename map knows, columns of the map that the file lacks).

    Raises:
        ImportRefusedError: a column that the importer cannot do without is missing.
    """
    lacking = [name for name in needed if name not in header]
    if lacking:
        names = ", ".join(map(repr, lacking))
        raise ImportRefusedError(f"{path}: these columns are missing: {names}; found {list(header)[:8]}")
    return [name for name in header if name not in renames], [name for name in renames if name not in header]
