"""A submitted price that names no chip of the accelerators dataset."""

from compute_trends.validators.rules.shared.examples import PURCHASE, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "price-chip-missing",
    "hardware_prices",
    "accelerator",
    "'the price is for ' || coalesce(accelerator_name, 'a chip') || ', but names no record of accelerators'",
    reads=("accelerator_name",),
    title="A submitted price names no chip of the accelerators dataset",
    explanation="A price is of use beside the rates and the power of its chip, and enters no trend without them.",
    fix="Give the record_id of the chip in accelerator; submit the chip with it if the dataset lacks it.",
    source="Of the shipped prices all but one name a chip of accelerators 2026.5.0.",
    passes=(PURCHASE,),
    fails=(without(PURCHASE, "accelerator"),),
)
