"""A benchmark of a claim that is nearly, but not quite, one that we hold results on."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.identities import digits_sql


def _sql(schema: TableSchema) -> str:
    listed = ", ".join(f"'{name}'" for name in load_schema("benchmark_results")["benchmark"].enum)
    own = folded_sql("s.sota_benchmark")
    return f"""
        with known as (select name, {folded_sql("name")} as fold from unnest([{listed}]) as k(name))
        select _row, 'sota_benchmark' as "column", sota_benchmark as value,
          format('{{}} is no benchmark of ours, but nearly {{}}', sota_benchmark, arg_max(k.name, (likeness, k.name)))
            as message,
          'the benchmarks of benchmark_results' as evidence
        from (
          select s._row, s.sota_benchmark, k.name, k.fold, {own} as own,
            jaro_winkler_similarity({own}, k.fold) as likeness
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
    fix="Write the benchmark as benchmark_results has it; leave it if it is another benchmark.",
    source="The names of benchmarks that schemas/benchmark_results.json allows.",
    reads=("sota_benchmark",),
    thresholds=(
        Threshold(
            "similarity",
            0.9,
            None,
            "Of our benchmarks only the two language pairs of WMT 2014 are as near to each other.",
        ),
    ),
    sql=_sql,
    applies="select _row from submission where sota_benchmark is not null",
    binds="submitted",
    passes=({"sota_benchmark": "ImageNet"}, {"sota_benchmark": "CASP14"}, {"sota_benchmark": None}),
    fails=({"sota_benchmark": "ImageNett"}, {"sota_benchmark": "HelaSwag"}),
)
