"""A record with nearly the name of another of about the same date."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Keys, Rule
from compute_trends.validators.rules.shared.crowded_names import BESIDE
from compute_trends.validators.rules.shared.duplicates import AGREE, FIX, RATIO, finding, with_known
from compute_trends.validators.rules.shared.identities import held_columns, named, needs_name
from compute_trends.validators.rules.shared.near_names import (
    DAYS,
    SIMILARITY,
    WORD_SIMILARITY,
    near_keys_sql,
    prepare_near,
)


def _near_sql(schema: TableSchema) -> str:
    held, near = f"held_{schema.name}", f"near_{schema.name}"
    pairs = f"select _row, other from {near} where other is not null"
    return f"""
        from ({finding(schema.name, pairs, "but for a few letters this is the name of", AGREE)})
        union all
        select _row, 'name' as "column", name as value,
          format('it is one of {{:,}} names of about this date that are too much alike to compare each with each: '
            || 'each was compared with the {BESIDE} before and after it in the alphabet', crowd) as message,
          null as evidence
        from (select _row, crowd from {near} where crowd is not null) join {held} using (_row)
          semi join submission using (_row)"""


_ALEXNET = {"record_id": "another-alexnet", "publication_date": "2012-09-30"}

RULE = Rule(
    id="duplicate-near-name",
    layer="duplicate",
    severity="warning",
    datasets=named(),
    title="A record of about the same date has nearly this name",
    explanation=(
        "A name that differs in a letter or two from one of about the same date is mostly a slip of the pen. "
        "Names are near by Jaro-Winkler similarity of the folded names; the numbers in them have to be equal "
        "(Llama 2-7B and Llama 2-70B differ), words that differ have to be spelt alike, and no quantity of one "
        "record may contradict the other. Of thousands of names of the same letters each is compared with those "
        "beside it in the alphabet alone, and one of them says so."
    ),
    fix=FIX,
    source="Winkler (1990), String comparator metrics; thresholds measured on the names of the datasets.",
    reach=Keys("records of about one date with the same numbers in the name", near_keys_sql),
    reads=held_columns,
    thresholds=(
        SIMILARITY,
        WORD_SIMILARITY,
        DAYS,
        RATIO,
    ),
    sql=_near_sql,
    applies=with_known("fold"),
    probe=lambda schema: f"select 1 from near_{schema.name}",
    prepare=prepare_near,
    needs=needs_name,
    opens=lambda schema: (schema.name,),
    passes=(
        {"_dataset": "milestone_systems", "record_id": "x", "name": "AlexNett", "publication_date": "2019-01-01"},
        {
            "_dataset": "milestone_systems",
            "record_id": "llama-2-71b",
            "name": "Llama 2-71B",
            "publication_date": "2023-07-18",
        },
    ),
    fails=(
        {"_dataset": "milestone_systems", "name": "AlexNett", **_ALEXNET},
        {"_dataset": "milestone_systems", "name": "Alxenet", **_ALEXNET},
    ),
)
