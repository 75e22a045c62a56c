"""Rules on evidence that a submitted chip lacks."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Severity
from compute_trends.validators.rules.shared.examples import CHIP
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION


def missing(rule_id: str, column: str, condition: str, message: str, title: str, explanation: str, fix: str,
             severity: Severity = "error") -> Rule:  # fmt: skip
    """A rule about evidence in one column of a submitted chip."""
    return Rule(
        id=rule_id,
        layer="inclusion",
        severity=severity,
        datasets=("accelerators",),
        title=title,
        explanation=explanation,
        fix=fix,
        source=CHIP_CRITERION,
        binds="submitted",
        sql=f"""
            select _row, '{column}' as "column", null as value, '{message}' as message, null as evidence
            from submission where {condition}
        """,
        passes=(CHIP,),
        fails=({name: value for name, value in CHIP.items() if name != column},),
    )
