"""Chips delivered of a kind that is no record of ours."""

from compute_trends.validators.rules.shared.examples import DELIVERY, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "delivery-chip-missing",
    "chip_deliveries",
    "accelerators",
    "'the chips are counted, but not which record of accelerators they are'",
    where="chip_count is not null",
    reads=("chip_count",),
    title="The chips are none that we hold",
    explanation=(
        "What delivered chips can compute and draw follows from their rates and their power, so they have to be a "
        "record of accelerators, or several where the count joins variants."
    ),
    fix="Name the record in accelerators; if we lack the chip, submit a record of accelerators beside this one.",
    source="Every shipped row names its chips.",
    passes=(DELIVERY,),
    fails=(without(DELIVERY, "accelerators"),),
)
