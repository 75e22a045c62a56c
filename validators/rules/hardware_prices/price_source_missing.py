"""A submitted price without the page that states it."""

from compute_trends.validators.rules.shared.examples import PURCHASE, RENTAL, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "price-source-missing",
    "hardware_prices",
    "source_url",
    "'no page is linked that states the price'",
    title="No source for a submitted price",
    explanation=(
        "Prices change within weeks and pages with them. Without a page, best an archived one, nobody can tell "
        "which configuration, commitment and currency a price was for. Of the shipped prices 99% have one."
    ),
    fix="Give the page that states the price in source_url, if possible its copy in a web archive.",
    source="Criterion of the dataset: a dated price from a page that can be read again.",
    passes=(PURCHASE, RENTAL),
    fails=(without(PURCHASE, "source_url"),),
)
