"""An average power that is far from the design power of the chip."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.energy_chips import CHIPS
from compute_trends.validators.rules.shared.sources import PATTERSON

RULE = Rule(
    id="energy-power-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="The average power is far from the design power of the chip",
    explanation=(
        "The average power holds the chip's share of host, memory and network, so it may exceed the chip's design "
        "power a little; the published runs draw 0.54 to 1.1 times of it. Much less or more is a wrong unit, the power "
        "of a whole server, or another chip."
    ),
    fix="Give the average power per accelerator in watts, without the facility's overhead.",
    source=f"{PATTERSON}, and the design power in the accelerators dataset.",
    reads=(
        "accelerator",
        "average_power_w",
    ),
    opens=("accelerator_names", "accelerators"),
    thresholds=(
        Threshold("lowest", 0.25, "1", f"{PATTERSON}: the lowest of six is 0.54; half of that."),
        Threshold("highest", 2.2, "1", f"{PATTERSON}: the highest of six is 1.1; twice that."),
    ),
    sql=f"""
        select _row, 'average_power_w' as "column", average_power_w as value,
          format('{{:.3g}} W per chip are {{:.3g}} times the design power of {{}}', average_power_w,
            average_power_w / tdp_w, accelerator) as message,
          format('accelerators/{{}}: {{:.3g}} W', chip, tdp_w) as evidence
        from ({CHIPS}) where average_power_w not between $lowest * tdp_w and $highest * tdp_w
    """,
    applies=f"select _row from ({CHIPS}) where average_power_w * tdp_w is not null",
    passes=({"accelerator": "NVIDIA V100", "average_power_w": 330},),
    fails=(
        {"accelerator": "NVIDIA V100", "average_power_w": 2640},
        {"accelerator": "NVIDIA V100", "average_power_w": 0.33},
    ),
)
