"""A submitted chip that does not say what kind of processor it is."""

from compute_trends.validators.rules.shared.examples import CHIP, without
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

RULE = required(
    "accelerator-type-missing",
    "accelerators",
    "type",
    "'the kind of processor is not given'",
    title="No type for a submitted chip",
    explanation=(
        "The type says whether a chip keeps its memory in DRAM or in SRAM and which chips it is compared with."
    ),
    fix="Set type to one of the kinds that the schema lists, `other` if none fits.",
    source=CHIP_CRITERION,
    passes=(CHIP,),
    fails=(without(CHIP, "type"),),
)
