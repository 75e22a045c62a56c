"""A submitted training compute that does not say how it was found."""

from compute_trends.validators.rules.shared.examples import COMPUTE
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import OWN_DEMAND

RULE = required(
    "training-compute-method-missing",
    "milestone_systems",
    {"training_compute_method": "coalesce(len(training_compute_method), 0) = 0"},
    "format('the training compute of {:.3g} FLOP does not say how it was found', training_compute_flop)",
    where="training_compute_flop is not null",
    reads=("training_compute_flop",),
    title="The training compute does not say how it was found",
    explanation=(
        "Counting operations, hardware and time, and the developers' own word err in different ways, by a "
        "factor of two or more. Without the method nobody can repeat or correct the estimate."
    ),
    fix="Fill training_compute_method, for instance with operation_counting, hardware or reported.",
    source=OWN_DEMAND,
    passes=(COMPUTE | {"training_compute_method": ["operation_counting"]}, {}),
    fails=(COMPUTE,),
)
