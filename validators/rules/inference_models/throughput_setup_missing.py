"""A submitted throughput without accelerator, number format or batch size."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import RESNET_50_THROUGHPUT

RULE = Rule(
    id="throughput-setup-missing",
    layer="inclusion",
    severity="error",
    datasets=("inference_models",),
    reads=("throughput_image_per_s", "throughput_batch_size", "throughput_accelerator", "throughput_number_format"),
    binds="submitted",
    title="A throughput is stated without accelerator, number format or batch size",
    explanation="A throughput says nothing without the accelerator, number format and batch that it was measured on.",
    fix="Name throughput_accelerator, throughput_number_format and throughput_batch_size.",
    source="Desislavov et al. 2021 (arXiv 2109.05472), which takes rate and power from the accelerator.",
    sql="""
        select _row, case when throughput_accelerator is null then 'throughput_accelerator'
            when throughput_number_format is null then 'throughput_number_format' else 'throughput_batch_size' end
            as "column", null as value,
          format('{:.3g} images/s are stated, but not on which accelerator, in which number format and batch',
            throughput_image_per_s) as message, null as evidence
        from submission
        where throughput_image_per_s is not null and (throughput_accelerator is null
          or throughput_number_format is null or throughput_batch_size is null)
    """,
    applies="select _row from submission where throughput_image_per_s is not null",
    passes=(RESNET_50_THROUGHPUT, {"forward_flop": 8.22e9}),
    fails=(
        {**RESNET_50_THROUGHPUT, "throughput_accelerator": None},
        {**RESNET_50_THROUGHPUT, "throughput_number_format": None},
    ),
)
