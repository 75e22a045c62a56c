"""Chips of an energy record that are said to use hardly any of their peak rate."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.energy_chips import RATED_CHIPS
from compute_trends.validators.rules.shared.sources import PATTERSON

RULE = Rule(
    id="energy-rate-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="The chips are said to run at an unusually low share of their peak rate",
    explanation=(
        "The published runs reach 20% to 54% of the peak rate. A few per cent or less is more often a wrong unit (GPU "
        "hours for hours, hours for days) than a run so poor. A chip whose matrix engines have no known rate is judged "
        "by its vector units, which are slower."
    ),
    fix="Check measured_flop_per_s (FLOP/s per chip), accelerator, accelerator_count and training_time_hour.",
    source=f"{PATTERSON}, and the peak rates in the accelerators dataset.",
    reads=("accelerator", "accelerator_count", "training_time_hour", "training_compute_flop", "measured_flop_per_s"),
    opens=("accelerator_names", "accelerators"),
    thresholds=(Threshold("lowest", 0.05, "1", f"{PATTERSON}: the lowest of six is 0.20; a quarter of that."),),
    sql=f"""
        select _row, case when measured_flop_per_s is null then 'training_compute_flop' else 'measured_flop_per_s' end
            as "column", coalesce(measured_flop_per_s, training_compute_flop) as value,
          format('each chip would compute {{:.3g}} FLOP/s, {{:.3g}} times {{}} of {{}}', achieved_flop_per_s,
            achieved_flop_per_s / held_flop_per_s, coalesce(held_basis, 'the peak rate'), accelerator) as message,
          format('accelerators/{{}}: {{:.3g}} FLOP/s', chip, held_flop_per_s) as evidence
        from ({RATED_CHIPS}) where achieved_flop_per_s < $lowest * held_flop_per_s
    """,
    applies=f"select _row from ({RATED_CHIPS}) where achieved_flop_per_s * held_flop_per_s is not null",
    passes=({"accelerator": "NVIDIA V100", "measured_flop_per_s": 2.46e13},),
    fails=({"accelerator": "NVIDIA V100", "measured_flop_per_s": 2.46e10},),
)
