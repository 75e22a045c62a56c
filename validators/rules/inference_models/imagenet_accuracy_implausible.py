"""An accuracy on ImageNet beyond those of all known networks."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_ACCURACY
from compute_trends.validators.rules.shared.sources import ON_NETWORKS

RULE = Rule(
    id="imagenet-accuracy-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("inference_models",),
    title="The accuracy is beyond that of all known networks",
    explanation=(
        "The networks held reach 56.5% to 90.1% top-1 and 79.1% to 99.1% top-5 accuracy on ImageNet, whose labels are "
        "wrong or ambiguous on several per cent of the images. Below is often an error rate or per cent divided once "
        "too often."
    ),
    fix="Give accuracies as fractions: 0.761 for 76.1%.",
    source="The 1,430 networks of inference_models 2026.8.0; Beyer et al. 2020 (arXiv 2006.07159) on the labels.",
    reads=("top1_accuracy_fraction", "top5_accuracy_fraction"),
    thresholds=(
        Threshold("top1_lowest", 0.5, "1", f"{ON_NETWORKS}: the lowest of 1,430 is 0.565."),
        Threshold("top1_highest", 0.95, "1", f"{ON_NETWORKS}: the highest of 1,430 is 0.901."),
        Threshold("top5_lowest", 0.72, "1", f"{ON_NETWORKS}: the lowest of 1,430 is 0.791."),
        Threshold("top5_highest", 0.998, "1", f"{ON_NETWORKS}: the highest of 1,430 is 0.991."),
    ),
    sql="""
        select _row, u.name as "column", u.value,
          format('an accuracy of {:.4g} is outside {:.3g} to {:.3g}', u.value, u.low, u.high) as message,
          'inference_models' as evidence
        from submission, unnest([
          {name: 'top1_accuracy_fraction', value: top1_accuracy_fraction, low: $top1_lowest::double,
            high: $top1_highest::double},
          {name: 'top5_accuracy_fraction', value: top5_accuracy_fraction, low: $top5_lowest::double,
            high: $top5_highest::double}]) as t(u)
        where u.value not between u.low and u.high
    """,
    applies="select _row from submission where top1_accuracy_fraction is not null",
    passes=(RESNET_50_ACCURACY,),
    fails=({"top1_accuracy_fraction": 0.239}, {"top1_accuracy_fraction": 0.76, "top5_accuracy_fraction": 0.0714}),
)
