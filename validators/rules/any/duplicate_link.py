"""A record with the link of another and its name, but for some words."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Keys, Rule
from compute_trends.validators.rules.shared.duplicates import (
    AGREE,
    FIX,
    ONE_RUN,
    RATIO,
    RENAMED,
    any_pair,
    finding,
    related,
    shortened,
    with_known,
)
from compute_trends.validators.rules.shared.identities import held_columns, link_sql, named, needs_name, prepare_held
from compute_trends.validators.rules.shared.near_names import DAYS


def _link_sql(schema: TableSchema) -> str:
    what = "with some words more or less, and the same link, this is"
    pairs = shortened(f"held_{schema.name}", "link")
    return finding(schema.name, pairs, what, f"{related(schema.name)} and {AGREE} and not {ONE_RUN}")


RULE = Rule(
    id="duplicate-link",
    layer="duplicate",
    severity="warning",
    datasets=named(),
    title="A record with the same link has this name but for some words",
    explanation=(
        "One paper often has several systems, and their names differ in a size or a variant. Where one name is "
        "the other with a run of words left out, the link and the date are the same and no quantity contradicts, "
        "they are mostly one system under two names (GPT-3 and GPT-3 175B). Links are compared without scheme, "
        "www., trailing slash and arXiv version."
    ),
    fix=FIX,
    source="Measured on milestone_systems 2026.8.0: 15 of 1,045 systems with a link are in such pairs.",
    reach=Keys("records with one link", f"[nullif({link_sql('source_url')}, '')]"),
    reads=held_columns,
    thresholds=(DAYS, RATIO),
    sql=_link_sql,
    probe=any_pair("link", RENAMED),
    applies=with_known("link"),
    prepare=prepare_held,
    needs=lambda schema: f"{needs_name(schema)} and source_url is not null",
    opens=lambda schema: (schema.name,),
    passes=(
        {
            "_dataset": "milestone_systems",
            "record_id": "gpt-3-13b",
            "name": "GPT-3 13B",
            "parameters": 1.3e10,
            "publication_date": "2020-05-28",
            "source_url": "https://arxiv.org/abs/2005.14165",
        },
    ),
    fails=(
        {
            "_dataset": "milestone_systems",
            "record_id": "gpt-3-175b",
            "name": "GPT-3 (175B)",
            "publication_date": "2020-05-28",
            "source_url": "https://arxiv.org/pdf/2005.14165v4",
        },
    ),
)
