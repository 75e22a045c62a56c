"""A submitted training compute without a confidence."""

from compute_trends.validators.rules.shared.column_rule import column_rule
from compute_trends.validators.rules.shared.examples import COMPUTE
from compute_trends.validators.rules.shared.sources import OWN_DEMAND

RULE = column_rule(
    "training-compute-confidence-missing",
    "confidence",
    "confidence is null",
    "format('the training compute of {:.3g} FLOP comes without a confidence', training_compute_flop)",
    (
        "The training compute comes without a confidence",
        (
            "Confident is meant to hold within a factor of 3, likely within 10, speculative within 30. All 535 "
            "systems of milestone_systems 2026.8.0 with a training compute state it, and trends select by it."
        ),
        "Fill confidence with confident, likely or speculative.",
    ),
    (COMPUTE | {"confidence": "likely"}, {}),
    (COMPUTE,),
    applies="training_compute_flop is not null",
    source=OWN_DEMAND,
)
