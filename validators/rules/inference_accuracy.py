"""Accuracy and dates of an inference_models record."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_MEASURED = "measured on inference_models 2026.8.0"
_RESNET_50 = {
    "top1_accuracy_fraction": 0.7613,
    "top5_accuracy_fraction": 0.92862,
    "image_size_pixel": 224,
    "publication_date": "2015-12-10",
    "effective_date": "2015-12-10",
    "effective_date_precision": "day",
    "effective_date_basis": "paper",
    "mac_basis": "torchvision_ops_3dp",
    "source_url": "https://arxiv.org/abs/1512.03385",
}

_ORDER = Rule(
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
    sql="""
        select _row, 'top5_accuracy_fraction' as "column", top5_accuracy_fraction as value,
          format('top-5 accuracy {:.4g} is below top-1 accuracy {:.4g}', top5_accuracy_fraction,
            top1_accuracy_fraction) as message, 'top1_accuracy_fraction' as evidence
        from submission where top5_accuracy_fraction < top1_accuracy_fraction
    """,
    applies="select _row from submission where top5_accuracy_fraction * top1_accuracy_fraction is not null",
    passes=(_RESNET_50,),
    fails=({"top1_accuracy_fraction": 0.92862, "top5_accuracy_fraction": 0.7613},),
)

_RATIO = Rule(
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
    thresholds=(
        Threshold("lowest", 0.08, "1", f"{_MEASURED}: the lowest of 1,430 is 0.095."),
        Threshold("highest", 0.6, "1", f"{_MEASURED}: the highest of 1,430 is 0.481."),
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
    passes=(_RESNET_50,),
    fails=(
        {"top1_accuracy_fraction": 0.0076, "top5_accuracy_fraction": 0.92862},
        {"top1_accuracy_fraction": 0.7613, "top5_accuracy_fraction": 0.77},
    ),
)

_RANGE = Rule(
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
    thresholds=(
        Threshold("top1_lowest", 0.5, "1", f"{_MEASURED}: the lowest of 1,430 is 0.565."),
        Threshold("top1_highest", 0.95, "1", f"{_MEASURED}: the highest of 1,430 is 0.901."),
        Threshold("top5_lowest", 0.72, "1", f"{_MEASURED}: the lowest of 1,430 is 0.791."),
        Threshold("top5_highest", 0.998, "1", f"{_MEASURED}: the highest of 1,430 is 0.991."),
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
    passes=(_RESNET_50,),
    fails=({"top1_accuracy_fraction": 0.239}, {"top1_accuracy_fraction": 0.76, "top5_accuracy_fraction": 0.0714}),
)

_RECORD = Rule(
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
    thresholds=(Threshold("margin", 0.04, "1", f"{_MEASURED}: the largest jump after 2014-09-04 is 0.031."),),
    sql="""
        select s._row, 'top1_accuracy_fraction' as "column", s.top1_accuracy_fraction as value,
          format('{:.4g} top-1 accuracy on {} is {:.2g} above the best until then, {:.4g}', s.top1_accuracy_fraction,
            s.effective_date::varchar, s.top1_accuracy_fraction - r.best, r.best) as message,
          'inference_models/' || r.holder as evidence
        from submission s asof join (
          select effective_date, max(max(top1_accuracy_fraction)) over w as best,
            arg_max(arg_max(record_id, top1_accuracy_fraction), max(top1_accuracy_fraction)) over w as holder
          from inference_models where effective_date is not null group by 1 window w as (order by effective_date)) r
          on s.effective_date >= r.effective_date
        where s.effective_date > date '2014-09-04' and s.top1_accuracy_fraction > r.best + $margin
    """,
    applies="select _row from submission where effective_date > date '2014-09-04'",
    passes=(_RESNET_50,),
    fails=({**_RESNET_50, "top1_accuracy_fraction": 0.92862}, {**_RESNET_50, "top1_accuracy_fraction": 0.86}),
)

_BASIS = Rule(
    id="effective-date-basis",
    layer="inclusion",
    severity="error",
    datasets=("inference_models",),
    title="The effective date is not the one that it is said to be",
    explanation=(
        "Frontiers over time rest on the day on which an accuracy became public. The effective date repeats the date "
        "of the paper, of the recipe or of the first appearance in timm, and effective_date_basis says which; none is "
        "before the architecture's own paper."
    ),
    fix="Copy the date that effective_date_basis names, or name the right one.",
    source="The declaration of effective_date; Desislavov et al. 2021 (arXiv 2109.05472) date by the paper.",
    sql="""
        select _row, 'effective_date' as "column", effective_date::varchar as value,
          case when effective_date < publication_date
            then format('the effective date {} is before the publication of the architecture, {}',
              effective_date::varchar, publication_date::varchar)
            else format('the effective date {} is said to be that of {}, which is {}', effective_date::varchar,
              effective_date_basis, coalesce(basis_date::varchar, 'empty')) end as message,
          'effective_date_basis = ' || coalesce(effective_date_basis, 'empty') as evidence
        from (select *, case effective_date_basis when 'paper' then publication_date
          when 'recipe_paper' then recipe_date
          when 'first_seen_in_timm' then first_seen_in_timm_date end as basis_date from submission)
        where effective_date < publication_date
          or (effective_date_basis is not null and effective_date is distinct from basis_date)
    """,
    applies="select _row from submission where effective_date is not null",
    needs="effective_date is not null or effective_date_basis is not null",
    passes=(_RESNET_50, {"publication_date": "2015-12-10"}),
    fails=({**_RESNET_50, "effective_date": "2014-12-10"}, {**_RESNET_50, "effective_date_basis": "recipe_paper"}),
)

_EVIDENCE = Rule(
    id="inference-evidence-missing",
    layer="inclusion",
    severity="error",
    datasets=("inference_models",),
    binds="submitted",
    title="Input size, date, count of operations or source are not stated",
    explanation=(
        "Accuracy and operations hold at one input size, the trend needs the date on which the accuracy became public, "
        "and operations have to say how they were counted, since papers differ by a factor of two."
    ),
    fix="Give image_size_pixel, effective_date with its basis, mac_basis and source_url.",
    source="Desislavov et al. 2021 (arXiv 2109.05472), section 3.",
    sql="""
        select _row, u.name as "column", null as value, 'the record does not state ' || u.name as message,
          null as evidence
        from submission, unnest([{name: 'image_size_pixel', absent: image_size_pixel is null},
          {name: 'effective_date', absent: effective_date is null},
          {name: 'effective_date_basis', absent: effective_date is not null and effective_date_basis is null},
          {name: 'mac_basis', absent: mac_basis is null},
          {name: 'source_url', absent: source_url is null}]) as t(u)
        where u.absent
    """,
    passes=(_RESNET_50,),
    fails=({**_RESNET_50, "image_size_pixel": None}, {**_RESNET_50, "effective_date": None}),
)

RULES = (_ORDER, _RATIO, _RANGE, _RECORD, _BASIS, _EVIDENCE)
