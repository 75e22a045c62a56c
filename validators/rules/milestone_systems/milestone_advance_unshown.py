"""A submitted milestone that is said neither to advance the state of the art nor to be historic."""

from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import MILESTONES

RULE = required(
    "milestone-advance-unshown",
    "milestone_systems",
    {
        # A claimed improvement says it already, unless the record denies it in the same breath.
        "advances_state_of_the_art": (
            """advances_state_of_the_art is distinct from true
          and not coalesce(list_contains(inclusion_criteria, 'historical_significance'), false)
          and not (advances_state_of_the_art is null
            and coalesce(list_contains(inclusion_criteria, 'sota_improvement'), false))"""
        )
    },
    (
        "if(advances_state_of_the_art is null, 'the record does not say whether the system advanced the state of the "
        "art', 'the system is said not to have advanced the state of the art, and historical_significance is not "
        "claimed')"
    ),
    reads=("inclusion_criteria",),
    title="The system is said neither to advance the state of the art nor to be of historical importance",
    explanation=(
        "Every milestone advanced the state of the art when it appeared, or is of clear historical importance. "
        "Claiming sota_improvement or historical_significance says so; for all other criteria, such as a "
        "costly training run, the record has to."
    ),
    fix="Set advances_state_of_the_art to true, or claim historical_significance and say why in inclusion_note.",
    source=MILESTONES,
    passes=(
        {"advances_state_of_the_art": True, "inclusion_criteria": ["training_cost"]},
        {"inclusion_criteria": ["sota_improvement"]},
        {"advances_state_of_the_art": False, "inclusion_criteria": ["historical_significance"]},
    ),
    fails=(
        {"inclusion_criteria": ["training_cost"]},
        {"advances_state_of_the_art": False, "inclusion_criteria": ["sota_improvement"]},
    ),
)
