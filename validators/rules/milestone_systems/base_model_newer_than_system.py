"""A base model that was published after the system that is built on it."""

from compute_trends.validators.rule import Keys, Rule, Threshold
from compute_trends.validators.rules.shared.dates import PUBLISHED, last_day_words_sql
from compute_trends.validators.rules.shared.other_record import record_sql

_BASES = f"""
    with based as (
        select s._row, s.record_id, {PUBLISHED} as published, s.publication_date_precision as known_to, u.base
        from submission s, unnest(s.base_model) as u(base)
        where s.publication_date is not null),
    known as (
        select record_id, name, publication_date, false as is_beside from milestone_systems
        union all
        select record_id, name, publication_date, true from submitted_milestone_systems where not _upstream),
    joined as (
        select b.*, k.record_id as id, k.publication_date as based_on, k.is_beside
        from based b join known k on k.name = b.base and k.record_id <> b.record_id
        union all
        select b.*, k.record_id, k.publication_date, k.is_beside
        from based b join known k on k.record_id = b.base and k.name is distinct from b.base
            and k.record_id <> b.record_id)
"""

RULE = Rule(
    id="base-model-newer-than-system",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The base model was published after the system that is built on it",
    explanation=(
        "A system that starts from the weights of another is published after it, except where the same makers "
        "publish the base model late. Otherwise a later version of the base model is named, or a date is wrong."
    ),
    fix="Name the version of the base model that the paper started from, and check both dates.",
    source="The publication dates of the milestone systems.",
    reach=Keys("systems and those that are built on them", "list_concat([record_id, name], coalesce(base_model, []))"),
    reads=("record_id", "name", "publication_date", "publication_date_precision", "base_model"),
    opens=("milestone_systems",),
    thresholds=(
        Threshold(
            "grace_day",
            31,
            "day",
            "Measured on milestone_systems 2026.8.0: two systems precede their base model, by 94 and 160 days.",
        ),
    ),
    sql=_BASES
    + f"""
        select _row, 'base_model' as "column", base as value,
            base || ' was published on ' || based_on || ', ' || (based_on - published)
            || ' days after this system (' || {last_day_words_sql("published", "known_to")} || ')' as message,
            {record_sql("milestone_systems", "id", "is_beside")} as evidence
        from joined where based_on - published > $grace_day
    """,
    applies=_BASES + "select _row from joined",
    needs="base_model is not null and publication_date is not null",
    passes=(
        {"record_id": "x", "base_model": ["gpt-3-175b-davinci"], "publication_date": "2020-06-01"},
        {
            "record_id": "x",
            "base_model": ["gpt-3-175b-davinci"],
            "publication_date": "2020-01-01",
            "publication_date_precision": "year",
        },
    ),
    fails=({"record_id": "x", "base_model": ["GPT-3 175B (davinci)"], "publication_date": "2019-03-01"},),
)
