"""Forward FLOP that are not twice the multiply-accumulates."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_NETWORKS

RULE = Rule(
    id="forward-flop-convention",
    layer="inclusion",
    severity="error",
    datasets=("inference_models",),
    title="The forward FLOP are not twice the multiply-accumulates",
    explanation=(
        "Papers call multiply-accumulates and floating-point operations alike FLOPs, which is a factor of two. Here "
        "one multiply-accumulate is two operations, in every row."
    ),
    fix="Put multiply-accumulates into forward_mac and twice their number into forward_flop.",
    source="Desislavov et al. 2021 (arXiv 2109.05472), section 3; the declaration of forward_flop.",
    reads=("forward_mac", "forward_flop"),
    thresholds=(
        Threshold("tolerance", 0.01, "1", f"Two figures printed with three digits; {ON_NETWORKS}: all 1,430 exact."),
    ),
    sql="""
        select _row, 'forward_flop' as "column", forward_flop as value,
          format('{:.3g} FLOP are {:.3g} times the {:.3g} multiply-accumulates, not twice', forward_flop,
            forward_flop / forward_mac, forward_mac) as message, 'forward_flop = 2 x forward_mac' as evidence
        from submission where abs(forward_flop - 2 * forward_mac) > 2 * $tolerance * forward_mac
    """,
    applies="select _row from submission where forward_flop * forward_mac is not null",
    passes=({"forward_mac": 4.11e9, "forward_flop": 8.22e9}, {"forward_mac": 1.0}),
    fails=({"forward_mac": 4.11e9, "forward_flop": 4.11e9}, {"forward_mac": 8.22e9, "forward_flop": 4.11e9}),
)
