"""A release price without the page that states it."""

from compute_trends.validators.rules.shared.examples import CHIP
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

RULE = required(
    "accelerator-price-source-missing",
    "accelerators",
    "price_source_url",
    """format('a release price of {:.3g} USD is given without a page that states it', release_price_usd)""",
    where="release_price_usd is not null",
    reads=("release_price_usd",),
    title="A release price without its source",
    explanation=(
        "Prices at release come from announcements, shops and guesses, and differ by factors. The datasheet "
        "rarely states them, so they need a page of their own."
    ),
    fix="Give the page in price_source_url, or leave release_price_usd empty.",
    source=CHIP_CRITERION,
    passes=({"release_price_usd": 15000, "price_source_url": "https://example.org/price"}, CHIP),
    fails=({"release_price_usd": 15000},),
)
