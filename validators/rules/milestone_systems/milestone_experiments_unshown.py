"""A submitted milestone whose reference is not said to report experiments."""

from compute_trends.validators.rules.shared.column_rule import column_rule
from compute_trends.validators.rules.shared.sources import MILESTONES

RULE = column_rule(
    "milestone-experiments-unshown",
    "shows_experimental_results",
    "shows_experimental_results is distinct from true",
    "if(shows_experimental_results is null, 'the record does not say whether the reference reports experiments', "
    "'a system without experimental results is no milestone')",
    (
        "The system is not said to have experimental results",
        (
            "A milestone was built and run: its reference reports results of experiments. A proposal without them "
            "was never trained, so nothing can be said about its computation."
        ),
        "Set shows_experimental_results to true if the reference reports experiments with the system.",
    ),
    ({"shows_experimental_results": True},),
    ({}, {"shows_experimental_results": False}),
    source=MILESTONES,
)
