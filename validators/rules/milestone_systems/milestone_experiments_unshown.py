"""A submitted milestone whose reference is not said to report experiments."""

from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import MILESTONES

RULE = required(
    "milestone-experiments-unshown",
    "milestone_systems",
    {"shows_experimental_results": "shows_experimental_results is distinct from true"},
    (
        "if(shows_experimental_results is null, 'the record does not say whether the reference reports experiments', "
        "'a system without experimental results is no milestone')"
    ),
    title="The system is not said to have experimental results",
    explanation=(
        "A milestone was built and run: its reference reports results of experiments. A proposal without them "
        "was never trained, so nothing can be said about its computation."
    ),
    fix="Set shows_experimental_results to true if the reference reports experiments with the system.",
    source=MILESTONES,
    passes=({"shows_experimental_results": True},),
    fails=({}, {"shows_experimental_results": False}),
)
