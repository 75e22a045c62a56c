"""A metric marked as the primary one of a benchmark that has another, or the other way round."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import ALEXNET_SCORE

RULE = Rule(
    id="benchmark-primary-metric",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    title="Another metric is the primary one of the benchmark",
    explanation=(
        "Each benchmark has one primary metric, the one that the power laws are fitted to. Two primary rows of a run "
        "would count it twice, none would leave it out."
    ),
    fix="Set is_primary_metric as in the benchmark's other records with this metric.",
    source="The declaration of is_primary_metric, and the pairs in benchmark_results.",
    reads=("benchmark", "metric", "is_primary_metric"),
    opens=("benchmark_results",),
    sql="""
        select s._row, 'is_primary_metric' as "column", s.is_primary_metric as value,
          format('{} is {}the primary metric of {}', s.metric, case when p.is_primary then '' else 'not ' end,
            s.benchmark) as message, 'benchmark_results, benchmark ' || s.benchmark as evidence
        from submission s
        join (select benchmark, metric, bool_or(is_primary_metric) as is_primary from benchmark_results group by all) p
          using (benchmark, metric)
        where s.is_primary_metric <> p.is_primary
    """,
    applies="select _row from submission where benchmark is not null and is_primary_metric is not null",
    passes=(ALEXNET_SCORE, {**ALEXNET_SCORE, "metric": "top_5_accuracy", "is_primary_metric": False}),
    fails=({**ALEXNET_SCORE, "is_primary_metric": False}, {**ALEXNET_SCORE, "metric": "top_5_accuracy"}),
)
