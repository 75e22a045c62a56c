"""How a table may be split to be judged in parts: what each rule declares of its reach, for all rules of a check."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rule import Rule


@dataclass(frozen=True)
class Reaches:
    """Rules of a dataset, by what a finding of them follows from.

    Attributes:
        table: from the columns of the table, or the file: asked once, of any part with all columns.
        row: from the row: any parts may be judged apart.
        keys: from the rows that share a key: SQL over one row of `submission` for the list of its keys, by rule. A row
            is judged right where all rows that share a key with it are.
    """

    table: frozenset[str]
    row: frozenset[str]
    keys: Mapping[str, str]


def reaches(dataset: str, rules: Collection[str] | None = None) -> Reaches:
    """How far the rules of a dataset reach.

    Args:
        dataset: name.
        rules: the ids that are asked about; all of the dataset by default.

    Raises:
        UnknownNameError: there is no such dataset.
    """
    schema = load_schema(dataset)
    asked = [rule for rule in rules_for(dataset) if rules is None or rule.id in rules]
    return Reaches(
        frozenset(rule.id for rule in asked if rule.reach == "table"),
        frozenset(rule.id for rule in asked if rule.reach == "row"),
        {rule.id: keys for rule in asked if (keys := rule.keys(schema)) is not None},
    )


@cache
def row_rules(dataset: str) -> tuple[Rule, ...]:
    """The rules above structure that a frame of the dataset can answer alone, each row by itself.

    Raises:
        UnknownNameError: there is no such dataset.
    """
    schema, rows = load_schema(dataset), reaches(dataset).row
    return tuple(
        rule
        for rule in rules_for(dataset)
        if rule.layer != "structure" and rule.id in rows and not (rule.prepare or rule.opened(schema))
    )
