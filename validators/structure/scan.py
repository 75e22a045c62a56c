"""The structure layer over one dataset's files: a cheap pass over a file finds what may be wrong, which is then judged.

A table that stores its columns apart (Parquet, or one in memory) is passed over column by column (`columns.py`),
streamed text row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.reading.raw_table import (
    UNREAD_RULES,
    VALUE_LIMIT,
    MiscountError,
    Problem,
    RawTable,
    UnreadableError,
)
from compute_trends.validators.structure.columns import scan_columns
from compute_trends.validators.structure.messages import own_message_sql, unknown_columns
from compute_trends.validators.structure.missing_words import empty_missing_words
from compute_trends.validators.structure.no_records import drop_no_records, has_no_records, is_blank
from compute_trends.validators.structure.suspects import Suspect, usual_values
from compute_trends.validators.structure.verdicts import CellSql, is_stored_otherwise

if TYPE_CHECKING:
    import duckdb

#: Up to so many rows a verdict on each cell of the columns with a suspect costs less than a query for each column.
_FEW_ROWS = 1000

#: Rows with a suspect cell, up to which these are kept apart from the others.
_FEW_SUSPECTS = 20_000


@dataclass
class Scanned:
    """One file after its scan.

    Attributes:
        raw: the file; its `locate` is ready.
        index: its number among the files of the check.
        rows: how many it has.
        ids: SQL that follows FROM and yields `_row, record` for every row.
        usual: columns that are known to hold no suspect cell.
    """

    raw: RawTable
    index: int
    rows: int
    ids: str
    usual: frozenset[str] = frozenset()


def scan(connection: duckdb.DuckDBPyConnection, raw: RawTable, schema: TableSchema, index: int) -> Scanned:
    """Find every violation of the Table Schema within single rows, and write them to `findings`.

    Raises:
        duckdb.Error: the file cannot be read to its end.
        MiscountError: a streamed file was not read as it is.
    """
    cells = _cells(raw, schema)
    key = next((cell.text for cell in cells if cell.column.name == "record_id"), "null::VARCHAR")
    if raw.numbered and raw.rows is not None:
        # What is empty throughout violates nothing but that a value is required.
        suspicious = cells = [cell for cell in cells if cell.column.required or cell.cell not in raw.empty]
        if raw.rows <= _FEW_ROWS:
            suspicious = _suspicious(connection, cells, raw)
            _judge(connection, suspicious, raw.relation, key, index)
        else:
            scan_columns(connection, cells, raw, index)
        if empty_missing_words(connection, raw, schema, index):
            return scan(connection, raw, schema, index)
        drop_no_records(connection, raw, index)
        usual = frozenset(cell.column.name for cell in cells if cell not in suspicious)
        scanned = Scanned(raw, index, raw.rows, f"(select _row, {key} as record from {raw.relation})", usual)
    else:
        scanned = _scan_rows(connection, cells, raw, key, index)
        if empty_missing_words(connection, raw, schema, index):
            return scan(connection, raw, schema, index)
    if not scanned.rows and not any(problem.rule in (*UNREAD_RULES, "structure-empty") for problem in raw.problems):
        raw.problems.append(_empty(raw))
    return scanned


def _cells(raw: RawTable, schema: TableSchema) -> list[CellSql]:
    columns = [column for column in schema.columns if column.name in raw.names]
    return [CellSql(column, f"c{(at := raw.names.index(column.name))}", raw.types[at]) for column in columns]


def _empty(raw: RawTable) -> Problem:
    if raw.per_record:
        return Problem("structure-empty", "the file holds no record")
    line = raw.header_line if raw.is_text else None
    return Problem("structure-empty", "the file has a header and no record", line=line)


def _scan_rows(
    connection: duckdb.DuckDBPyConnection, cells: list[CellSql], raw: RawTable, key: str, index: int
) -> Scanned:
    # A table made from read_csv keeps the file's order, so its rowid is the number of the row. Only the id and the
    # cells of suspect rows are stored: memory does not grow with the width of the table.
    usual = usual_values(connection, raw, cells)
    suspects = [Suspect(cell, tuple(usual.get(cell.cell, ()))).sql for cell in cells]
    suspect = " or ".join(test for test in suspects if test != "false") or "false"
    kept = ", ".join(cell.cell for cell in cells)
    kept_cells = [(cell.cell, cell.column.name, "VARCHAR") for cell in cells]
    connection.execute(
        f"create or replace temp table scan_{index} as select {key} as record, "
        f"case when {suspect} then case when {is_blank(kept_cells)} then null else [{kept}] end end as cells "
        f"from {raw.relation}"
    )
    rows, suspicious = connection.execute(f"select count(*), count(cells) from scan_{index}").fetchone() or (0, 0)
    if raw.count_rows:
        raw.locate = raw.count_rows(rows)
    found = f"(select rowid as _row, cells from scan_{index} where cells is not null)"
    if suspicious <= _FEW_SUSPECTS < rows:  # they are asked for twice
        connection.execute(f"create or replace temp table suspects_{index} as from {found}")
        found = f"suspects_{index}"
    listed = ", ".join(f"cells[{at}] as {cell.cell}" for at, cell in enumerate(cells, 1))
    judged = f"(select _row, {listed} from {found})"
    if has_no_records(connection, f"scan_{index}", judged, kept_cells):
        raise MiscountError("the file holds rows that are no records")
    _judge(connection, cells, judged, key, index)
    return Scanned(raw, index, rows, f"(select rowid as _row, record from scan_{index})")


def _judge(connection: duckdb.DuckDBPyConnection, cells: list[CellSql], suspects: str, key: str, index: int) -> None:
    verdicts = ", ".join(
        f"{{'column': {text_literal(cell.column.name)}, 'rule': {cell.verdict}, "
        f"'value': left({cell.text}, {VALUE_LIMIT}), "
        f"'message': {own_message_sql(cell)}}}"
        for cell in cells
    )
    if verdicts:
        connection.execute(
            f'insert into findings (file, row, record, "column", rule, value, message) '
            f"select {index}, _row, record, found.column, found.rule, found.value, found.message "
            f"from (select _row, {key} as record, unnest([{verdicts}]) as found from {suspects}) "
            f"where found.rule is not null"
        )


def _suspicious(connection: duckdb.DuckDBPyConnection, cells: list[CellSql], raw: RawTable) -> list[CellSql]:
    """The columns that hold a suspect cell: to bind the verdict on a column takes longer than to look for one."""
    tests = [Suspect(cell, known=raw.ranges.get(cell.cell)).sql for cell in cells]
    if not tests:
        return []
    query = f"select {', '.join(f'bool_or({test})' for test in tests)} from {raw.relation}"
    [found] = connection.execute(query).fetchall()
    return [cell for cell, is_suspect in zip(cells, found, strict=True) if is_suspect]


def refuse_submissions(connection: duckdb.DuckDBPyConnection, raw: RawTable, schema: TableSchema) -> None:
    """Refuse records of a closed dataset that do not claim to come from its sources.

    Raises:
        UnreadableError: there is one.
        duckdb.Error: the file cannot be read to its end.
    """
    if not schema.closed:
        return
    cell = f"c{raw.names.index('admission')}" if "admission" in raw.names else "null"
    filled = ", ".join(f"c{at}::VARCHAR" for at in range(len(raw.names)))  # a row of nothing is no record
    query = (
        f"select 1 from {raw.relation} where {cell} is distinct from 'upstream' and coalesce({filled}) <> '' limit 1"
    )
    if connection.execute(query).fetchone():
        raise UnreadableError(f"{schema.name} takes no submissions: {schema.closed}", "structure-closed")


def find_repeated_ids(connection: duckdb.DuckDBPyConnection, files: list[Scanned]) -> None:
    """Write a finding for every row whose record_id an earlier row has, in whatever file of the dataset."""
    if sum(file.rows for file in files) < 2:
        return
    union = " union all ".join(f"select {file.index} as file, _row, record from {file.ids}" for file in files)
    # Numbers take less time and memory than texts, and to sort them less than to group them; two ids with one number
    # are told apart below.
    numbers = f"select hash(record) as number from ({union}) where record <> ''"
    connection.execute(
        "create or replace temp table repeated as select distinct number from "
        f"(select number, lag(number) over (order by number) as before from ({numbers})) where number = before"
    )
    if not connection.execute("select 1 from repeated limit 1").fetchone():
        return
    connection.execute(
        f"""insert into findings (file, row, record, "column", rule, value, other_file, other_row)
            select file, _row, record, 'record_id', 'structure-unique', left(record, {VALUE_LIMIT}), first_file,
              first_row
            from (
              select *, first_value(file) over same as first_file, first_value(_row) over same as first_row,
                row_number() over same as occurrence
              from ({union}) semi join repeated on number = hash(record)
              window same as (partition by record order by file, _row))
            where occurrence > 1"""
    )


def table_problems(raw: RawTable, schema: TableSchema) -> list[Problem]:
    """What the columns alone tell: undeclared ones, required ones that are missing, and ones of another type."""
    if raw.per_record:
        return _undeclared_keys(raw, schema)
    line = raw.header_line if raw.is_text else None
    declared = set(schema.names)
    unknown = [name for name in dict.fromkeys(raw.header or raw.names) if name.strip() and name not in declared]
    problems = [
        Problem("structure-unknown-column", message, line=line, column=name[:VALUE_LIMIT])
        for name, message in unknown_columns(schema, unknown).items()
    ]
    problems += [
        Problem("structure-missing-column", "the table lacks this column", line=line, column=column.name)
        for column in schema.columns
        if column.required and column.name not in raw.names
    ]
    return problems + (_stored_otherwise(raw, schema) if raw.has_stored_types else [])


def _undeclared_keys(raw: RawTable, schema: TableSchema) -> list[Problem]:
    problems = []
    for name, message in unknown_columns(schema, raw.undeclared).items():
        first = raw.undeclared[name]
        often = f" ({first.records:,} records have it)" if first.records > 1 else ""
        problems.append(Problem("structure-unknown-column", message + often, first.row, first.line, first.column))
    return problems


def _stored_otherwise(raw: RawTable, schema: TableSchema) -> list[Problem]:
    return [
        Problem("structure-storage-type", f"stored as {kind}, declared as {schema[name].type}", column=name)
        for name, kind in zip(raw.names, raw.types, strict=True)
        if name in schema.names and is_stored_otherwise(schema[name], kind)
    ]
