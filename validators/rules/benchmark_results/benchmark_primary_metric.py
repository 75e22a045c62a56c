"""A metric marked as the primary one of a benchmark that has another, or the other way round."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.benchmark_names import BENCHMARKS
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
    fix="Set it where the metric is the one that benchmarks has for the benchmark.",
    source="The declaration of is_primary_metric, and the metrics of the dataset benchmarks.",
    reads=("benchmark", "metric", "is_primary_metric"),
    opens=("benchmarks",),
    sql=f"""
        select s._row, 'is_primary_metric' as "column", s.is_primary_metric as value,
          format('{{}} is {{}}the primary metric of {{}}', s.metric, case when p.is_primary then '' else 'not ' end,
            s.benchmark) as message, 'benchmarks, benchmark ' || s.benchmark as evidence
        from submission s
        join (
          select benchmark, unnest(list_distinct(list_concat([metric], coalesce(other_metrics, [])))) as held,
            held = metric as is_primary
          from {BENCHMARKS} where metric is not null) p on p.benchmark = s.benchmark and p.held = s.metric
        where s.is_primary_metric <> p.is_primary
    """,
    applies="select _row from submission where benchmark is not null and is_primary_metric is not null",
    passes=(ALEXNET_SCORE, {**ALEXNET_SCORE, "metric": "top_5_accuracy", "is_primary_metric": False}),
    fails=({**ALEXNET_SCORE, "is_primary_metric": False}, {**ALEXNET_SCORE, "metric": "top_5_accuracy"}),
)
