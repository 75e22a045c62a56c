"""A score far above the best until the year after."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import ALEXNET_SCORE, LLAMA_SCORE
from compute_trends.validators.rules.shared.sources import ON_RESULTS

RULE = Rule(
    id="benchmark-score-ahead-of-time",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="The score is far above every score of its time",
    explanation=(
        "Scores rise from record to record, so one far above the best of its year and of the year after is more often "
        "a slip (another metric or split, an error rate, a later model's year) than an advance that nobody followed."
    ),
    fix="Check the score, its metric and the year against the source.",
    source="The records of benchmark_results by year.",
    reads=("benchmark", "metric", "score_fraction", "year"),
    opens=("benchmark_results",),
    thresholds=(
        Threshold("margin", 0.05, "1", f"{ON_RESULTS}: each of 1,880 scores against the others, none is so far ahead."),
    ),
    sql="""
        select s._row, 'score_fraction' as "column", s.score_fraction as value,
          format('{:.3g} {} on {} in {} is {:.2g} above the best until {}, {:.3g}', s.score_fraction, s.metric,
            s.benchmark, s.year, s.score_fraction - r.best, s.year + 1, r.best) as message,
          'benchmark_results/' || r.holder as evidence
        from (select * from submission where score_fraction is not null and year is not null) s
        asof join (
          select benchmark, metric, year + 0 as until, max(max(score_fraction)) over w as best,
            arg_max(arg_max(record_id, (score_fraction, record_id)), (max(score_fraction), -year)) over w as holder,
            max(year) over (partition by benchmark, metric) as last_year
          from benchmark_results where year is not null
          group by benchmark, metric, year window w as (partition by benchmark, metric order by year)) r
          on r.benchmark = s.benchmark and r.metric = s.metric and s.year + 1 >= r.until
        where s.year <= r.last_year and s.score_fraction > r.best + $margin
    """,
    applies="select _row from submission where score_fraction is not null and year is not null",
    passes=(ALEXNET_SCORE, LLAMA_SCORE),
    fails=({**ALEXNET_SCORE, "score_fraction": 0.846}, {**LLAMA_SCORE, "score_fraction": 0.95}),
)
