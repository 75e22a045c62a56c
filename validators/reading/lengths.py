"""Reads every column of a table once: whether all of it can be read, and how long its cells are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER, EXPANDS_FIX, LENGTH_FIX, LIST_LIMIT
from compute_trends.validators.reading.raw_table import Range, UnreadableError

if TYPE_CHECKING:
    import duckdb

_FLOATS = ("DOUBLE", "FLOAT")
_NESTED = ("MAP(", "STRUCT(", "UNION(")


class Lengths(NamedTuple):
    """What was found of a table.

    Attributes:
        ranges: of the columns that hold floats, the least and the greatest value.
        empty: columns of which it was seen that they hold no value.
        text_byte: bytes that its texts take together at most; None where it has lists, whose items may be empty.
    """

    ranges: dict[str, Range]
    empty: frozenset[str]
    text_byte: int | None


def check_lengths(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    names: Sequence[str],
    types: Sequence[str],
    most_text_byte: int | None = None,
    but: Collection[str] = (),
) -> Lengths:
    """Read all columns c0, c1, ... of `relation`, called `names`.

    Args:
        connection: where the relation is.
        relation: what follows FROM.
        names: what the table calls its columns.
        types: their DuckDB types.
        most_text_byte: bytes of text that the table may hold; None where that is not bounded.
        but: columns that are left to somebody else.

    Raises:
        UnreadableError: a cell or a list is longer than is read, or there is too much text.
        duckdb.Error: the table cannot be read.
    """
    columns = [
        (f"c{at}", name, kind) for at, (name, kind) in enumerate(zip(names, types, strict=True)) if f"c{at}" not in but
    ]
    asked = "".join(f", {_asked(cell, kind)}" for cell, _, kind in columns)
    rows, *answers = connection.execute(f"select count(*){asked} from {relation}").fetchone() or (0,)
    text_byte, empty = 0, set[str]()
    ranges: dict[str, Range] = {}
    for (cell, name, kind), found in zip(columns, answers, strict=True):
        if kind in _FLOATS:
            ranges[cell] = (None, None) if found["low"] is None else (-found["low"], -found["high"])
            if found["low"] is None:
                empty.add(cell)
        elif _is_list(kind):
            if (found["longest"] or 0) > LIST_LIMIT:
                raise too_many_items(name)
            if found["longest"] is None:
                empty.add(cell)
            text_byte += found["bytes"] or 0
        elif (_is_text(kind) or kind.startswith(_NESTED)) and found is None:
            empty.add(cell)
        elif (_is_text(kind) or kind.startswith(_NESTED)) and found:
            # Bytes are counted, which costs nothing; only a text that may be too long is counted again.
            if found > CELL_LIMIT_CHARACTER:
                counted = connection.execute(f"select max(length({cell}::VARCHAR)) from {relation}").fetchone()
                if counted and counted[0] > CELL_LIMIT_CHARACTER:
                    raise too_long(name)
            text_byte += rows * found if _is_text(kind) else 0
    if most_text_byte is not None and text_byte > most_text_byte:  # if all texts were as long as the longest
        summed = " + ".join(f"coalesce({_bytes(cell, kind)}, 0)" for cell, _, kind in columns)
        (text_byte,) = connection.execute(f"select {summed} from {relation}").fetchone() or (0,)
        if text_byte > most_text_byte:
            raise UnreadableError(f"the texts of the file unpack to {int(text_byte) >> 20:,} MB", fix=EXPANDS_FIX)
    return Lengths(ranges, frozenset(empty), None if any(map(_is_list, types)) else text_byte)


def too_long(name: str, line: int | None = None) -> UnreadableError:
    """What is said of a cell of the column `name` that is longer than is read."""
    message = f"the value of {name[:100]!r} is longer than {CELL_LIMIT_CHARACTER:,} characters"
    return UnreadableError(message, line=line, fix=LENGTH_FIX)


def too_many_items(name: str, line: int | None = None) -> UnreadableError:
    """What is said of a list in the column `name` that is longer than is read."""
    return UnreadableError(f"a list of {name[:100]!r} has more than {LIST_LIMIT:,} items", line=line, fix=LENGTH_FIX)


def _is_text(kind: str) -> bool:
    return kind in ("VARCHAR", "BLOB")


def _is_list(kind: str) -> bool:
    return kind.endswith("[]")


def _asked(cell: str, kind: str) -> str:
    """What is asked of a column, so that all of it is read."""
    if _is_list(kind):
        return f"{{'longest': max(len({cell})), 'bytes': {_bytes(cell, kind)}}}"
    if _is_text(kind):
        return f"max({_size(cell, kind)})"
    if kind in _FLOATS:
        # Of the numbers turned round: DuckDB knows those of a column from its statistics, which leave NaN out.
        return f"{{'low': max(-{cell}), 'high': min(-{cell})}}"
    if kind.startswith(_NESTED):
        return f"max(strlen({cell}::VARCHAR))"  # as which it is judged
    # Other values are read for the sake of reading. DuckDB answers count, min and max from statistics, without reading;
    # of hash, last and count, last takes the least among those that read.
    return f"last({cell})"


def _bytes(cell: str, kind: str) -> str:
    if _is_list(kind):
        item = kind.removesuffix("[]")
        each = f"list_sum(list_transform({cell}, lambda item: {_size('item', item)}))"
        return f"sum({each})" if _is_text(item) else f"sum(0 * (hash({cell}) % 2))"
    return f"sum({_size(cell, kind)})" if _is_text(kind) else "0"


def _size(cell: str, kind: str) -> str:
    return f"octet_length({cell})" if kind == "BLOB" else f"strlen({cell})"
