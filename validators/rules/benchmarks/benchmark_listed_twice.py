"""A benchmark that is there already, under this or another name."""

from __future__ import annotations

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Keys, Rule
from compute_trends.validators.rules.shared.examples import BENCHMARK
from compute_trends.validators.rules.shared.other_record import record_sql

_NAMES = "list_concat([benchmark, name], coalesce(aliases, []))"
_FOLDED = f"list_transform({_NAMES}, lambda called: {folded_sql('called')})"

RULE = Rule(
    id="benchmark-listed-twice",
    layer="duplicate",
    severity="error",
    datasets=("benchmarks",),
    title="The benchmark is there already",
    explanation=(
        "Results on one benchmark under two keys are never compared with each other. Key, name and aliases are held "
        "against those of every other record, without case, spaces and punctuation."
    ),
    fix=(
        "Use the record that is there, and add the name to its aliases. Another version of a benchmark, with other "
        "questions, is a benchmark of its own and needs a name that says so."
    ),
    source="What a row is; no two shipped rows share a name.",
    reach=Keys("benchmarks of one name", _FOLDED),
    reads=("record_id", "benchmark", "name", "aliases"),
    opens=("benchmarks",),
    sql=f"""
        with mine as (
          select _row, coalesce(record_id, '') as own, name, unnest({_FOLDED}) as fold from submission),
        held as (
          select coalesce(record_id, '') as id, unnest({_FOLDED}) as fold from benchmarks
          union all select coalesce(record_id, ''), unnest({_FOLDED}) from submitted_benchmarks),
        others as (
          select _row, any_value(name) as shown, min(id) as other
          from mine join held using (fold) where own <> id group by _row)
        select _row, 'name' as "column", shown as value,
          other || ' is the same benchmark by one of its names' as message,
          {record_sql("benchmarks", "other", "other not in (select record_id from benchmarks)")} as evidence
        from others
    """,
    applies="select _row from submission where coalesce(name, benchmark) is not null or aliases is not null",
    passes=(
        BENCHMARK,
        [BENCHMARK, {**BENCHMARK, "record_id": "other-qa", "name": "Other QA", "benchmark": "other_qa"}],
    ),
    fails=(
        {**BENCHMARK, "aliases": ["Massive Multitask Language Understanding"]},
        {**BENCHMARK, "name": "hella swag"},
        [BENCHMARK, {**BENCHMARK, "record_id": "other-qa", "benchmark": "other_qa", "aliases": ["made up qa"]}],
    ),
)
