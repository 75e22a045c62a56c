"""A table that stores its columns apart, as Parquet does or memory, passed over column by column.

A test of one column reads nothing else, Parquet's statistics spare it whole row groups, and where a column repeats few
values each value is judged once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.reading.limits import FINDINGS_LIMIT
from compute_trends.validators.reading.raw_table import VALUE_LIMIT, RawTable
from compute_trends.validators.structure.messages import own_message_sql
from compute_trends.validators.structure.suspects import Suspect
from compute_trends.validators.structure.verdicts import CellSql

if TYPE_CHECKING:
    import duckdb

#: Up to so many different values of a column are judged one by one, and so many wrong ones looked for by comparison.
_DISTINCT_VALUES = 1000
_WRONG_VALUES = 20


def scan_columns(connection: duckdb.DuckDBPyConnection, cells: list[CellSql], raw: RawTable, index: int) -> None:
    """Find the violations in each column, and write them to `findings`.

    Raises:
        UnreadableError: a column that is read here first cannot be, or holds a longer cell than is read.
        duckdb.Error: the file cannot be read to its end.
    """
    asked = _ask_columns(connection, cells, raw, index)
    if raw.unread:
        by_name = {cell.column.name: cell.cell for cell in cells}
        long = connection.execute(_LONG, [index, [n for n, cell in by_name.items() if cell in raw.unread]]).fetchall()
        if left := raw.unread.difference(asked).union(by_name[name] for (name,) in long):
            raw.read(left)


#: The columns in which texts were found to be too long.
_LONG = """
    select distinct "column" from findings
    where file = ? and rule = 'structure-type' and list_contains(?, "column")"""


def _ask_columns(connection: duckdb.DuckDBPyConnection, cells: list[CellSql], raw: RawTable, index: int) -> set[str]:
    """Write the findings of columns until there are too many; the columns that were tested from end to end."""
    tests = _tests_of_values(connection, cells, raw)
    selects = {
        cell.cell: f"select {index}, _row, {text_literal(cell.column.name)}, {cell.verdict}, "
        f"left({cell.text}, {VALUE_LIMIT}), {own_message_sql(cell)} from {raw.relation} where {test}"
        for cell in cells
        if (test := tests.get(cell.cell) or Suspect(cell, known=raw.ranges.get(cell.cell)).sql) != "false"
    }
    # Where all rows may be wrong in all columns, one column after the other, until there are too many findings.
    is_large = (raw.rows or 0) * len(selects) > FINDINGS_LIMIT
    found = _count(connection, "from findings") if is_large else 0
    asked = set[str]()
    for some in [[cell] for cell in selects] if is_large else [list(selects)] * bool(selects):
        # Asking for the verdict in the filters would have it computed for every row.
        query = " union all ".join(selects[cell] for cell in some)
        connection.execute(f'insert into findings (file, row, "column", rule, value, message) {query}')
        asked.update(some)
        found += sum(number for (number,) in connection.fetchall())
        if is_large and found > FINDINGS_LIMIT:
            _drop_unfounded(connection)
            if (found := _count(connection, "from findings")) > FINDINGS_LIMIT:
                return asked
    _drop_unfounded(connection)
    return asked


def _drop_unfounded(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("delete from findings where rule is null")


def _tests_of_values(connection: duckdb.DuckDBPyConnection, cells: list[CellSql], raw: RawTable) -> dict[str, str]:
    """For columns with few values, true on cells with a wrong one; columns with many are left out."""
    few = [cell for cell in cells if cell.cell in raw.few_valued and cell.is_text and not cell.misplaced]
    if not few:
        return {}
    selects = (
        f"select '{cell.cell}', {cell.cell}, {cell.verdict} from "
        f"(select distinct {cell.cell} from {raw.relation} limit {_DISTINCT_VALUES + 1})"
        for cell in few
    )
    values: dict[str, list[tuple[str | None, bool]]] = {cell.cell: [] for cell in few}
    for name, value, rule in connection.execute(" union all ".join(selects)).fetchall():
        values[name].append((value, rule is not None))
    tests = {}
    for name, judged in values.items():
        wrong = [value for value, is_wrong in judged if is_wrong]
        if len(judged) <= _DISTINCT_VALUES and len(wrong) <= _WRONG_VALUES:
            compared = (f"{name} is null" if value is None else f"{name} = {text_literal(value)}" for value in wrong)
            tests[name] = " or ".join(compared) or "false"
    return tests


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    found = connection.execute(f"select count(*) {source}").fetchone()
    return int(found[0]) if found else 0
