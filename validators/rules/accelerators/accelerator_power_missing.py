"""A submitted chip without a power."""

from compute_trends.validators.rules.shared.examples import CHIP, without
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

RULE = required(
    "accelerator-power-missing",
    "accelerators",
    "tdp_w",
    "'the thermal design power is not given'",
    title="No power for a submitted chip",
    explanation=(
        "Energy trends need the power. Some vendors publish none, which is why this is a warning: 22% of the chips in "
        "accelerators 2026.8.0 have no TDP."
    ),
    fix=(
        "Give tdp_w if it is published; if only the power of a whole system is, submit the system as a record of "
        "accelerator_systems."
    ),
    source=CHIP_CRITERION,
    passes=(CHIP,),
    fails=(without(CHIP, "tdp_w"),),
    severity="warning",
)
