"""A revision of a cell that a correction holds."""

from __future__ import annotations

from compute_trends.catalog.files.corrections import read_corrections
from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.revisions import (
    MAY_REVISE,
    REVISABLE,
    columns_read,
    revised_sql,
)


def _columns(schema: TableSchema) -> set[str]:
    return {item.column for item in read_corrections(schema.name)}


def _corrected(schema: TableSchema) -> str:
    corrections = read_corrections(schema.name)
    cells = ", ".join(
        f"({text_literal(item.record)}, {text_literal(item.column)}, {text_literal(item.evidence or item.reason)})"
        for item in corrections
    )
    return f"""
        select r._row, r.col as "column", r.new as value,
          'a correction holds ' || r.was || ' for ' || r.id || '; accept does not change corrections' as message,
          'corrections.yaml: ' || c.evidence as evidence
        from {revised_sql(schema, _columns(schema))} r
        join (values {cells or "(null, null, null)"}) c(record, col, evidence) on c.record = r.id and c.col = r.col
    """


def _of_a_corrected_record(schema: TableSchema) -> str:
    records = ", ".join(sorted({text_literal(item.record) for item in read_corrections(schema.name)}))
    return f"select 1 from submission where {MAY_REVISE} and record_id in ({records or 'null'})"


RULE = Rule(
    id="revision-of-a-correction",
    layer="reference",
    severity="error",
    datasets=REVISABLE,
    title="A revision of a cell that a correction holds already",
    explanation=(
        "What a source has wrong is mended in datasets/<dataset>/corrections.yaml, with its evidence, and every import "
        "applies it anew. A second correction of the same cell would leave open which of them counts, so the entry "
        "itself has to change, and a reviewer to weigh both."
    ),
    fix="Change the entry in datasets/<dataset>/corrections.yaml, with the new evidence, or leave the cell empty here.",
    source="The form of datasets/<dataset>/corrections.yaml: one entry per cell.",
    reads=lambda schema: columns_read(schema, _columns(schema)),
    opens=lambda schema: (schema.name,),
    sql=_corrected,
    probe=_of_a_corrected_record,
    applies="select _row from submission where record_id is not null",
    needs=MAY_REVISE,
    passes=({"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet", "parameters": 1e9},),
    fails=({"_dataset": "milestone_systems", "record_id": "katago", "name": "KataGo", "training_compute_flop": 3e20},),
)
