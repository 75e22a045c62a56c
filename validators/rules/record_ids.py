"""Record ids that belong to something else."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.identities import prepare_held, words_sql

#: Datasets whose record ids are made from the name.
_NAMED = ("milestone_systems", "accelerators", "algorithmic_efficiency", "inference_models", "training_energy")


def _taken(schema: TableSchema) -> str:
    held = f"held_{schema.name}"
    return f"""
        select s._row, 'record_id' as "column", s.id as value,
          format('{{}} is the record_id of {{}}, not of {{}}', s.id, h.name, s.name) as message,
          '{schema.name}/' || h.id || ': ' || h.name as evidence
        from {held} s semi join submission using (_row) join {held} h on h.id = s.id and h._row is null
        where s.name <> h.name and s.fold <> h.fold
          and jaro_winkler_similarity(s.fold, h.fold) < $similarity
          and not contains(s.fold, h.fold) and not contains(h.fold, s.fold)
    """


def _foreign(schema: TableSchema) -> str:
    words = f"list_distinct({words_sql('name')})"
    return f"""
        select _row, 'record_id' as "column", record_id as value,
          format('{{}} has {{}} of the {{}} words of the name {{}}', record_id, found, total, name) as message,
          null as evidence
        from (
          select _row, record_id, name, len(words) as total,
            len(list_filter(words, lambda w: contains(replace(record_id, '-', ''), w))) as found
          from (select _row, record_id, name, {words} as words from submission where name is not null)
          where not list_bool_or([regexp_matches(w, '[^a-z0-9]') for w in words]))
        where total > 0 and found < $least_share * total
    """


RULES = (
    Rule(
        id="record-id-taken",
        layer="reference",
        severity="error",
        datasets=_NAMED,
        title="The record_id is that of another record",
        explanation=(
            "A record_id stands for one system or chip for good, and records are added only under ids that we do not "
            "hold. An id that we hold under quite another name was made up twice or left over from a template."
        ),
        fix=(
            "Choose a record_id of its own, made from the name. To rename the record that we hold, correct its name "
            "through datasets/<dataset>/corrections.yaml (upstream) or in records.csv (submitted)."
        ),
        source="Record ids are unique and stable by the declaration of the column in schemas/*.json.",
        thresholds=(
            Threshold(
                "similarity",
                0.85,
                None,
                "Measured: of 14 systems renamed from 2024.10.0 to 2026.8.0 none is below, of all pairs 99.8%.",
            ),
        ),
        sql=_taken,
        binds="submitted",
        prepare=prepare_held,
        needs="record_id is not null and name is not null",
        passes=(
            {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "Alexnet"},
            {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet (2012)"},
        ),
        fails=({"_dataset": "milestone_systems", "record_id": "alexnet", "name": "Grondhal 7B"},),
    ),
    Rule(
        id="record-id-unlike-name",
        layer="reference",
        severity="warning",
        datasets=_NAMED,
        title="The record_id says nothing of the name",
        explanation=(
            "Ids are made from names, in lower case with hyphens, so that people can read them in diffs and links. "
            "An id that has few words of the name was often left over from the record that served as a template."
        ),
        fix="Make the record_id from the name: lower-case letters and digits, words joined by hyphens.",
        source="Measured on the newest versions of the datasets; see the threshold.",
        thresholds=(Threshold("least_share", 0.5, None, "No record of the newest versions has less (n = 5,347)."),),
        sql=_foreign,
        applies="select _row from submission where name is not null",
        binds="submitted",
        passes=(
            {"_dataset": "milestone_systems", "record_id": "gpt-3-175b-davinci", "name": "GPT-3 175B (davinci)"},
            {"_dataset": "milestone_systems", "record_id": "a-made-up-system", "name": "Made-up: a system"},
        ),
        fails=({"_dataset": "milestone_systems", "record_id": "alexnet", "name": "Grondhal 7B"},),
    ),
)
