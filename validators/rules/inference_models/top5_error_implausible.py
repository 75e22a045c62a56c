"""A top-5 error that does not go with the top-1 error."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_ACCURACY
from compute_trends.validators.rules.shared.sources import ON_NETWORKS

RULE = Rule(
    id="top5-error-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("inference_models",),
    title="Top-1 and top-5 accuracy do not go together",
    explanation=(
        "Of the images that a network's first answer gets wrong, 10% to 48% are still wrong within five answers. "
        "Beyond that, one of the two is a slip, or of other weights."
    ),
    fix="Check both accuracies against the source.",
    source="The 1,430 networks of inference_models 2026.8.0.",
    reads=("top1_accuracy_fraction", "top5_accuracy_fraction"),
    thresholds=(
        Threshold("lowest", 0.08, "1", f"{ON_NETWORKS}: the lowest of 1,430 is 0.095."),
        Threshold("highest", 0.6, "1", f"{ON_NETWORKS}: the highest of 1,430 is 0.481."),
    ),
    sql="""
        select _row, 'top5_accuracy_fraction' as "column", top5_accuracy_fraction as value,
          format('a top-5 error of {:.3g} is {:.3g} of the top-1 error of {:.3g}; expected between {:.2g} and {:.2g}',
            1 - top5_accuracy_fraction, (1 - top5_accuracy_fraction) / (1 - top1_accuracy_fraction),
            1 - top1_accuracy_fraction, $lowest::double, $highest::double) as message,
          '(1 - top5_accuracy_fraction) / (1 - top1_accuracy_fraction)' as evidence
        from submission
        where top5_accuracy_fraction >= top1_accuracy_fraction and top1_accuracy_fraction < 1
          and (1 - top5_accuracy_fraction) / (1 - top1_accuracy_fraction) not between $lowest and $highest
    """,
    applies="select _row from submission where top5_accuracy_fraction >= top1_accuracy_fraction",
    passes=(RESNET_50_ACCURACY,),
    fails=(
        {"top1_accuracy_fraction": 0.0076, "top5_accuracy_fraction": 0.92862},
        {"top1_accuracy_fraction": 0.7613, "top5_accuracy_fraction": 0.77},
    ),
)
