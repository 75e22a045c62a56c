"""Rules on a ratio of two quantities of a network in inference_models."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_OPERATIONS


def ratio_rule(
    *, rule_id: str, column: str, title: str, explanation: str, ratio: str, quantity: str, given: str,
    reads: tuple[str, ...], low: Threshold, high: Threshold, fails: tuple[dict[str, object], ...],
) -> Rule:  # fmt: skip
    """A rule that warns where a ratio of a row's quantities is outside [`low`, `high`].

    Args:
        rule_id: the id.
        column: the column that the finding names.
        title: the title.
        explanation: the explanation.
        ratio: SQL for the ratio.
        quantity: what the ratio is, in words, as it follows its value in the message.
        given: further condition in SQL.
        reads: the columns of both.
        low: the lowest ratio seen, with leeway.
        high: the highest.
        fails: examples that fail.
    """
    return Rule(
        id=rule_id,
        layer="plausibility",
        severity="warning",
        datasets=("inference_models",),
        title=title,
        explanation=explanation,
        fix="Check the units: plain numbers of parameters, multiply-accumulates and activations, pixels of one edge.",
        source="The 1,430 networks of inference_models 2026.8.0.",
        reads=reads,
        thresholds=(low, high),
        sql=f"""
            select _row, '{column}' as "column", {column} as value,
              format('{{:.3g}} {quantity}; all known networks have {{:.3g}} to {{:.3g}}', {ratio}, ${low.name}::double,
                ${high.name}::double) as message, '{" ".join(ratio.split())}' as evidence
            from submission where {given} and {ratio} not between ${low.name} and ${high.name}
        """,
        applies=f"select _row from submission where {given} and {ratio} is not null",
        passes=(RESNET_50_OPERATIONS,),
        fails=fails,
    )
