"""A submitted milestone without a name."""

from compute_trends.validators.rules.shared.column_rule import column_rule
from compute_trends.validators.rules.shared.sources import OWN_DEMAND

RULE = column_rule(
    "milestone-name-missing",
    "name",
    "trim(coalesce(name, '')) = ''",
    "'the record has no name'",
    (
        "A milestone has no name",
        (
            "The name is how people find a system and how duplicates are found. Three systems of 2022 came without "
            "one and could be told apart only by their papers."
        ),
        "Fill name as the paper gives it; where it names no system, a short description.",
    ),
    ({"name": "AlexNet"},),
    ({}, {"name": " "}),
    source=OWN_DEMAND,
)
