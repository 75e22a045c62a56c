"""A submitted record of a submitted report on use without the page that states it."""

from compute_trends.validators.rules.shared.examples import USE, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "usage-source-missing",
    "ai_usage",
    "source_url",
    "'no page is linked that states it'",
    title="No source for a submitted report on use",
    explanation="Counts of users differ by who counts, and what; without the page they cannot be told apart.",
    fix="Give the page that states the number in source_url.",
    source="This package's own demand on submissions, as in the other datasets.",
    passes=(USE,),
    fails=(without(USE, "source_url"),),
)
