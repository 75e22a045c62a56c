"""The table of findings on the connection of a check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from compute_trends.validators.reading.limits import FINDINGS_FIX, FINDINGS_LIMIT
from compute_trends.validators.reading.raw_table import Problem
from compute_trends.validators.registry import find_rule
from compute_trends.validators.reports.report import Report

if TYPE_CHECKING:
    import duckdb

#: Problems up to which each is stored by itself, which takes less time than to bind lists of them.
_FEW_PROBLEMS = 10

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
        "select distinct file from findings where row is not null and record is null"
    ).fetchall()
    for (index,) in nameless:
        connection.execute(
            f"update findings set record = ids.record from {ids[index]} as ids "
            f"where findings.file = {index} and findings.row = ids._row and findings.record is null"
        )


def keep_rules(connection: duckdb.DuckDBPyConnection, rules: Iterable[str]) -> None:
    """Drop findings of all other rules."""
    connection.execute("delete from findings where rule not in (select unnest(?::VARCHAR[]))", [sorted(rules)])


def forget_file(connection: duckdb.DuckDBPyConnection, index: int) -> None:
    """Drop the findings on a file."""
    connection.execute("delete from findings where file = ?", [index])


def forget_judgements(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what was found after the files were read, each by itself."""
    connection.execute(f"delete from findings where {_JUDGED} or rule = 'structure-unique'")


def has_judgements(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a rule above structure found anything."""
    return bool(connection.execute(f"select 1 from findings where {_JUDGED} limit 1").fetchall())


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
        elif find_rule(rule).severity == "error":
            report.errors += number
        else:
            report.warnings += number
