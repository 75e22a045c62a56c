"""A submitted milestone that is not said to learn."""

from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import MILESTONES

RULE = required(
    "milestone-learning-unshown",
    "milestone_systems",
    {"has_learning_component": "has_learning_component is distinct from true"},
    (
        "if(has_learning_component is null, 'the record does not say whether the system learns', "
        "'a system without a learning component is no milestone of machine learning')"
    ),
    title="The system is not said to have a learning component",
    explanation=(
        "The dataset holds systems that learn: hand-written programs such as Deep Blue stay out whatever their "
        "fame, because they have no training compute. All other criteria apply on top of this one."
    ),
    fix="Set has_learning_component to true if parts of the system are learned; otherwise it does not belong here.",
    source=MILESTONES,
    passes=({"has_learning_component": True},),
    fails=({}, {"has_learning_component": False}),
)
