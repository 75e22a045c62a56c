"""The table of findings on the connection of a check."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from compute_trends.validators.engine.connection import FINDINGS_TABLE
from compute_trends.validators.engine.plans import told
from compute_trends.validators.reading.limits import FINDINGS_FIX, FINDINGS_LIMIT
from compute_trends.validators.reading.raw_table import Problem
from compute_trends.validators.reports.report import Report

if TYPE_CHECKING:
    import duckdb

#: Problems up to which each is stored by itself, which takes less time than to bind lists of them.
_FEW_PROBLEMS = 10

#: Findings without the id of their record from which all are written anew with it.
_MANY_NAMELESS = 10_000

#: Files, or sheets of a workbook, that one statement takes: the plan of each takes memory.
_FEW_FILES = 20

#: True on findings of rules above structure.
_JUDGED = "not starts_with(rule, 'structure-')"


def add_problems(connection: duckdb.DuckDBPyConnection, index: int, problems: Sequence[Problem]) -> None:
    """Add what reading file number `index` found."""
    columns = ("row", "line", "column", "rule", "value", "message", "fix")
    named = ", ".join(f'"{name}"' for name in columns)
    rows = [[getattr(problem, name) for name in columns] for problem in problems]
    if len(rows) <= _FEW_PROBLEMS:
        for row in rows:
            connection.execute(f"insert into findings (file, {named}) values (?, ?, ?, ?, ?, ?, ?, ?)", [index, *row])
        return
    unnested = ", ".join(f"unnest(?::{'BIGINT' if name in ('row', 'line') else 'VARCHAR'}[])" for name in columns)
    lists = [list(column) for column in zip(*rows, strict=True)]
    connection.execute(f"insert into findings (file, {named}) select {index}, {unnested}", lists)


def name_records(connection: duckdb.DuckDBPyConnection, ids: Mapping[int, str]) -> None:
    """Give findings the record_id of their row; `ids` has the relation of rows and ids of each file."""
    nameless = connection.execute(
        "select file, count(*) from findings where row is not null and record is null group by file"
    ).fetchall()
    if sum(count for _, count in nameless) > _MANY_NAMELESS:
        unions = [f"select {index} as file, _row, record from {ids[index]}" for index, _ in nameless]
        if len(unions) > _FEW_FILES:
            connection.execute("create temp table record_ids (file INTEGER, _row BIGINT, record VARCHAR)")
            for at in range(0, len(unions), _FEW_FILES):
                connection.execute(f"insert into record_ids {' union all '.join(unions[at : at + _FEW_FILES])}")
            unions = ["from record_ids"]
        _name_many(connection, " union all ".join(unions))
        connection.execute("drop table if exists record_ids")
        return
    for index, _ in nameless:
        connection.execute(
            f"update findings set record = ids.record from {ids[index]} as ids "
            f"where findings.file = {index} and findings.row = ids._row and findings.record is null"
        )


def _name_many(connection: duckdb.DuckDBPyConnection, ids: str) -> None:
    """Write the findings anew, in their order: to change a million of them takes several times as long."""
    connection.execute(
        f"""create temp table named_findings as
            select f.* replace (coalesce(f.record, ids.record) as record)
            from (select rowid as place, * from findings) f left join ({ids}) ids
              on ids.file = f.file and ids._row = f.row"""
    )
    connection.execute("drop table findings")
    connection.execute(FINDINGS_TABLE)
    connection.execute("insert into findings select * exclude (place) from named_findings order by place")
    connection.execute("drop table named_findings")


def rules_found(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The rules of which there are findings."""
    return {rule for (rule,) in connection.execute("select distinct rule from findings").fetchall()}


def keep_rules(connection: duckdb.DuckDBPyConnection, rules: Collection[str]) -> None:
    """Drop findings of all other rules."""
    if others := rules_found(connection).difference(rules):
        connection.execute("delete from findings where list_contains(?, rule)", [sorted(others)])


def forget_file(connection: duckdb.DuckDBPyConnection, index: int) -> None:
    """Drop the findings on a file."""
    connection.execute("delete from findings where file = ?", [index])


def forget_judgements(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what was found after the files were read, each by itself."""
    connection.execute(f"delete from findings where {_JUDGED} or rule = 'structure-unique'")


def judged_records(connection: duckdb.DuckDBPyConnection, most: int) -> list[str | None]:
    """The records of which a rule above structure found something, in any order; no more than so many of them."""
    found = connection.execute(f"select distinct record from findings where {_JUDGED} limit {most}").fetchall()
    return [record for (record,) in found]


def has_too_many(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there are so many findings that nothing more is asked."""
    counted = connection.execute("select count(*) from findings").fetchone()
    return bool(counted and counted[0] > FINDINGS_LIMIT)


def add_too_many(connection: duckdb.DuckDBPyConnection, unasked: int) -> None:
    """Add the finding that the check ended early, to the file that most findings are about.

    Args:
        connection: that of the check.
        unasked: the number of rules that were not asked; nothing is added where it is 0.
    """
    if not unasked:
        return
    [(index,)] = connection.execute("select mode(file) from findings").fetchall()
    rules = "1 rule was" if unasked == 1 else f"{unasked} rules were"
    message = f"the records have more than {FINDINGS_LIMIT:,} findings; {rules} not asked"
    add_problems(connection, index, [Problem("structure-file", message, fix=FINDINGS_FIX)])


def count_findings(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    """Add the numbers of errors, warnings and waived findings to a report."""
    for rule, waived, number in connection.execute(
        "select rule, waived, count(*) from findings group by all"
    ).fetchall():
        if waived:
            report.waived += number
        elif told(rule).severity == "error":
            report.errors += number
        else:
            report.warnings += number
