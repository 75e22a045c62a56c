"""A submitted chip without its maker."""

from compute_trends.validators.rules.shared.examples import CHIP, without
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

RULE = required(
    "accelerator-manufacturer-missing",
    "accelerators",
    "manufacturer",
    "'no manufacturer is given'",
    title="No manufacturer for a submitted chip",
    explanation=("The manufacturer tells chips of the same name apart and is what trends by maker are grouped by."),
    fix="Give the company or institution that designed the chip in manufacturer.",
    source=CHIP_CRITERION,
    passes=(CHIP,),
    fails=(without(CHIP, "manufacturer"),),
)
