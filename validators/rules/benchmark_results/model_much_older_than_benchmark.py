"""A result of a model that is years older than the benchmark."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.benchmark_names import BENCHMARKS

_DATED = f"""
    select s._row, s.benchmark, s.publication_date, s.year, b.release_date,
      date_diff('month', coalesce(s.publication_date, make_date(s.year, 12, 31)), b.release_date) as gap
    from submission s join {BENCHMARKS} b using (benchmark)
    where coalesce(s.publication_date, make_date(s.year, 12, 31)) is not null and b.release_date is not null
"""

RULE = Rule(
    id="model-much-older-than-benchmark",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="The model is years older than the benchmark",
    explanation=(
        "Models are scored again on benchmarks that came after them, but hardly on one that came years after. Mostly "
        "the date is that of another version of the model, or another benchmark is meant."
    ),
    fix="Check publication_date and year, and which benchmark the source reports.",
    source="The dates of release in benchmarks.",
    reads=("benchmark", "publication_date", "year"),
    opens=("benchmarks",),
    thresholds=(Threshold("most_month", 48, "month", "Of the results held none is of a model 36 months older."),),
    sql=f"""
        select _row, if(publication_date is null, 'year', 'publication_date') as "column",
          coalesce(publication_date::VARCHAR, year::VARCHAR) as value,
          format('{{}} was released on {{}}, {{}} months after the model', benchmark, release_date, gap) as message,
          'benchmarks, benchmark ' || benchmark as evidence
        from ({_DATED}) where gap > $most_month
    """,
    applies=f"select _row from ({_DATED})",
    passes=({"benchmark": "mmlu", "year": 2019}, {"benchmark": "gpqa_diamond", "publication_date": "2023-03-15"}),
    fails=({"benchmark": "mmlu", "year": 2014}, {"benchmark": "mmlu", "publication_date": "2014-06-03"}),
)
