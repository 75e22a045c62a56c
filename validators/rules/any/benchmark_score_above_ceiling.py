"""A score above the highest one that can be reached on its benchmark, or a ceiling below a score that we hold."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.benchmark_names import BENCHMARKS
from compute_trends.validators.rules.shared.examples import BENCHMARK

_OF_RESULTS = f"""
    select s._row, 'score_fraction' as "column", s.score_fraction as shown, s.score_fraction as score,
      b.ceiling_score_fraction as ceiling, s.benchmark, 'benchmarks, benchmark ' || s.benchmark as evidence
    from submission s join {BENCHMARKS} b on b.benchmark = s.benchmark and b.metric = s.metric
    where s.score_fraction is not null and b.ceiling_score_fraction is not null
"""

_OF_BENCHMARKS = """
    select s._row, 'ceiling_score_fraction' as "column", s.ceiling_score_fraction as shown, r.score,
      s.ceiling_score_fraction as ceiling, s.benchmark, 'benchmark_results/' || r.holder as evidence
    from submission s join (
      select benchmark, metric, max(score_fraction) as score,
        arg_max(record_id, (score_fraction, record_id)) as holder
      from benchmark_results group by all) r on r.benchmark = s.benchmark and r.metric = s.metric
    where s.ceiling_score_fraction is not null and coalesce(s.direction, '') <> 'lower_is_better'
"""


def _scores(schema: TableSchema) -> str:
    return _OF_BENCHMARKS if schema.name == "benchmarks" else _OF_RESULTS


def _sql(schema: TableSchema) -> str:
    return f"""
        select _row, "column", shown as value,
          format('a score of {{:.3g}} is above {{:.3g}}, the highest that can be reached on {{}}', score, ceiling,
            benchmark) as message,
          evidence
        from ({_scores(schema)}) where score > ceiling + $leeway
    """


def _reads(schema: TableSchema) -> tuple[str, ...]:
    own = ("direction", "ceiling_score_fraction") if schema.name == "benchmarks" else ("score_fraction",)
    return ("benchmark", "metric", *own)


RULE = Rule(
    id="benchmark-score-above-ceiling",
    layer="plausibility",
    severity="error",
    datasets=("benchmark_results", "benchmarks"),
    title="The score is above the ceiling of the benchmark",
    explanation=(
        "Where some questions have wrong answers or none, no honest score gets past the rest. A score above is of "
        "another set of questions, or of a model that knows the wrong answers; or the ceiling is not one."
    ),
    fix="Check the score and its set of questions; if the ceiling is wrong, correct the record of benchmarks.",
    source="ceiling_score_fraction of the dataset benchmarks.",
    reads=_reads,
    opens=lambda schema: ("benchmark_results" if schema.name == "benchmarks" else "benchmarks",),
    thresholds=(Threshold("leeway", 0.01, "1", "Scores are printed in tenths of a percent, ceilings in percents."),),
    sql=_sql,
    applies=lambda schema: f"select _row from ({_scores(schema)})",
    passes=(
        {"benchmark": "mmlu", "metric": "exact_match", "score_fraction": 0.9},
        {**BENCHMARK, "_dataset": "benchmarks", "ceiling_score_fraction": 0.9},
    ),
    fails=(
        {"benchmark": "mmlu", "metric": "exact_match", "score_fraction": 0.96},
        {
            **BENCHMARK,
            "_dataset": "benchmarks",
            "benchmark": "mmlu",
            "metric": "exact_match",
            "ceiling_score_fraction": 0.5,
        },
    ),
)
