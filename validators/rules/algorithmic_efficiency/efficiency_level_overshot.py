"""A submitted run whose score is far above its performance level."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import ALEXNET_LEVEL, SEQ2SEQ_LEVEL
from compute_trends.validators.rules.shared.sources import HERNANDEZ

RULE = Rule(
    id="efficiency-level-overshot",
    layer="plausibility",
    severity="warning",
    datasets=("algorithmic_efficiency",),
    reads=("performance_level", "metric", "target_score_fraction", "achieved_score_fraction"),
    binds="submitted",
    title="The run went far beyond its performance level",
    explanation=(
        "The compute counts up to the level alone. A score far above it is that of the whole training, whose compute "
        "is larger, or is in another metric."
    ),
    fix="Give score and compute at the first evaluation that reached the level, or take a higher level.",
    source=f"{HERNANDEZ}, which counts compute until the level is reached.",
    thresholds=(
        Threshold("margin", 0.05, "1", "The nearest two levels of one metric, Seq2Seq's and GNMT's, are 0.0512 apart."),
    ),
    sql="""
        select _row, 'achieved_score_fraction' as "column", achieved_score_fraction as value,
          format('{:.4g} is {:.2g} above the {:.4g} {} that define the level {}', achieved_score_fraction,
            achieved_score_fraction - target_score_fraction, target_score_fraction, metric, performance_level)
            as message, 'target_score_fraction' as evidence
        from submission where achieved_score_fraction > target_score_fraction + $margin
    """,
    applies="select _row from submission where achieved_score_fraction is not null",
    passes=({**ALEXNET_LEVEL, "achieved_score_fraction": 0.795},),
    fails=({**ALEXNET_LEVEL, "achieved_score_fraction": 0.93}, {**SEQ2SEQ_LEVEL, "achieved_score_fraction": 0.9}),
)
