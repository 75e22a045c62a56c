"""A submitted milestone that is not said to learn."""

from compute_trends.validators.rules.shared.column_rule import column_rule
from compute_trends.validators.rules.shared.sources import MILESTONES

RULE = column_rule(
    "milestone-learning-unshown",
    "has_learning_component",
    "has_learning_component is distinct from true",
    "if(has_learning_component is null, 'the record does not say whether the system learns', "
    "'a system without a learning component is no milestone of machine learning')",
    (
        "The system is not said to have a learning component",
        (
            "The dataset holds systems that learn: hand-written programs such as Deep Blue stay out whatever their "
            "fame, because they have no training compute. All other criteria apply on top of this one."
        ),
        "Set has_learning_component to true if parts of the system are learned; otherwise it does not belong here.",
    ),
    ({"has_learning_component": True},),
    ({}, {"has_learning_component": False}),
    source=MILESTONES,
)
