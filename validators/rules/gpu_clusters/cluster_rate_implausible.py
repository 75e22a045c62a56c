"""A rate that the chips of a cluster do not come to."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import CLUSTER

_ON = "measured on gpu_clusters 2026.8.0, n = 397: 0.9 to 1.0 but for one, whose rate is a sixteenth"

RULE = Rule(
    id="cluster-rate-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("gpu_clusters",),
    title="The rate of the cluster is not that of its chips",
    explanation=(
        "The rate is the chips times the dense peak of one in 16-bit formats. Another one is with sparsity, in another "
        "format, reached in a benchmark, in another unit, or of another number of chips."
    ),
    fix="Check precision_16_bit_op_per_s, primary_chip_count and the chip.",
    source="The dense tensor rates in accelerators, times the number of chips.",
    reads=("accelerator", "primary_chip_count", "secondary_chip_count", "precision_16_bit_op_per_s"),
    opens=("accelerators",),
    thresholds=(
        Threshold("lowest", 0.6, "rate / (chips x peak)", _ON),
        Threshold("highest", 1.7, "rate / (chips x peak)", _ON + "; a sparse rate is twice the dense one"),
    ),
    needs="precision_16_bit_op_per_s is not null and primary_chip_count is not null",
    sql="""
        select _row, 'precision_16_bit_op_per_s' as "column", precision_16_bit_op_per_s as value,
          format('{} chips of {:.4g} FLOP/s each come to {:.4g}, {:.3g} times as much as is stated',
            primary_chip_count, peak, primary_chip_count * peak, 1 / ratio) as message,
          'accelerators/' || accelerator as evidence
        from (
          select s._row, s.precision_16_bit_op_per_s, s.primary_chip_count, s.accelerator,
            a.fp16_tensor_flop_per_s as peak,
            s.precision_16_bit_op_per_s / (s.primary_chip_count * a.fp16_tensor_flop_per_s) as ratio
          from submission s join accelerators a on a.record_id = s.accelerator
          where s.precision_16_bit_op_per_s is not null and s.primary_chip_count is not null
            and s.secondary_chip_count is null and a.fp16_tensor_flop_per_s is not null)
        where ratio not between $lowest and $highest
    """,
    applies="""
        select s._row from submission s join accelerators a on a.record_id = s.accelerator
        where s.precision_16_bit_op_per_s is not null and s.primary_chip_count is not null
          and s.secondary_chip_count is null and a.fp16_tensor_flop_per_s is not null
    """,
    passes=(CLUSTER,),
    fails=(
        {**CLUSTER, "precision_16_bit_op_per_s": 1.98e19},
        {**CLUSTER, "precision_16_bit_op_per_s": 9.89e15},
        {**CLUSTER, "primary_chip_count": 10},
    ),
)
