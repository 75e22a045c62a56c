"""A submitted training compute without a confidence."""

from compute_trends.validators.rules.shared.examples import COMPUTE
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import OWN_DEMAND

RULE = required(
    "training-compute-confidence-missing",
    "milestone_systems",
    "confidence",
    "format('the training compute of {:.3g} FLOP comes without a confidence', training_compute_flop)",
    where="training_compute_flop is not null",
    reads=("training_compute_flop",),
    title="The training compute comes without a confidence",
    explanation=(
        "Confident is meant to hold within a factor of 3, likely within 10, speculative within 30. All 535 "
        "systems of milestone_systems 2026.8.0 with a training compute state it, and trends select by it."
    ),
    fix="Fill confidence with confident, likely or speculative.",
    source=OWN_DEMAND,
    passes=(COMPUTE | {"confidence": "likely"}, {}),
    fails=(COMPUTE,),
)
