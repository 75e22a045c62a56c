"""A score in a metric that its benchmark is not reported in."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.benchmark_names import BENCHMARKS
from compute_trends.validators.rules.shared.examples import ALEXNET_SCORE, LLAMA_SCORE

RULE = Rule(
    id="benchmark-metric-mismatch",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    title="The benchmark is not scored in this metric",
    explanation=(
        "Scores are comparable within one metric of one benchmark. A metric that the benchmark does not have is "
        "most often that of another benchmark, or another name for the usual one (mmlu and gsm8k are exact_match)."
    ),
    fix="Take one of the benchmark's metrics; one that the benchmark lacks is submitted in its record of benchmarks.",
    source="The metrics of the dataset benchmarks.",
    reads=("benchmark", "metric"),
    opens=("benchmarks",),
    sql=f"""
        select s._row, 'metric' as "column", s.metric as value,
          format('{{}} is not scored in {{}} but in {{}}', s.benchmark, s.metric, array_to_string(p.held, ', '))
            as message,
          'benchmarks, benchmark ' || s.benchmark as evidence
        from submission s
        join (
          select benchmark, list_concat([metric], coalesce(other_metrics, [])) as held
          from {BENCHMARKS} where metric is not null) p using (benchmark)
        where not list_contains(p.held, s.metric)
    """,
    applies="select _row from submission where benchmark is not null and metric is not null",
    passes=(ALEXNET_SCORE, LLAMA_SCORE),
    fails=({**ALEXNET_SCORE, "metric": "f1"}, {**LLAMA_SCORE, "metric": "top_1_accuracy"}),
)
