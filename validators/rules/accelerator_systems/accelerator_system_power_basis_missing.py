"""A submitted system whose power is given without what it is."""

from compute_trends.validators.rules.shared.examples import DGX, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "accelerator-system-power-basis-missing",
    "accelerator_systems",
    "power_basis",
    "'the power is given, but not whether it is the greatest or that in use'",
    where="power_w is not null",
    reads=("power_w",),
    title="A submitted system's power has no basis",
    explanation=(
        "A greatest power is what the supplies must carry; a power in use is lower, and the two must not be compared. "
        "Efficiency at peak rate asks for the greatest."
    ),
    fix="Say in power_basis whether the page gives a maximum or an average, or that it leaves it unstated.",
    source="This package's own demand on submissions.",
    passes=(DGX, without(without(DGX, "power_basis"), "power_w")),
    fails=(without(DGX, "power_basis"),),
)
