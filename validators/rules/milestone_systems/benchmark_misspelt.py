"""A benchmark of a claim that is nearly, but not quite, one that we hold results on."""

from __future__ import annotations

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.identities import digits_sql

_OWN = folded_sql("s.sota_benchmark")

_SQL = f"""
    with known as (
      select name, {folded_sql("name")} as fold
      from (select unnest(list_concat([benchmark, name], coalesce(aliases, []))) as name from benchmarks))
    select _row, 'sota_benchmark' as "column", sota_benchmark as value,
      format('{{}} is no benchmark of ours, but nearly {{}}', sota_benchmark, arg_max(k.name, (likeness, k.name)))
        as message,
      'the benchmarks of the dataset benchmarks' as evidence
    from (
      select s._row, s.sota_benchmark, k.name, k.fold, {_OWN} as own,
        jaro_winkler_similarity({_OWN}, k.fold) as likeness
      from submission s, known k where s.sota_benchmark is not null) k
    group by _row, sota_benchmark
    having not list_contains(list(fold), any_value(own))
      and max(likeness) >= $similarity
      and {digits_sql("sota_benchmark")} = {digits_sql("arg_max(k.name, (likeness, k.name))")}
"""


RULE = Rule(
    id="benchmark-misspelt",
    layer="reference",
    severity="warning",
    datasets=("milestone_systems",),
    title="The benchmark of the claim is nearly one that we hold",
    explanation=(
        "A claimed improvement is held against the results that we have on the benchmark. On a benchmark that we do "
        "not hold nothing can be compared, so a misspelt name would let any score pass."
    ),
    fix="Write the benchmark as the dataset benchmarks has it; leave it if it is another benchmark.",
    source="The names and aliases in the dataset benchmarks.",
    reads=("sota_benchmark",),
    opens=("benchmarks",),
    thresholds=(
        Threshold(
            "similarity",
            0.92,
            None,
            "SWE-bench and SWE-Bench verified, which are two, have 0.90; HelaSwag and HellaSwag 0.98.",
        ),
    ),
    sql=_SQL,
    applies="select _row from submission where sota_benchmark is not null",
    binds="submitted",
    passes=({"sota_benchmark": "ImageNet"}, {"sota_benchmark": "CASP14"}, {"sota_benchmark": None}),
    fails=({"sota_benchmark": "ImageNett"}, {"sota_benchmark": "HelaSwag"}),
)
