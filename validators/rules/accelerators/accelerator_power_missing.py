"""A submitted chip without a power, its own or that of a system."""

from compute_trends.validators.rules.shared.chip_evidence import missing

RULE = missing(
    "accelerator-power-missing",
    "tdp_w",
    "tdp_w is null and system_power_w is null",
    "neither the thermal design power nor the power of a system is given",
    "No power for a submitted chip",
    "Energy trends need the power. Some vendors publish none, which is why this is a warning: 26% of the chips in "
    "accelerators 2026.5.0 have no TDP.",
    "Give tdp_w if it is published; if only that of a system is, system_power_w with its basis and chip count.",
    "warning",
)
