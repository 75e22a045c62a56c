"""A submitted milestone without a name."""

from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import OWN_DEMAND

RULE = required(
    "milestone-name-missing",
    "milestone_systems",
    {"name": "trim(coalesce(name, '')) = ''"},
    "'the record has no name'",
    title="A milestone has no name",
    explanation=(
        "The name is how people find a system and how duplicates are found. Three systems of 2022 came without "
        "one and could be told apart only by their papers."
    ),
    fix="Fill name as the paper gives it; where it names no system, a short description.",
    source=OWN_DEMAND,
    passes=({"name": "AlexNet"},),
    fails=({}, {"name": " "}),
)
