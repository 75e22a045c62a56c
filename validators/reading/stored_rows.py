"""Rows of a file that is read line by line, written to a table of DuckDB batch by batch."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from compute_trends.validators.reading.raw_table import Locate

if TYPE_CHECKING:
    import duckdb

#: Cells, and characters of their texts, that are handed to DuckDB at once.
_BATCH_CELLS, _BATCH_CHARACTERS = 1_000_000, 32 << 20

#: Rows from which they are handed over by way of Arrow: that takes a tenth of the time, and as long to import.
_ARROW_ROWS = 5000


class Stored(NamedTuple):
    """What was written: how many rows, and the columns that are empty in all of them."""

    rows: int
    empty: frozenset[str]


def store_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    width: int,
    rows: Iterable[tuple[int, Sequence[str | None]]],
    batch: int = 20_000,
) -> Stored:
    """Write rows of (line, cells) to a new temporary table `table` (_row, _line, c0, c1, ...).

    Rows pass through in batches, so that memory does not grow with the file.
    """
    with _uncollected():
        batches = _batches(rows, batch)
        first = next(batches, [])
        # Of many rows most columns are empty in all: to write them takes DuckDB longer than all else.
        made = [] if len(first) >= _ARROW_ROWS else list(range(width))
        columns = "".join(f", c{at} VARCHAR" for at in made)
        connection.execute(f"create or replace temp table {table} (_row BIGINT, _line BIGINT{columns})")
        total, filled = 0, set[int]()
        for chunk in chain([first] if first else [], batches):
            if len(chunk) == 1:  # the usual submission; binding an unnest for each cell takes longer
                ((line, texts),) = chunk
                given = [at for at, text in enumerate(texts) if text is not None]
                _add_columns(connection, table, given, made)
                named = ", ".join(["_row", "_line", *(f"c{at}" for at in given)])
                marks = ", ".join("?" * (len(given) + 2))
                connection.execute(
                    f"insert into {table} ({named}) values ({marks})", [total, line, *(texts[at] for at in given)]
                )
                filled.update(given)
            else:
                filled.update(_insert(connection, table, total, chunk, made))
            total += len(chunk)
        _add_columns(connection, table, range(width), made)
    return Stored(total, frozenset(f"c{at}" for at in range(width) if at not in filled))


def _add_columns(connection: duckdb.DuckDBPyConnection, table: str, wanted: Iterable[int], made: list[int]) -> None:
    """Add the columns that the table does not have yet, and note that it has them."""
    for at in wanted:
        if at not in made:
            connection.execute(f"alter table {table} add column c{at} VARCHAR")
            made.append(at)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Have Python look for no circles of objects: it goes through a batch of rows again and again, and finds none."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    first: int,
    chunk: list[tuple[int, Sequence[str | None]]],
    made: list[int],
) -> list[int]:
    """Write some rows, of which the first has the number `first`; the table has the columns `made`, and gets others.

    Returns:
        The columns that are filled in one of them.
    """
    numbers, lines = list(range(first, first + len(chunk))), [line for line, _ in chunk]
    # Most columns of most records are empty; DuckDB fills them in less time than they are handed over.
    filled = [
        (at, column)
        for at, column in enumerate(zip(*(cells for _, cells in chunk), strict=True))
        if column.count(None) < len(column)
    ]
    wanted = [at for at, _ in filled]
    _add_columns(connection, table, wanted, made)
    names = ", ".join(["_row", "_line", *(f"c{at}" for at, _ in filled)])
    if len(chunk) < _ARROW_ROWS:
        unnested = ", ".join(["unnest(?::BIGINT[])"] * 2 + ["unnest(?::VARCHAR[])"] * len(filled))
        texts = [list(column) for _, column in filled]
        connection.execute(f"insert into {table} ({names}) select {unnested}", [numbers, lines, *texts])
        return wanted
    import pyarrow as pa

    given, name = [pa.array(numbers, pa.int64()), pa.array(lines, pa.int64())], f"{table}_rows"
    given += [pa.array(column, pa.string()) for _, column in filled]
    connection.register(name, pa.Table.from_arrays(given, [f"g{at}" for at in range(len(given))]))
    connection.execute(f"insert into {table} ({names}) from {name}")
    connection.unregister(name)
    return wanted


def stored_lines(connection: duckdb.DuckDBPyConnection, table: str) -> Locate:
    """Looks lines up in a table that `store_rows` wrote."""

    def locate(rows: Sequence[int]) -> dict[int, int]:
        found = connection.execute(
            f"select _row, _line from {table} where _row in (select unnest(?::BIGINT[]))", [list(rows)]
        ).fetchall()
        return dict(found)

    return locate


def _batches(
    rows: Iterable[tuple[int, Sequence[str | None]]], size: int
) -> Iterator[list[tuple[int, Sequence[str | None]]]]:
    chunk: list[tuple[int, Sequence[str | None]]] = []
    cells = characters = 0
    for row in rows:
        chunk.append(row)
        cells += len(row[1])
        characters += len("".join(filter(None, row[1])))
        if len(chunk) >= size or cells > _BATCH_CELLS or characters > _BATCH_CHARACTERS:
            yield chunk
            chunk = []
            cells = characters = 0
    if chunk:
        yield chunk
