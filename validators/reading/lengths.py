"""Reads every column of a table once: whether all of it can be read, and how long its cells are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER, LENGTH_FIX, LIST_LIMIT
from compute_trends.validators.reading.raw_table import UnreadableError

if TYPE_CHECKING:
    import duckdb


def check_lengths(
    connection: duckdb.DuckDBPyConnection, relation: str, names: Sequence[str], types: Sequence[str]
) -> int:
    """Read all columns c0, c1, ... of `relation`, called `names`; return the bytes of their texts.

    Raises:
        UnreadableError: a cell or a list is longer than is read.
        duckdb.Error: the table cannot be read.
    """
    asked = ", ".join(f"{_longest(f'c{at}', kind)}, {_bytes(f'c{at}', kind)}" for at, kind in enumerate(types))
    answer = connection.execute(f"select {asked} from {relation}").fetchone() or ()
    for at, (name, kind) in enumerate(zip(names, types, strict=True)):
        longest, cell = answer[2 * at], f"c{at}"
        # Of text the bytes are counted, which costs nothing; only a text that may be too long is counted again.
        if _is_text(kind) and (longest or 0) > CELL_LIMIT_CHARACTER:
            found = connection.execute(f"select max(length({cell}::VARCHAR)) from {relation}").fetchone()
            if found and found[0] > CELL_LIMIT_CHARACTER:
                raise too_long(name)
        if _is_list(kind) and (longest or 0) > LIST_LIMIT:
            raise too_many_items(name)
    return int(sum(size or 0 for size in answer[1::2]))


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


def _longest(cell: str, kind: str) -> str:
    if _is_list(kind):
        return f"max(len({cell}))"
    # What is no text has no length: its values are read for the sake of reading. DuckDB answers count and max from
    # statistics, without reading; of hash, last and count, last takes the least among those that read.
    return f"max({_size(cell, kind)})" if _is_text(kind) else f"last({cell})"


def _bytes(cell: str, kind: str) -> str:
    if _is_list(kind):
        item = kind.removesuffix("[]")
        each = f"list_sum(list_transform({cell}, lambda item: {_size('item', item)}))"
        return f"sum({each})" if _is_text(item) else f"sum(0 * (hash({cell}) % 2))"
    return f"sum({_size(cell, kind)})" if _is_text(kind) else "0"


def _size(cell: str, kind: str) -> str:
    return f"octet_length({cell})" if kind == "BLOB" else f"strlen({cell})"
