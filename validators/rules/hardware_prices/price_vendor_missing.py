"""A submitted price of an hour without its vendor."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import PURCHASE, RENTAL

RULE = Rule(
    id="price-vendor-missing",
    layer="inclusion",
    severity="error",
    datasets=("hardware_prices",),
    title="A submitted hourly price names no vendor",
    explanation=(
        "On the same day the dearest vendor of a chip asks several times the price of the cheapest, so a rental "
        "without its vendor cannot be compared with anything. Every shipped rental names its vendor."
    ),
    fix="Give the cloud provider in vendor.",
    source="All 648 hourly prices in hardware_prices 2025.6.0 name their vendor.",
    binds="submitted",
    applies="select _row from submission where price_kind <> 'purchase'",
    sql="""
        select _row, 'vendor' as "column", null as value,
          'an hourly price (' || price_kind || ') without its vendor' as message,
          null as evidence
        from submission where price_kind <> 'purchase' and vendor is null
    """,
    passes=(RENTAL, PURCHASE),
    fails=({name: value for name, value in RENTAL.items() if name != "vendor"},),
)
