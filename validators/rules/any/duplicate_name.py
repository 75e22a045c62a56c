"""A record with the name of another, but for case, accents, spaces and punctuation."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Keys, Rule
from compute_trends.validators.rules.shared.duplicates import FIX, any_pair, finding, same, with_known
from compute_trends.validators.rules.shared.identities import held_columns, identity, named, needs_name, prepare_held


def _name_sql(schema: TableSchema) -> str:
    return finding(schema.name, same(schema.name, "fold", "digits"), "but for case and punctuation this is the name of")


RULE = Rule(
    id="duplicate-name",
    layer="duplicate",
    severity="warning",
    datasets=named(),
    title="Another record has this name",
    explanation=(
        "Case, accents, spaces, punctuation and the v of a version say nothing about what a name means, so names "
        "are compared without them; a plus sign counts (DeepLabV3 and DeepLabV3+ differ). Two records of one "
        "thing count it twice in every trend. Results are the same only if benchmark, metric, shots, score and "
        "link agree, networks only if image size and setup do."
    ),
    fix=FIX,
    source="Folded names are unique in milestone_systems 2026.8.0 (n = 1,050), accelerators 2026.5.0 (n = 2,849).",
    reach=Keys(
        "records of one name",
        lambda schema: f"[{folded_sql(identity(schema.name).name)}]",
    ),
    reads=held_columns,
    sql=_name_sql,
    probe=any_pair("fold"),
    applies=with_known("fold"),
    prepare=prepare_held,
    needs=needs_name,
    opens=lambda schema: (schema.name,),
    passes=(
        {"_dataset": "milestone_systems", "record_id": "alexnet", "name": "AlexNet"},
        {"_dataset": "milestone_systems", "record_id": "a-new-one", "name": "Grondhal 7B"},
    ),
    fails=(
        {"_dataset": "milestone_systems", "record_id": "another-alexnet", "name": "Alex-NET"},
        {"_dataset": "accelerators", "record_id": "a100-80", "name": "Nvidia A100 SXM4-80GB"},
        [
            {"_dataset": "milestone_systems", "record_id": "grondhal-7b", "name": "Grondhal 7B"},
            {"_dataset": "milestone_systems", "record_id": "grondhal-v7", "name": "grondhal v7-b"},
        ],
    ),
)
