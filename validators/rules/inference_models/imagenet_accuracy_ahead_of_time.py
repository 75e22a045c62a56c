"""An accuracy on ImageNet far above the best until its day."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_ACCURACY
from compute_trends.validators.rules.shared.sources import ON_NETWORKS

RULE = Rule(
    id="imagenet-accuracy-ahead-of-time",
    layer="plausibility",
    severity="warning",
    datasets=("inference_models",),
    title="The accuracy is far above the best of its day",
    explanation=(
        "Since September 2014 no network has raised the best known accuracy by more than 3.1 points. A higher jump is "
        "more likely a wrong date (that of the architecture's paper, for weights trained years later) or top-5 for "
        "top-1 accuracy."
    ),
    fix="Check effective_date, which is the day on which these weights or their recipe became public.",
    source="The record setters of inference_models 2026.8.0.",
    reads=("effective_date", "top1_accuracy_fraction"),
    opens=("inference_models",),
    thresholds=(Threshold("margin", 0.04, "1", f"{ON_NETWORKS}: the largest jump after 2014-09-04 is 0.031."),),
    sql="""
        select s._row, 'top1_accuracy_fraction' as "column", s.top1_accuracy_fraction as value,
          format('{:.4g} top-1 accuracy on {} is {:.2g} above the best until then, {:.4g}', s.top1_accuracy_fraction,
            s.effective_date::varchar, s.top1_accuracy_fraction - r.best, r.best) as message,
          'inference_models/' || r.holder as evidence
        from submission s asof join (
          select effective_date, max(max(top1_accuracy_fraction)) over w as best,
            arg_max(arg_max(record_id, (top1_accuracy_fraction, record_id)),
              (max(top1_accuracy_fraction), effective_date)) over w as holder
          from inference_models where effective_date is not null group by 1 window w as (order by effective_date)) r
          on s.effective_date >= r.effective_date
        where s.effective_date > date '2014-09-04' and s.top1_accuracy_fraction > r.best + $margin
    """,
    applies="select _row from submission where effective_date > date '2014-09-04'",
    passes=(RESNET_50_ACCURACY,),
    fails=(
        {**RESNET_50_ACCURACY, "top1_accuracy_fraction": 0.92862},
        {**RESNET_50_ACCURACY, "top1_accuracy_fraction": 0.86},
    ),
)
