"""The rules that judge a row by itself."""

from __future__ import annotations

import re
from functools import cache

from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rule import Rule


@cache
def row_rules(dataset: str) -> tuple[Rule, ...]:
    """The rules above structure that a frame of the dataset can answer alone: their SQL reads `submission` only.

    Raises:
        UnknownNameError: there is no such dataset.
    """
    schema = load_schema(dataset)
    other_tables = {*all_versions(), "accelerator_names"}

    def reads_submission_only(rule: Rule) -> bool:
        if rule.sql is None or rule.prepare is not None:
            return False
        words = set(re.findall(r"\w+", rule.statement(schema)))
        return not words & other_tables and not any(word.startswith("submitted_") for word in words)

    return tuple(rule for rule in rules_for(dataset) if rule.layer != "structure" and reads_submission_only(rule))
