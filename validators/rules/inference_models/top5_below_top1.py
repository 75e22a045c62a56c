"""A top-5 accuracy below the top-1 accuracy."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import RESNET_50_ACCURACY

RULE = Rule(
    id="top5-below-top1",
    layer="plausibility",
    severity="error",
    datasets=("inference_models",),
    title="The top-5 accuracy is below the top-1 accuracy",
    explanation=(
        "A class that is the network's first answer is among its first five, so top-5 accuracy is not below top-1. If "
        "it is, the columns are interchanged or one holds an error rate."
    ),
    fix="Put the share of right first answers into top1_accuracy_fraction, that within five into the other.",
    source="The definition of the two metrics (Russakovsky et al. 2015, arXiv 1409.0575).",
    reads=("top1_accuracy_fraction", "top5_accuracy_fraction"),
    sql="""
        select _row, 'top5_accuracy_fraction' as "column", top5_accuracy_fraction as value,
          format('top-5 accuracy {:.4g} is below top-1 accuracy {:.4g}', top5_accuracy_fraction,
            top1_accuracy_fraction) as message, 'top1_accuracy_fraction' as evidence
        from submission where top5_accuracy_fraction < top1_accuracy_fraction
    """,
    applies="select _row from submission where top5_accuracy_fraction * top1_accuracy_fraction is not null",
    passes=(RESNET_50_ACCURACY,),
    fails=({"top1_accuracy_fraction": 0.92862, "top5_accuracy_fraction": 0.7613},),
)
