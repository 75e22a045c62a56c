"""A submitted chip without its maker."""

from compute_trends.validators.rules.shared.chip_evidence import missing

RULE = missing(
    "accelerator-manufacturer-missing",
    "manufacturer",
    "manufacturer is null",
    "no manufacturer is given",
    "No manufacturer for a submitted chip",
    "The manufacturer tells chips of the same name apart and is what trends by maker are grouped by.",
    "Give the company or institution that designed the chip in manufacturer.",
)
