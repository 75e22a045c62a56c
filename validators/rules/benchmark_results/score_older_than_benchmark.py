"""A paper that is older than the benchmark whose score it is said to report."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.arxiv_links import arxiv_id_sql, arxiv_month_sql, is_on_arxiv_sql
from compute_trends.validators.rules.shared.benchmark_names import BENCHMARKS

_SCORES = f"""
    select s._row, s.benchmark, s.source_url, {arxiv_month_sql(arxiv_id_sql("s.source_url"))} as month, b.release_date,
      b.release_date_precision
    from submission s join {BENCHMARKS} b using (benchmark)
    where s.source_url is not null and {is_on_arxiv_sql("s.source_url")}
      and {arxiv_id_sql("s.source_url")} is not null and b.release_date is not null
"""

RULE = Rule(
    id="score-older-than-benchmark",
    layer="plausibility",
    severity="error",
    datasets=("benchmark_results",),
    title="The source of a score is older than the benchmark",
    explanation=(
        "Nobody has a score on a benchmark before it exists. Mostly the link is that of the model's first report, "
        "while a later one holds the score, or another benchmark is meant. A model may be older than a benchmark."
    ),
    fix="Link the report that holds the score, and check which benchmark it is on.",
    source="The dates of release in benchmarks, and the month that the arXiv id of the source states.",
    reads=("benchmark", "source_url"),
    opens=("benchmarks",),
    thresholds=(
        Threshold(
            "grace_month",
            2,
            "month",
            "Of the results held none has a source older than its benchmark; ids keep the month of the first version.",
        ),
    ),
    sql=f"""
        select _row, 'source_url' as "column", source_url as value,
          'the source is of ' || left(month::varchar, 7) || ', ' || date_diff('month', month, release_date)
            || ' months before ' || benchmark || ' was released on ' || release_date as message,
          'benchmarks, benchmark ' || benchmark as evidence
        from ({_SCORES}) where date_diff('month', month, release_date) > $grace_month
    """,
    applies=f"select _row from ({_SCORES})",
    passes=({"benchmark": "mmlu", "source_url": "https://arxiv.org/abs/2009.03300"},),
    fails=({"benchmark": "mmlu", "source_url": "https://arxiv.org/abs/1406.1078"},),
)
