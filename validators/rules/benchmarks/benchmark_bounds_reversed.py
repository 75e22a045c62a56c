"""A chance level on the wrong side of the ceiling."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import BENCHMARK

_BOTH = "chance_score_fraction is not null and ceiling_score_fraction is not null"

RULE = Rule(
    id="benchmark-bounds-reversed",
    layer="plausibility",
    severity="error",
    datasets=("benchmarks",),
    title="Chance level and ceiling are the wrong way round",
    explanation=(
        "Guessing gives less than the best that can be reached, or more where a lower score is the better one. "
        "Otherwise the two are exchanged, or the direction is wrong."
    ),
    fix="Check chance_score_fraction, ceiling_score_fraction and direction.",
    source="What the columns mean.",
    reads=("direction", "chance_score_fraction", "ceiling_score_fraction"),
    sql=f"""
        select _row, 'chance_score_fraction' as "column", chance_score_fraction as value,
          format('guessing gives {{:.3g}}, the best that can be reached is {{:.3g}}, and {{}}', chance_score_fraction,
            ceiling_score_fraction, replace(direction, '_', ' ')) as message,
          null as evidence
        from submission
        where {_BOTH} and if(direction = 'lower_is_better', chance_score_fraction <= ceiling_score_fraction,
          chance_score_fraction >= ceiling_score_fraction)
    """,
    applies=f"select _row from submission where {_BOTH}",
    passes=({**BENCHMARK, "chance_score_fraction": 0.25, "ceiling_score_fraction": 0.94},),
    fails=(
        {**BENCHMARK, "chance_score_fraction": 0.94, "ceiling_score_fraction": 0.25},
        {**BENCHMARK, "direction": "lower_is_better", "chance_score_fraction": 0.25, "ceiling_score_fraction": 0.94},
    ),
)
