"""A record_id that we hold under quite another name."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.identities import held_columns, ids_of_names, prepare_held


def _taken(schema: TableSchema) -> str:
    held = f"held_{schema.name}"
    return f"""
        select s._row, 'record_id' as "column", s.id as value,
          format('{{}} is the record_id of {{}}, not of {{}}', s.id, h.name, s.name) as message,
          '{schema.name}/' || h.id || ': ' || h.name as evidence
        from {held} s semi join
          (select _row from submission where not (_upstream and admission is not distinct from 'upstream')) using (_row)
          join {held} h on h.id = s.id and h._row is null
        where s.name <> h.name and s.fold <> h.fold
          and jaro_winkler_similarity(s.fold, h.fold) < $similarity
          and not contains(s.fold, h.fold) and not contains(h.fold, s.fold)
    """


RULE = Rule(
    id="record-id-taken",
    layer="reference",
    severity="error",
    datasets=ids_of_names(),
    title="The record_id is that of another record",
    explanation=(
        "A record_id stands for one system or chip for good; a submission under one that we hold revises that "
        "record. An id that we hold under quite another name was made up twice or left over from a template."
    ),
    fix=(
        "Choose a record_id of its own, made from the name. To rename the record that we hold, correct its name "
        "through datasets/<dataset>/corrections.yaml (upstream) or in records.csv (submitted)."
    ),
    source="Record ids are unique and stable by the declaration of the column in schemas/*.json.",
    reads=lambda schema: (*held_columns(schema), "admission"),
    thresholds=(
        Threshold(
            "similarity",
            0.85,
            None,
            "Measured: of 14 systems renamed from 2024.10.0 to 2026.8.0 none is below, of all pairs 99.8%.",
        ),
    ),
    sql=_taken,
    prepare=prepare_held,
    opens=lambda schema: (schema.name,),
    needs="record_id is not null and name is not null",
    passes=(
        {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "Alexnet"},
        {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet (2012)"},
    ),
    fails=({"_dataset": "milestone_systems", "record_id": "alexnet", "name": "Grondhal 7B"},),
)
