"""Writes rows of Python values, or of a DuckDB relation, as CSV, TSV, JSON, JSON Lines, Markdown or Parquet.

CSV cells are those of `records.csv`: numbers in their shortest form, dates as YYYY-MM-DD, list items joined by `;`,
unknown as an empty cell. JSON has real arrays, and null for unknown and for what it cannot write (NaN, infinity).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any

from compute_trends.catalog.background import ahead
from compute_trends.catalog.texts.numbers import exact
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.catalog.texts.terminal import visible, visible_json, visible_lines

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

LIST_SEPARATOR = ";"
_BATCH_ROWS = 5_000
#: What DuckDB writes below a table of one row that has no room for all columns.
_ONE_CUT = re.compile(r"\b1 rows?\b.*\(\d+ shown\)\s*$")
_DELIMITERS = {"csv": ",", "tsv": "\t"}

#: The formats of `write_text`.
TEXT_FORMATS = ("csv", "tsv", "json", "jsonl", "markdown")


@dataclass(frozen=True)
class Rows:
    """Rows that can be written once, in any of the formats."""

    columns: list[str]
    numeric: list[bool]  # per column, for alignment
    cells: Callable[[], Iterator[Sequence[str | None]]]  # the text of each row's cells, None for unknown
    delimited: Callable[[str], Iterator[str]]  # each row as a line of CSV with this delimiter; lines in pieces
    objects: Callable[[], Iterator[str]]  # each row as a JSON object on a line of its own; lines in pieces


def python_rows(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Rows:
    """Rows of Python values: None, bool, int, float, str, date, or lists of these."""
    held = [list(row) for row in rows]
    numeric = [
        all(isinstance(row[index], int | float | None) and not isinstance(row[index], bool) for row in held)
        for index in range(len(columns))
    ]

    def cells() -> Iterator[Sequence[str | None]]:
        return ([cell_text(value) for value in row] for row in held)

    def objects() -> Iterator[str]:
        return (to_json(dict(zip(columns, row, strict=True))) for row in held)

    return Rows(list(columns), numeric, cells, lambda delimiter: (_line(row, delimiter) for row in cells()), objects)


def relation_rows(connection: duckdb.DuckDBPyConnection, relation: duckdb.DuckDBPyRelation) -> Rows:
    """The rows of a relation of any DuckDB types, fetched in batches while they are written.

    DuckDB puts lines of CSV and JSON objects together: to make them of cells in Python takes five times as long.
    """
    columns, kinds = _distinct(relation.columns), [str(kind) for kind in relation.types]
    query = relation.sql_query()
    texts = [_cell_expression(f"c{index}", kind) for index, kind in enumerate(kinds)]

    def fetched(select: str) -> Iterator[list[tuple[Any, ...]]]:
        names = ", ".join(f"c{index}" for index in range(len(columns)))
        result = connection.execute(f"select {select} from (\n{query}\n) as result({names})")
        while batch := result.fetchmany(_BATCH_ROWS):
            yield batch

    def pieces(select: str) -> Iterator[str]:
        return ("\n".join([text for (text,) in batch]) for batch in fetched(select))

    def delimited(delimiter: str) -> Iterator[str]:
        cells = [
            f"coalesce({text if _is_bare(kind) else _quoted(text, delimiter)}, '')"
            for text, kind in zip(texts, kinds, strict=True)
        ]
        # An empty line is no row with an empty cell.
        line = f"concat_ws({text_literal(delimiter)}, {', '.join(cells)})"
        one = f"""if({cells[0]} = '', '""', {cells[0]})"""
        return (f"{piece}\n" for piece in pieces(line if len(cells) > 1 else one))

    def objects() -> Iterator[str]:
        parts = [
            f"{text_literal(name)}, {_json_operand(index, kind)}"
            for index, (name, kind) in enumerate(zip(columns, kinds, strict=True))
        ]
        for batch in fetched(f"json_object({', '.join(parts)})::varchar"):
            lines = [text for (text,) in batch]
            # One letter beyond ASCII would make the whole that it is joined into wide, and slow to go through.
            yield from ["\n".join(lines)] if all(map(str.isascii, lines)) else lines

    def cells() -> Iterator[Sequence[str | None]]:
        return chain.from_iterable(fetched(", ".join(texts)))

    return Rows(columns, [_is_number(kind) for kind in kinds], cells, delimited, objects)


def box(relation: duckdb.DuckDBPyRelation, max_width: int, max_rows: int | None = None) -> str:
    """A relation as DuckDB draws it, `max_width` characters wide at most; the plan of an EXPLAIN as it is.

    One row whose columns do not all fit goes down the page.

    Args:
        relation: what to draw.
        max_width: columns in the middle are left out, and long cells cut, to keep to it.
        max_rows: rows in the middle are left out to keep to it; 40 by default.
    """
    if relation.columns == ["explain_key", "explain_value"]:
        return "".join(value for _, value in relation.fetchall())
    buffer = io.StringIO()
    with redirect_stdout(buffer):
        relation.show(max_width=max_width, max_rows=max_rows or 40)
    if _ONE_CUT.search(buffer.getvalue()):
        return _down_the_page(relation, max_width)
    return visible_lines(buffer.getvalue().rstrip("\n")) + "\n"


def _down_the_page(relation: duckdb.DuckDBPyRelation, max_width: int) -> str:
    """One row, a column on each line."""
    from compute_trends.catalog.texts.paragraphs import paragraph

    names, (row,) = _distinct(relation.columns), relation.fetchall()
    size = max(map(len, names)) + 2
    lines = [
        paragraph(visible("null" if value is None else cell_text(value) or ""), max_width, name.ljust(size), " " * size)
        for name, value in zip(map(visible, names), row, strict=True)
    ]
    return "\n".join(lines) + "\n"


def write_text(rows: Rows, format_name: str, stream: IO[str]) -> None:
    """Write rows in one of `TEXT_FORMATS`."""
    if format_name in _DELIMITERS:
        lines = rows.delimited(_DELIMITERS[format_name])
        first = list(islice(lines, 1))  # what fails at once leaves no head behind
        stream.write(_line(rows.columns, _DELIMITERS[format_name]))
        stream.writelines(chain(first, lines))
    elif format_name == "jsonl":
        stream.writelines(visible_json(text) + "\n" for text in rows.objects())
    elif format_name == "json":
        start = "[\n"
        for text in rows.objects():
            stream.write(start + visible_json(text).replace("\n", ",\n"))
            start = ",\n"
        stream.write("[]\n" if start == "[\n" else "\n]\n")
    elif format_name == "markdown":
        from compute_trends.catalog.texts.markdown import cell, row, rule

        right = [place for place, is_numeric in enumerate(rows.numeric) if is_numeric]
        stream.write(f"{row(map(cell, rows.columns))}\n{rule(len(rows.columns), right)}\n")
        stream.writelines(row(cell(text or "") for text in texts) + "\n" for texts in rows.cells())
    else:
        raise ValueError(f"{format_name!r} is not one of {TEXT_FORMATS}")


def write_parquet(reader: pa.RecordBatchReader, sink: Any) -> int:
    """Write Arrow batches as one zstd-compressed Parquet file to a path or binary stream; returns the rows.

    A batch is made while the one before is written, as DuckDB's own writer does.
    """
    import pyarrow.parquet as pq

    count = 0
    with pq.ParquetWriter(sink, reader.schema, compression="zstd") as writer:
        for batch in ahead(reader):
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def cell_text(value: object) -> str | None:
    """A value as the text of a CSV cell; None for unknown."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return exact(value)
    if isinstance(value, list | tuple):
        return LIST_SEPARATOR.join(cell_text(item) or "" for item in value)
    return str(value)


def to_json(value: object, indent: int | None = None, dense: bool = False) -> str:
    """JSON text: dates as YYYY-MM-DD, NaN and infinity as null; `dense` leaves out all spaces between values."""
    apart = (",", ":") if dense else None
    text = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, indent=indent, separators=apart)
    return visible_json(text)


def write_document(document: Mapping[str, object], stream: IO[str]) -> None:
    """Write one JSON object as `to_json` does, indented by 2; an iterator is a list, written as its items come."""
    start = "{\n"
    for key, value in document.items():
        stream.write(f"{start}  {to_json(key)}: ")
        start = ",\n"
        if isinstance(value, Iterator):
            begin = "[\n"
            for item in value:
                stream.write(f"{begin}    " + to_json(item, indent=2).replace("\n", "\n    "))
                begin = ",\n"
            stream.write("[]" if begin == "[\n" else "\n  ]")
        else:
            stream.write(to_json(value, indent=2).replace("\n", "\n  "))
    stream.write("{}\n" if start == "{\n" else "\n}\n")


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, str | int | float | None):
        return value
    return str(value)


def _distinct(names: Sequence[str]) -> list[str]:
    """The names with a number at those that occurred before: JSON objects cannot hold a name twice."""
    found: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate in found:
            candidate, number = f"{name}_{number}", number + 1
        found.append(candidate)
    return found


def _line(cells: Sequence[str | None], delimiter: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _cell_expression(cell: str, kind: str) -> str:
    """SQL for what `cell_text` makes of a cell."""
    if kind in ("DOUBLE", "FLOAT"):
        text = f"{cell}::double::varchar"
        shortest = f"replace(if(ends_with({text}, '.0'), left({text}, -2), {text}), 'e+', 'e')"
        return f"if(isnan({cell}), 'nan', {shortest})"
    if kind.endswith("[]") and not kind.endswith("[][]") and "(" not in kind:
        return f"array_to_string({cell}::varchar[], '{LIST_SEPARATOR}')"
    return f"{cell}::varchar"


def _quoted(text: str, delimiter: str) -> str:
    """SQL for a text as a cell of CSV."""
    special = " or ".join(
        f"contains({text}, {char})" for char in (text_literal(delimiter), "'\"'", "chr(10)", "chr(13)")
    )
    return f"""if({special}, '"' || replace({text}, '"', '""') || '"', {text})"""


def _is_bare(kind: str) -> bool:
    """Whether no text of such a value holds a character that CSV quotes."""
    return _is_number(kind) or kind in ("BOOLEAN", "DATE")


def _json_operand(index: int, kind: str) -> str:
    return f"case when isfinite(c{index}) then c{index} end" if kind in ("DOUBLE", "FLOAT") else f"c{index}"


def _is_number(kind: str) -> bool:
    return (
        kind in ("DOUBLE", "FLOAT")
        or kind.startswith("DECIMAL")
        or kind.removeprefix("U").endswith("INT")
        or (kind == "INTEGER" or kind == "UINTEGER" or kind == "BIGNUM")
    )
