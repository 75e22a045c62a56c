"""The rules that judge a row by itself."""

from __future__ import annotations

from functools import cache

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rule import Rule


@cache
def row_rules(dataset: str) -> tuple[Rule, ...]:
    """The rules above structure that a frame of the dataset can answer alone, each row by itself.

    Raises:
        UnknownNameError: there is no such dataset.
    """
    schema = load_schema(dataset)
    return tuple(
        rule
        for rule in rules_for(dataset)
        if rule.layer != "structure" and rule.reach == "row" and not (rule.prepare or rule.opened(schema))
    )
