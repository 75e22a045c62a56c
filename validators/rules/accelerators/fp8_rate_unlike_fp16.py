"""An FP8 rate that is nearly, but not quite, twice the FP16 rate."""

from compute_trends.validators.rule import Rule, Threshold

_ON = "measured on accelerators 2026.8.0: of 18 chips, 12 are within it, 4 have the same rate, 2 have 3.5 and more"

RULE = Rule(
    id="fp8-rate-unlike-fp16",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The FP8 rate is nearly twice the FP16 rate, but not quite",
    explanation=(
        "A matrix engine does numbers of half the bits at twice the rate, or at the same rate where it has no units "
        "for them. Where the ratio is near 2 but not within 5% of it, one of the two rates is that of a sibling of "
        "another clock, as an MI350X's FP8 beside an MI355X's FP16, or of another rounding."
    ),
    fix="Take both rates from one column of the datasheet, both without sparsity.",
    source="AMD's and NVIDIA's datasheets, where each halving of the format doubles the rate.",
    reads=("fp8_tensor_flop_per_s", "fp16_tensor_flop_per_s"),
    thresholds=(
        Threshold("tolerance", 0.05, "share of twice the FP16 rate", _ON),
        Threshold("same_rate", 1.05, "FP8 / FP16", "up to this, FP8 runs on the units of FP16"),
        Threshold("other_cause", 3.5, "FP8 / FP16", "from this on, peak-rate-maybe-sparse says so"),
    ),
    sql="""
        select _row, 'fp8_tensor_flop_per_s' as "column", fp8_tensor_flop_per_s as value,
          format('{:.3g} is {:.3g} times the FP16 rate; twice that rate is {:.4g}', fp8_tensor_flop_per_s,
            fp8_tensor_flop_per_s / fp16_tensor_flop_per_s, 2 * fp16_tensor_flop_per_s) as message,
          format('fp16_tensor_flop_per_s = {:.4g}', fp16_tensor_flop_per_s) as evidence
        from submission
        where fp8_tensor_flop_per_s > $same_rate * fp16_tensor_flop_per_s
          and fp8_tensor_flop_per_s < $other_cause * fp16_tensor_flop_per_s
          and abs(fp8_tensor_flop_per_s / (2 * fp16_tensor_flop_per_s) - 1) > $tolerance
    """,
    applies="""
        select _row from submission where fp8_tensor_flop_per_s is not null and fp16_tensor_flop_per_s is not null
    """,
    passes=(
        {"fp8_tensor_flop_per_s": 1979e12, "fp16_tensor_flop_per_s": 989.4e12},
        {"fp8_tensor_flop_per_s": 918e12, "fp16_tensor_flop_per_s": 918e12},
        {"fp8_tensor_flop_per_s": 5072e12, "fp16_tensor_flop_per_s": 1268e12},
    ),
    fails=({"fp8_tensor_flop_per_s": 4.6e15, "fp16_tensor_flop_per_s": 2.5166e15},),
)
