"""A result without a score, or with two that cannot both be one."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import LLAMA_SCORE

_INDEX = {"name": "GPT-5", "benchmark": "epoch_capabilities_index", "metric": "index", "score_index": 150.1}

RULE = Rule(
    id="benchmark-score-missing",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    title="The score is missing, or stands in the wrong column",
    explanation=(
        "A result is a score: a fraction in score_fraction, or, where the metric is an index without bounds, a number "
        "in score_index."
    ),
    fix="Fill score_fraction, or score_index where the metric is index, and leave the other empty.",
    source="What a row is.",
    reads=("metric", "score_fraction", "score_index"),
    sql="""
        select _row, if(metric = 'index', 'score_index', 'score_fraction') as "column", null as value,
          if(metric = 'index', 'a result in the metric index has its score in score_index alone',
            'a result has its score in score_fraction alone') as message, null as evidence
        from submission
        where metric is not null and if(metric = 'index', score_index is null or score_fraction is not null,
          score_fraction is null or score_index is not null)
    """,
    applies="select _row from submission where metric is not null",
    passes=(LLAMA_SCORE, _INDEX),
    fails=({**LLAMA_SCORE, "score_fraction": None}, {**_INDEX, "score_index": None, "score_fraction": 0.9}),
)
