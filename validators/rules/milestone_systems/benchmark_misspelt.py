"""A benchmark of a claim that is nearly, but not quite, one that we hold results on."""

from __future__ import annotations

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.identities import digits_sql

_SQL = f"""
    with known as (
      select name, {folded_sql("name")} as fold
      from (select unnest(list_concat([benchmark, name], coalesce(aliases, []))) as name from benchmarks)),
    claimed as (
      select distinct sota_benchmark, {folded_sql("sota_benchmark")} as fold
      from submission where sota_benchmark is not null),
    likely as (
      select c.sota_benchmark, k.name, jaro_winkler_similarity(c.fold, k.fold, $similarity) as likeness
      from (from claimed anti join known using (fold)) c, known k
      where likeness >= $similarity),
    nearest as (select sota_benchmark, arg_max(name, (likeness, name)) as name from likely group by sota_benchmark)
    select _row, 'sota_benchmark' as "column", sota_benchmark as value,
      format('{{}} is no benchmark of ours, but nearly {{}}', sota_benchmark, n.name) as message,
      'the benchmarks of the dataset benchmarks' as evidence
    from submission s join nearest n using (sota_benchmark)
    where {digits_sql("sota_benchmark")} = {digits_sql("n.name")}
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
