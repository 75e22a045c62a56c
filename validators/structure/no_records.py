"""Rows that are no records, in every format: those that hold nothing, and the header among the rows.

A table that a program wrote may store them (a frame read from rows of commas, files joined with their headers). They
are looked for where a finding on record_id says that there may be some, so that a table without them costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.reading.header_rows import NAMED_ROWS, repeated_header
from compute_trends.validators.reading.raw_table import RawTable
from compute_trends.validators.structure.verdicts import SPACES

if TYPE_CHECKING:
    import duckdb

_KEY = "record_id"

#: What stands before the header of a file that was appended to another.
_BYTE_ORDER_MARK = "\ufeff"

#: A column of a relation: its identifier there, its name in the file and its DuckDB type.
Cell = tuple[str, str, str]


def drop_no_records(connection: duckdb.DuckDBPyConnection, raw: RawTable, index: int) -> bool:
    """Leave rows that are no records out of a scanned table, with their findings; whether there were any."""
    if raw.per_record or raw.rows is None:
        return False
    cells = [(f"c{at}", name, kind) for at, (name, kind) in enumerate(zip(raw.names, raw.types, strict=True))]
    if any(name == _KEY for _, name, _ in cells):
        query = (
            f"select 1 from findings where file = ? and \"column\" = '{_KEY}' "
            f"and (value in ('{_KEY}', '{_BYTE_ORDER_MARK}{_KEY}') or {_is_empty('value', 'VARCHAR')}) limit 1"
        )
        if not connection.execute(query, [index]).fetchone():
            return False
    blank, header = is_blank(cells), _is_header(cells)
    counts = f"select count(*) filter ({blank}), count(*) filter ({header}) from {raw.relation}"
    blanks, headers = connection.execute(counts).fetchone() or (0, 0)
    if not blanks and not headers:
        return False
    is_header, is_none = _is_header(cells), f"({is_blank(cells)} or {_is_header(cells)})"
    none = f"(select * from {raw.relation} where {is_none})"
    connection.execute(f"delete from findings where file = ? and row in (select _row from {none})", [index])
    if headers:
        query = f"select _row from {none} where {is_header} order by 1 limit {NAMED_ROWS}"
        rows = [row for (row,) in connection.execute(query).fetchall()]
        numbers = raw.locate(rows)
        raw.problems.append(repeated_header([numbers[row] for row in rows], headers, raw.place))
    raw.relation = f"(select * from {raw.relation} where not {is_none})"
    raw.rows -= blanks + headers
    return True


def has_no_records(connection: duckdb.DuckDBPyConnection, scanned: str, judged: str, cells: list[Cell]) -> bool:
    """Whether a streamed table holds blank rows or repeated headers.

    They are looked for before it is judged: a small file may hold millions, each with findings.

    Args:
        connection: where the relations are.
        scanned: all rows, with the key as `record`, and as `cells` those of suspect rows that are not blank.
        judged: the rows whose cells are known.
        cells: what these are.
    """
    asked = (
        f"select 1 from {scanned} where cells is null and {_is_empty('record', 'VARCHAR')} limit 1",
        f"select 1 from {judged} where {_is_header(cells)} limit 1",
    )
    return any(connection.execute(query).fetchone() for query in asked)


def is_blank(cells: list[Cell]) -> str:
    """True on rows without a value."""
    # The key is asked first: few rows lack it, and the other cells of the others are not looked at.
    first, *others = [_is_empty(cell, kind) for cell, _, kind in sorted(cells, key=lambda cell: cell[1] != _KEY)]
    return f"case when {first} then {' and '.join(others) or 'true'} else false end"


def _is_empty(cell: str, kind: str) -> str:
    """True on null and on white space."""
    if kind == "VARCHAR":
        # Most texts begin with a letter or digit, which takes a comparison to see and no regular expression.
        return f"coalesce(({cell} < '!' or {cell} > '~') and regexp_full_match({cell}, '[{SPACES}]*'), true)"
    return f"(len({cell}) > 0) is not true" if kind.endswith("[]") else f"{cell} is null"


def _is_header(cells: list[Cell]) -> str:
    """True on rows that repeat the names of the columns."""
    asked = [f"{cell} = {text_literal(name)}" for cell, name, _ in cells if name]
    if asked and (name := cells[0][1]):
        asked[0] = f"{cells[0][0]} in ({text_literal(name)}, {text_literal(_BYTE_ORDER_MARK + name)})"
    if len(cells) < 2 or not asked or any(kind != "VARCHAR" for _, _, kind in cells):
        return "false"
    return f"coalesce({' and '.join(asked)}, false)"
