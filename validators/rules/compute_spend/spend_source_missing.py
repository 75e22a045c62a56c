"""A submitted record of a submitted report on spending without the page that states it."""

from compute_trends.validators.rules.shared.examples import SPEND, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "spend-source-missing",
    "compute_spend",
    "source_url",
    "'no page is linked that states it'",
    title="No source for a submitted report on spending",
    explanation="Sums are reported, projected or guessed; without the page nobody can tell which.",
    fix="Give the page that states the sum in source_url.",
    source="This package's own demand on submissions, as in the other datasets.",
    passes=(SPEND,),
    fails=(without(SPEND, "source_url"),),
)
