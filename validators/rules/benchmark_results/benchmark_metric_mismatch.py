"""A score in a metric in which no shipped result of its benchmark is."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import ALEXNET_SCORE, LLAMA_SCORE

RULE = Rule(
    id="benchmark-metric-mismatch",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    title="The benchmark is not scored in this metric",
    explanation=(
        "Scores are comparable within one metric of one benchmark. A metric that no record of the benchmark has is "
        "most often that of another benchmark, or another name for the usual one (mmlu and gsm8k are exact_match)."
    ),
    fix="Take one of the benchmark's metrics.",
    source="The pairs of benchmark and metric in benchmark_results.",
    reads=("benchmark", "metric"),
    opens=("benchmark_results",),
    sql="""
        select s._row, 'metric' as "column", s.metric as value,
          format('{} is not scored in {} but in {}', s.benchmark, s.metric, p.metrics) as message,
          'benchmark_results, benchmark ' || s.benchmark as evidence
        from submission s
        join (select benchmark, list(distinct metric) as held, string_agg(distinct metric, ', ' order by metric) as
          metrics from benchmark_results group by 1) p using (benchmark)
        where not list_contains(p.held, s.metric)
    """,
    applies="select _row from submission where benchmark is not null and metric is not null",
    passes=(ALEXNET_SCORE, LLAMA_SCORE),
    fails=({**ALEXNET_SCORE, "metric": "f1"}, {**LLAMA_SCORE, "metric": "top_1_accuracy"}),
)
