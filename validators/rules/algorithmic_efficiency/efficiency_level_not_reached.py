"""A submitted run whose score is below its performance level."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import ALEXNET_LEVEL, SEQ2SEQ_LEVEL
from compute_trends.validators.rules.shared.sources import HERNANDEZ

RULE = Rule(
    id="efficiency-level-not-reached",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    reads=("performance_level", "metric", "target_score_fraction", "achieved_score_fraction"),
    binds="submitted",
    title="The run did not reach its performance level",
    explanation=(
        "The compute of a run that stays below the level says nothing on how much reaching it takes. Often the score "
        "is another metric: top-1 for top-5 accuracy."
    ),
    fix="Give the score in the level's metric; if the run is below the level, it does not belong into the table.",
    source=f"{HERNANDEZ}, which counts compute up to the level.",
    sql="""
        select _row, 'achieved_score_fraction' as "column", achieved_score_fraction as value,
          format('{:.4g} is below the {:.4g} {} that define the level {}', achieved_score_fraction,
            target_score_fraction, metric, performance_level) as message, 'target_score_fraction' as evidence
        from submission where achieved_score_fraction < target_score_fraction
    """,
    applies="select _row from submission where achieved_score_fraction is not null",
    passes=({**ALEXNET_LEVEL, "achieved_score_fraction": 0.791},),
    fails=({**ALEXNET_LEVEL, "achieved_score_fraction": 0.57}, {**SEQ2SEQ_LEVEL, "achieved_score_fraction": 0.00351}),
)
