"""H100-equivalents that the chips delivered do not come to."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import DELIVERY

_ON = "measured on chip_deliveries 2026.4.0, n = 508: 0.998 to 1.010 of the largest variant, 1.11 of the smallest"

RULE = Rule(
    id="delivery-equivalents-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("chip_deliveries",),
    title="The H100-equivalents are not those of the chips",
    explanation=(
        "H100-equivalents are the chips times the ratio of peak rates in 8-bit formats (in 16-bit ones where a chip "
        "has no other). Another ratio means that chips stand in place of equivalents, thousands in place of chips, or "
        "that the row is of another chip."
    ),
    fix="Check chip_count and compute_h100_equivalent (both in single chips), and that accelerators is the chip.",
    source="Peak dense rates in accelerators, over the 1.979e15 op/s of the H100 SXM5.",
    reads=("accelerators", "chip_count", "compute_h100_equivalent"),
    opens=("accelerators",),
    thresholds=(
        Threshold("h100_rate", 1.979e15, "op/s", "the H100 SXM5 in accelerators, dense 8-bit"),
        Threshold("lowest", 0.8, "equivalents / (chips x ratio)", _ON),
        Threshold("highest", 1.25, "equivalents / (chips x ratio)", _ON),
        Threshold("slack", 2, "h100_equivalent", "counts are rounded to whole chips"),
    ),
    needs="compute_h100_equivalent is not null and chip_count > 0",
    sql="""
        select _row, 'compute_h100_equivalent' as "column", compute_h100_equivalent as value,
          format('{:.6g} H100-equivalents for {} chips is {:.3g} each; by their peak rates {:.3g} is expected',
            compute_h100_equivalent, chip_count, compute_h100_equivalent / chip_count, most) as message,
          null as evidence
        from (
          select s._row, s.compute_h100_equivalent, s.chip_count, min(a.rate) / $h100_rate as least,
            max(a.rate) / $h100_rate as most
          from submission s, unnest(s.accelerators) as u(chip) join (
            select record_id, greatest(fp8_tensor_flop_per_s, int8_op_per_s, fp16_tensor_flop_per_s) as rate
            from accelerators) a on a.record_id = u.chip
          where s.compute_h100_equivalent is not null and s.chip_count > 0 and a.rate is not null group by all)
        where compute_h100_equivalent not between $lowest * least * chip_count - $slack
          and $highest * most * chip_count + $slack
    """,
    applies="""
        select distinct s._row from submission s, unnest(s.accelerators) as u(chip)
        join accelerators a on a.record_id = u.chip
        where s.compute_h100_equivalent is not null and s.chip_count > 0
          and coalesce(a.fp8_tensor_flop_per_s, a.int8_op_per_s, a.fp16_tensor_flop_per_s) is not null
    """,
    passes=(DELIVERY,),
    fails=(
        {**DELIVERY, "compute_h100_equivalent": 200000},
        {**DELIVERY, "chip_count": 200},
        {**DELIVERY, "compute_h100_equivalent": 63},
    ),
)
