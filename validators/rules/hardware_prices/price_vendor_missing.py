"""A submitted price of an hour without its vendor."""

from compute_trends.validators.rules.shared.examples import PURCHASE, RENTAL, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "price-vendor-missing",
    "hardware_prices",
    "vendor",
    "'an hourly price (' || price_kind || ') without its vendor'",
    where="price_kind <> 'purchase'",
    reads=("price_kind",),
    title="A submitted hourly price names no vendor",
    explanation=(
        "On the same day the dearest vendor of a chip asks several times the price of the cheapest, so a rental "
        "without its vendor cannot be compared with anything. Every shipped rental names its vendor."
    ),
    fix="Give the cloud provider in vendor.",
    source="All 648 hourly prices in hardware_prices 2025.6.0 name their vendor.",
    passes=(RENTAL, PURCHASE),
    fails=(without(RENTAL, "vendor"),),
)
