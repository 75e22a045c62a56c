"""Rules on one column of a submitted milestone."""

from __future__ import annotations

from compute_trends.validators.rule import Example, Rule, Severity


def column_rule(
    rule_id: str,
    column: str,
    failing: str,
    message: str,
    texts: tuple[str, str, str],
    passes: tuple[Example, ...],
    fails: tuple[Example, ...],
    *,
    source: str,
    applies: str | None = None,
    severity: Severity = "error",
) -> Rule:
    """A rule about evidence in one column.

    Args:
        rule_id: the id.
        column: the column that the finding names.
        failing: SQL for what is wrong.
        message: SQL for the message.
        texts: title, explanation and fix.
        passes: examples that pass.
        fails: examples that fail.
        source: who asks for the evidence.
        applies: SQL for which milestones are judged; all by default.
        severity: how bad a finding is.
    """
    title, explanation, fix = texts
    return Rule(
        id=rule_id,
        layer="inclusion",
        severity=severity,
        datasets=("milestone_systems",),
        title=title,
        explanation=explanation,
        fix=fix,
        source=source,
        binds="submitted",
        sql=f"""
            select _row, '{column}' as "column", {column}::VARCHAR as value, {message} as message, null as evidence
            from submission
            where {applies or "true"} and ({failing})
        """,
        applies=None if applies is None else f"select _row from submission where {applies}",
        passes=passes,
        fails=fails,
    )
