"""How a submission is taken piece by piece whose records hold so much text that DuckDB cannot take many at once.

DuckDB works on two thousand rows at a time, whatever they hold, and what rules put together of the texts of a row is
there several times over, beside the memory that DuckDB counts. What follows from single rows can be asked of any rows
apart, so records of much text are asked about in slices.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.validators.reading.limits import LIST_LIMIT, TEXT_LIMIT_CHARACTER

if TYPE_CHECKING:
    import duckdb

#: Rows that DuckDB takes at once.
_ROWS = 2048

#: Bytes up to which so many rows are taken as a whole, ten times as many as ordinary records have; and those of a slice
#: where they are more.
_WHOLE_BYTE, _SLICE_BYTE = 24 << 20, 16 << 20

#: What an item of a list takes beside its text.
_ITEM_BYTE = 40


class Slice(NamedTuple):
    """Rows of `submitted_<dataset>` that follow each other."""

    dataset: str
    first: int
    last: int

    @property
    def rows(self) -> str:
        """What selects the rows."""
        return f"select * from submitted_{self.dataset} where rowid between {self.first} and {self.last}"


def slices(
    connection: duckdb.DuckDBPyConnection,
    schema: TableSchema,
    given: Collection[str],
    rows: int,
    text_byte: int | None = None,
) -> list[Slice]:
    """The slices of `submitted_<dataset>`, all of its rows in their order; none where it may be taken as a whole.

    Args:
        connection: that of the check.
        schema: the dataset.
        given: the columns that may have a value.
        rows: how many there are.
        text_byte: bytes that their texts take together at most, where that is known.
    """
    texts = [column for column in schema.columns if column.type in ("string", "list") and column.name in given]
    most = rows * len(texts) * TEXT_LIMIT_CHARACTER
    if text_byte is not None:
        items = rows * sum(column.is_list for column in texts) * LIST_LIMIT * _ITEM_BYTE
        most = min(most, text_byte + min(items, text_byte * _ITEM_BYTE))  # each item but the first has a delimiter
    if most <= _WHOLE_BYTE:
        return []
    weighed = (
        f"select rowid as row, rowid // {_ROWS} as part, {' + '.join(map(_bytes, texts))} as byte "
        f"from submitted_{schema.name}"
    )
    weights = f"select part, sum(byte) as byte from ({weighed}) group by part"
    if not connection.execute(f"select 1 from ({weights}) where byte > {_WHOLE_BYTE} limit 1").fetchone():
        return []
    heavy = f"({weighed}) semi join (select part from ({weights}) where byte > {_WHOLE_BYTE}) using (part)"
    found = connection.execute(
        f"select min(row), max(row) from "
        f"(select row, part, sum(byte) over (partition by part order by row) // {_SLICE_BYTE} as slice from {heavy}) "
        "group by part, slice order by 1"
    ).fetchall()
    whole: list[Slice] = []
    after = 0
    for first, last in found:
        if first > after:  # rows of less text between
            whole.append(Slice(schema.name, after, first - 1))
        whole.append(Slice(schema.name, first, last))
        after = last + 1
    return [*whole, Slice(schema.name, after, rows - 1)] if after < rows else whole


def _bytes(column: Column) -> str:
    if not column.is_list:
        return f"coalesce(strlen({column.name}), 0)"
    items = f"list_transform({column.name}, lambda item: strlen(item) + {_ITEM_BYTE})"
    return f"coalesce(list_sum({items}), 0)::BIGINT"
