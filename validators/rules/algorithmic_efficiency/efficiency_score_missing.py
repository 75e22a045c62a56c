"""A submitted run without the score with which it reached its level."""

from compute_trends.validators.rules.shared.examples import ALEXNET_LEVEL
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import HERNANDEZ

RULE = required(
    "efficiency-score-missing",
    "algorithmic_efficiency",
    "achieved_score_fraction",
    "'the record does not say with which score the run reached the level ' || performance_level",
    where="performance_level is not null",
    reads=("performance_level",),
    title="The score that the run achieved is not stated",
    explanation=(
        "A run counts because it reached its level, so the record has to show the score at which its compute was "
        "counted. The published table names no scores; a new record does."
    ),
    fix="Give achieved_score_fraction, a fraction (0.792 for 79.2%, 0.351 for 35.1 BLEU).",
    source=f"{HERNANDEZ}, which counts compute up to the level.",
    passes=({**ALEXNET_LEVEL, "achieved_score_fraction": 0.792},),
    fails=(ALEXNET_LEVEL,),
)
