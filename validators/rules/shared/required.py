"""Rules on evidence that a submitted record lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from compute_trends.validators.rule import Example, Rule, Severity

#: Matches SQL that asks for a column to be null, alone or of several.
_NULL = r"\b{0} is null|coalesce\([^()]*\b{0}\b[^()]*\) is null"


def required(
    rule_id: str,
    dataset: str,
    columns: str | Mapping[str, str],
    message: str,
    *,
    where: str | None = None,
    reads: Iterable[str] = (),
    opens: Iterable[str] = (),
    title: str,
    explanation: str,
    fix: str,
    source: str,
    passes: tuple[Example, ...],
    fails: tuple[Example, ...],
    severity: Severity = "error",
) -> Rule:
    """A rule that asks for columns of a submitted record: a finding for each that the record lacks.

    Args:
        rule_id: the id.
        dataset: the dataset.
        columns: the column to fill, lacking where it is null; or columns, each with SQL for when it is lacking.
        message: SQL for the message, in which `{column}` stands for the column.
        where: SQL for which records are asked; all by default.
        reads: the columns that the SQL reads beside these.
        opens: the shipped tables that it reads.
        title: the title.
        explanation: the explanation.
        fix: how to fix it.
        source: who asks for the evidence.
        passes: examples that pass.
        fails: examples that fail.
        severity: how bad a finding is.
    """
    lacking = {columns: f"{columns} is null"} if isinstance(columns, str) else columns
    beside = set(reads) | lacking.keys()
    asked = "" if where is None else f"{where} and "
    return Rule(
        id=rule_id,
        layer="inclusion",
        severity=severity,
        datasets=(dataset,),
        title=title,
        explanation=explanation,
        fix=fix,
        source=source,
        reads=tuple(dict.fromkeys((*lacking, *reads))),
        opens=tuple(opens),
        binds="submitted",
        sql=" union all ".join(
            f"""
            select _row, '{column}' as "column", {column}::VARCHAR as value,
              {message.replace("{column}", column)} as message, null as evidence
            from submission where {asked}({is_lacking})"""
            for column, is_lacking in lacking.items()
        ),
        would_do={
            column: tuple(name for name in sorted(beside) if re.search(_NULL.format(name), is_lacking))
            for column, is_lacking in lacking.items()
        },
        applies=None if where is None else f"select _row from submission where {where}",
        passes=passes,
        fails=fails,
    )
