"""A record with another name than one that has the same numbers and date."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Keys, Rule
from compute_trends.validators.rules.shared.duplicates import (
    FIX,
    ONE_RUN,
    OTHER,
    RENAMED,
    any_pair,
    finding,
    related,
    same,
    shortened,
    with_known,
)
from compute_trends.validators.rules.shared.identities import (
    held_columns,
    identity,
    named,
    needs_numbers,
    numbers_key_sql,
    prepare_held,
)


def _numbers_sql(schema: TableSchema) -> str:
    what = "the same numbers and date are those of"
    if identity(schema.name).numbers_identify:
        pairs = same(schema.name, "numbers_key", "result")
        return finding(schema.name, pairs, what, f"{OTHER} and s.fold <> h.fold and not {ONE_RUN}")
    # Related names with the same link are what duplicate-link reports.
    where = f"{related(schema.name)} and not coalesce(s.link = h.link, false)"
    return finding(schema.name, shortened(f"held_{schema.name}", "numbers_key"), what, where)


RULE = Rule(
    id="duplicate-numbers",
    layer="duplicate",
    severity="warning",
    datasets=named(),
    title="A record with another name has the same numbers and date",
    explanation=(
        "Equal parameters, training compute, dataset size and date under two names are mostly one system, or a "
        "number copied to the wrong row. Chips and reported results share their numbers more often (boards of one "
        "die, results of one model), so there one name has to be the other with a run of words left out. Systems that "
        "share a training run, and say so in training_run, are two products of one run."
    ),
    fix=FIX + " If a number was copied from another row, put the right one.",
    source="Measured on the newest versions: 2 of 634 milestone systems share all numbers and the date.",
    reach=Keys("records with the same numbers and date", lambda schema: f"[{numbers_key_sql(schema)}]"),
    reads=held_columns,
    sql=_numbers_sql,
    probe=any_pair("numbers_key", RENAMED),
    applies=with_known("numbers_key"),
    prepare=prepare_held,
    needs=needs_numbers,
    opens=lambda schema: (schema.name,),
    passes=({"_dataset": "milestone_systems", "record_id": "x", "name": "X", "parameters": 60000000},),
    fails=(
        [
            {
                "_dataset": "milestone_systems",
                "record_id": record_id,
                "name": name,
                "parameters": 1.5e9,
                "training_compute_flop": 2e21,
                "publication_date": "2024-03-01",
            }
            for record_id, name in (("grondhal", "Grondhal"), ("a-base", "A base"))
        ],
    ),
)
