"""A revision without the page that states it."""

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
    id="revision-unsourced",
    layer="inclusion",
    severity="error",
    datasets=REVISABLE,
    title="A revision links no page that states it",
    explanation=(
        "What a submission changes of a record that we hold stands against a source, so it needs one of its own: the "
        "page becomes the evidence of the correction. `accept` takes no revision without it."
    ),
    fix="Give the page that states the changed cells in source_url.",
    source="The form of datasets/<dataset>/corrections.yaml, in which every entry has its evidence.",
    reads=columns_read,
    opens=lambda schema: (schema.name,),
    sql=lambda schema: f"""
        select _row, 'source_url' as "column", null as value,
          'this revises ' || string_agg(col, ', ' order by place) || ' of ' || id
            || '; no page is given that states it' as message,
          '{schema.name}/' || id as evidence
        from {revised_sql(schema)} where source_url is null group by _row, id
    """,
    probe=held_sql,
    applies="select _row from submission where record_id is not null",
    needs=f"{MAY_REVISE} and source_url is null",
    passes=(
        {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet"},
        {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet", "parameters": 1e9,
         "source_url": "https://arxiv.org/abs/1404.5997"},
    ),
    fails=({"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet", "parameters": 1e9},),
)  # fmt: skip
