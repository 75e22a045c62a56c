"""Chips of an energy record that are said to compute faster than their peak rate."""

from compute_trends.validators.estimates.chip_rates import MATRIX_TO_VECTOR, MATRIX_TO_VECTOR_SOURCE
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.energy_chips import RATED_CHIPS
from compute_trends.validators.rules.shared.sources import PATTERSON

RULE = Rule(
    id="energy-rate-above-peak",
    layer="plausibility",
    severity="error",
    datasets=("training_energy",),
    title="The chips are said to compute faster than they can",
    explanation=(
        "The rate that an accelerator achieves in training is below its peak rate; the published runs reach 20% to "
        "54% of it. A higher rate means a wrong unit, too few chips, too short a time or another chip. Where the chip "
        "has or may have matrix engines whose rate is not known, the rule judges by a rate that no chip reaches: "
        f"{MATRIX_TO_VECTOR} times that of its vector units."
    ),
    fix="Check measured_flop_per_s (FLOP/s per chip), accelerator, accelerator_count and training_time_hour.",
    source=f"{PATTERSON}, and the peak rates in the accelerators dataset. {MATRIX_TO_VECTOR_SOURCE}",
    reads=("accelerator", "accelerator_count", "training_time_hour", "training_compute_flop", "measured_flop_per_s"),
    opens=("accelerator_names", "accelerators"),
    thresholds=(Threshold("highest", 1, "1", "The peak rate is the highest rate that the chip can reach."),),
    sql=f"""
        select _row, case when measured_flop_per_s is null then 'training_compute_flop' else 'measured_flop_per_s' end
            as "column", coalesce(measured_flop_per_s, training_compute_flop) as value,
          format('each chip would compute {{:.3g}} FLOP/s, {{:.3g}} times {{}} of {{}}', achieved_flop_per_s,
            achieved_flop_per_s / peak_flop_per_s, coalesce(peak_basis, 'the peak rate'), accelerator) as message,
          format('accelerators/{{}}: {{:.3g}} FLOP/s', chip, peak_flop_per_s) as evidence
        from ({RATED_CHIPS}) where achieved_flop_per_s > $highest * peak_flop_per_s
    """,
    applies=f"select _row from ({RATED_CHIPS}) where achieved_flop_per_s * peak_flop_per_s is not null",
    passes=({"accelerator": "NVIDIA V100", "measured_flop_per_s": 2.46e13},),
    fails=(
        {"accelerator": "NVIDIA V100", "measured_flop_per_s": 2.46e16},
        {
            "accelerator": "NVIDIA V100",
            "accelerator_count": 10_000,
            "training_time_hour": 14.8,
            "training_compute_flop": 3.14e23,
        },
    ),
)
