"""A paper that is older than the model whose score it is said to report."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.arxiv_links import arxiv_id_sql, arxiv_month_sql, is_on_arxiv_sql

_SCORES = f"""
    select *, date_diff('month', month, publication_date) as gap
    from (
        select *, {arxiv_month_sql("id")} as month
        from (
            select _row, publication_date, source_url, {arxiv_id_sql("source_url")} as id
            from submission where publication_date is not null and {is_on_arxiv_sql("source_url")})
        where id is not null)
"""

RULE = Rule(
    id="score-older-than-model",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="The source of a score is older than the model",
    explanation=(
        "A paper cannot report a model that is published months after it. Mostly an earlier model of the same "
        "name was scored, or the link is that of the benchmark instead of the report."
    ),
    fix="Link the report that holds the score, and check which version of the model it is about.",
    source="The month that the arXiv id of the source states.",
    reads=("publication_date", "source_url"),
    thresholds=(
        Threshold(
            "grace_month",
            3,
            "month",
            "Measured on benchmark_results 2026.8.0: of 699 scores with a date and an arXiv link 39 are older than "
            "the model by 1 to 3 months and 20 by 19 or 20, those of GPT-3 under text-davinci-001.",
        ),
    ),
    sql=f"""
        select _row, 'source_url' as "column", source_url as value,
            'the source is of ' || left(month::varchar, 7) || ', ' || gap || ' months before the model of '
                || publication_date as message, 'arXiv:' || id as evidence
        from ({_SCORES}) where gap > $grace_month
    """,
    applies=f"select _row from ({_SCORES})",
    passes=({"publication_date": "2020-05-28", "source_url": "https://arxiv.org/abs/2103.03874"},),
    fails=({"publication_date": "2023-03-14", "source_url": "https://arxiv.org/abs/2103.03874"},),
)
