"""A submitted record of a submitted price or run without the page that states it."""

from compute_trends.validators.rules.shared.examples import TOKEN_PRICE, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "inference-price-source-missing",
    "inference_prices",
    "source_url",
    "'no page is linked that states it'",
    title="No source for a submitted price or run",
    explanation="Prices change without notice, and pages of prices are archived; without one nobody can check the day.",
    fix="Give the page of prices, best an archived copy, or that of the run in source_url.",
    source="This package's own demand on submissions, as in the other datasets.",
    passes=(TOKEN_PRICE,),
    fails=(without(TOKEN_PRICE, "source_url"),),
)
