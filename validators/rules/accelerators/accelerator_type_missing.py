"""A submitted chip that does not say what kind of processor it is."""

from compute_trends.validators.rules.shared.chip_evidence import missing

RULE = missing(
    "accelerator-type-missing",
    "type",
    "type is null",
    "the kind of processor is not given",
    "No type for a submitted chip",
    "The type says whether a chip keeps its memory in DRAM or in SRAM and which chips it is compared with.",
    "Set type to one of the kinds that the schema lists, `other` if none fits.",
)
