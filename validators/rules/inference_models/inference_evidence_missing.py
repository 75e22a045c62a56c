"""A submitted network without input size, effective date, count of operations or source."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import RESNET_50_ACCURACY

RULE = Rule(
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
    passes=(RESNET_50_ACCURACY,),
    fails=({**RESNET_50_ACCURACY, "image_size_pixel": None}, {**RESNET_50_ACCURACY, "effective_date": None}),
)
