"""A submitted vision run that was trained on more than ImageNet, or does not say on what."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import ALEXNET_LEVEL, SEQ2SEQ_LEVEL
from compute_trends.validators.rules.shared.sources import HERNANDEZ

RULE = Rule(
    id="efficiency-vision-data",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    reads=("benchmark", "training_dataset"),
    binds="submitted",
    title="A vision run has other training data than ImageNet, or names none",
    explanation=(
        "More data makes a level cheaper to reach in the run while its compute was spent elsewhere, so the vision "
        "levels admit training on ImageNet (ILSVRC 2012) alone: no pretraining, no larger ImageNet, no other images."
    ),
    fix="Name the training data; if there is more than ImageNet, the run does not belong into the table.",
    source=f"{HERNANDEZ}, which trains the vision levels on ImageNet alone.",
    sql="""
        select _row, 'training_dataset' as "column", array_to_string(training_dataset, ';') as value,
          coalesce('trained on ' || array_to_string(training_dataset, ', ') || ', but the level admits ImageNet alone',
            'the record does not say which data the run trained on') as message, null as evidence
        from submission
        where benchmark = 'imagenet' and (training_dataset is null or exists (
          select 1 from unnest(training_dataset) as t(data)
          where not regexp_matches(lower(data),
            '^(imagenet|ilsvrc|ilsvrc[- ]?2012)([- ]?(1k|2012|ilsvrc[- ]?2012))?( \\(.*\\))?$')))
    """,
    applies="select _row from submission where benchmark = 'imagenet'",
    passes=(
        {**ALEXNET_LEVEL, "training_dataset": ["ImageNet"]},
        {**ALEXNET_LEVEL, "training_dataset": ["ImageNet-1k"]},
        {**ALEXNET_LEVEL, "training_dataset": ["ILSVRC 2012"]},
        SEQ2SEQ_LEVEL,
    ),
    fails=(
        ALEXNET_LEVEL,
        {**ALEXNET_LEVEL, "training_dataset": ["ImageNet-21k"]},
        {**ALEXNET_LEVEL, "training_dataset": ["ImageNet", "JFT-300M"]},
    ),
)
