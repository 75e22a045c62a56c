"""A submitted chip without a power, its own or that of a system."""

from compute_trends.validators.rules.shared.examples import CHIP, without
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

RULE = required(
    "accelerator-power-missing",
    "accelerators",
    {"tdp_w": "tdp_w is null and system_power_w is null"},
    "'neither the thermal design power nor the power of a system is given'",
    reads=("system_power_w",),
    title="No power for a submitted chip",
    explanation=(
        "Energy trends need the power. Some vendors publish none, which is why this is a warning: 26% of the chips in "
        "accelerators 2026.5.0 have no TDP."
    ),
    fix="Give tdp_w if it is published; if only that of a system is, system_power_w with its basis and chip count.",
    source=CHIP_CRITERION,
    passes=(CHIP,),
    fails=(without(CHIP, "tdp_w"),),
    severity="warning",
)
