"""A score below what guessing gives, or far below every known one."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.benchmark_names import BENCHMARKS
from compute_trends.validators.rules.shared.examples import ALEXNET_SCORE, LLAMA_SCORE
from compute_trends.validators.rules.shared.sources import ON_RESULTS

RULE = Rule(
    id="benchmark-score-implausibly-low",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="The score is below chance, or far below every known score",
    explanation=(
        "Guessing gives a quarter on four-way and a half on two-way questions (chance_score_fraction of benchmarks), "
        "so a score well below it means that the answers were not read, or that per cent were divided once too often. "
        "The other benchmarks are held against the lowest score known; gsm8k starts at zero."
    ),
    fix="Give the score as a fraction: 0.453 for 45.3%, 0.284 for 28.4 BLEU.",
    source="The chance levels of the dataset benchmarks; the records of benchmark_results.",
    reads=("benchmark", "metric", "score_fraction"),
    opens=("benchmark_results", "benchmarks"),
    thresholds=(
        Threshold("of_chance", 0.85, "1", f"{ON_RESULTS}: the lowest score but a zero is 0.90 of chance."),
        Threshold("of_lowest", 0.7, "1", "Leeway for weaker models than those held; percent for fraction is 0.01."),
    ),
    sql=f"""
        select s._row, 'score_fraction' as "column", s.score_fraction as value,
          case when s.score_fraction < $of_chance * c.chance
            then format('{{:.3g}} is below the {{:.3g}} that guessing gives on {{}}', s.score_fraction,
              c.chance::double, s.benchmark)
            else format('{{:.3g}} {{}} on {{}} is far below the lowest known, {{:.3g}}', s.score_fraction, s.metric,
              s.benchmark, p.lowest) end as message, 'benchmark_results, benchmark ' || s.benchmark as evidence
        from submission s
        left join (select benchmark, metric, min(score_fraction) as lowest from benchmark_results group by all) p
          using (benchmark, metric)
        left join (select benchmark, metric, chance_score_fraction as chance from {BENCHMARKS}) c
          on c.benchmark = s.benchmark and c.metric = s.metric
        where s.score_fraction < $of_chance * c.chance or s.score_fraction < $of_lowest * p.lowest
    """,
    applies="select _row from submission where score_fraction is not null and benchmark <> 'gsm8k'",
    passes=(ALEXNET_SCORE, LLAMA_SCORE, {"benchmark": "gsm8k", "metric": "exact_match", "score_fraction": 0.01}),
    fails=({**ALEXNET_SCORE, "score_fraction": 0.00633}, {**LLAMA_SCORE, "score_fraction": 0.15}),
)
