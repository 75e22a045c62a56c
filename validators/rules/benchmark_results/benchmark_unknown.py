"""A result on a benchmark that is no record of ours."""

from __future__ import annotations

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.benchmark_names import BENCHMARKS
from compute_trends.validators.rules.shared.examples import LLAMA_SCORE

RULE = Rule(
    id="benchmark-unknown",
    layer="reference",
    severity="error",
    datasets=("benchmark_results",),
    title="A benchmark is named that is no record of ours",
    explanation=(
        "Scores are comparable on one benchmark, so a result names it by the key that benchmarks has. What a score on "
        "it measures, which way is better and since when it exists stands there once, for every result."
    ),
    fix=(
        "Write the key of the benchmark (`compute-trends sql 'select benchmark, name, aliases from benchmarks'` lists "
        "them); if we lack the benchmark, submit a record of benchmarks beside this one."
    ),
    source="The property `reference` of the column in schemas/benchmark_results.json; every upstream record resolves.",
    reads=("benchmark",),
    opens=("benchmarks",),
    thresholds=(
        Threshold(
            "near",
            0.85,
            None,
            "Of single-letter slips in the keys held, at least 95% get the right key offered; a test tries them.",
        ),
    ),
    sql=f"""
        with known as (select benchmark, name, aliases from {BENCHMARKS}),
        missing as (select _row, benchmark as item from submission anti join known using (benchmark)
          where benchmark is not null),
        asked as (select distinct item, {folded_sql("item")} as asked_fold from missing),
        named as (
          select benchmark as key, {folded_sql("called")} as fold
          from (select benchmark, unnest(list_concat([benchmark, name], coalesce(aliases, []))) as called
            from benchmarks)),
        likeness as (
          select item, key, max(case when fold = asked_fold then 3 else jaro_winkler_similarity(asked_fold, fold)
            + if(damerau_levenshtein(asked_fold, fold) <= 1, 1, 0) end) as likeness
          from asked, named group by item, key),
        offered as (
          select item, list(key order by likeness desc, key)[:3] as offers, max(likeness) = 3 as is_name
          from likeness where likeness >= $near group by item)
        select _row, 'benchmark' as "column", item as value,
          if(coalesce(is_name, false), format('{{}} is called {{}} here', item, offers[1]),
            format('no record of benchmarks has the key {{}}', item)
            || coalesce('; near to it: ' || array_to_string(offers, ', '), '')) as message,
          'keys, names and aliases in benchmarks' as evidence
        from missing left join offered using (item)
    """,
    applies="select _row from submission where benchmark is not null",
    passes=(
        LLAMA_SCORE,
        {"benchmark": "gpqa_diamond"},
    ),
    fails=({**LLAMA_SCORE, "benchmark": "mmlux"}, {**LLAMA_SCORE, "benchmark": "hella_swag"}),
)
