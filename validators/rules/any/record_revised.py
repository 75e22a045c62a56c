"""A submission that changes a record which we hold."""

from __future__ import annotations

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.revisions import (
    MAY_REVISE,
    REVISABLE,
    columns_read,
    held_sql,
    revised_sql,
)

RULE = Rule(
    id="record-revised",
    layer="reference",
    severity="warning",
    datasets=REVISABLE,
    title="The record revises one that is held",
    explanation=(
        "A record_id stands for one system, chip or result for good, so a submission under one that we hold is no new "
        "record: the cells that it states are changed, the others stay. Every reader of the check should know that, "
        "and look at each change."
    ),
    fix=(
        "Look whether the change is meant, and leave the cell empty where it is not; of another system or chip, choose "
        "a record_id of its own."
    ),
    source="Record ids are unique and stable by the declaration of the column in schemas/*.json.",
    reads=columns_read,
    opens=lambda schema: (schema.name,),
    sql=lambda schema: f"""
        select _row, col as "column", new as value,
          'a revision of ' || id || ', which has ' || was as message, '{schema.name}/' || id as evidence
        from {revised_sql(schema)}
    """,
    probe=held_sql,
    applies="select _row from submission where record_id is not null",
    needs=MAY_REVISE,
    passes=(
        {"_dataset": "milestone_systems", "record_id": "grondhal-7b", "name": "Grondhal 7B", "parameters": 7e9},
        {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet", "admission": "upstream",
         "parameters": 1e9},
        {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet"},
    ),
    fails=({"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet", "parameters": 1e9},),
)  # fmt: skip
