"""A price in the column of another kind, in both columns or in none."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import PURCHASE, RENTAL

RULE = Rule(
    id="price-not-of-its-kind",
    layer="inclusion",
    severity="error",
    datasets=("hardware_prices",),
    title="The price does not stand in the column of its kind",
    explanation=(
        "A purchase has its price in price_usd, a rental in price_usd_per_chip_hour, and each row has one of the "
        "two. Both, none or the other one leave open whether the chip or an hour of it was paid for."
    ),
    fix="Fill price_usd for a purchase and price_usd_per_chip_hour for every other price_kind, and only that one.",
    source="The schema of the dataset; no shipped price breaks it.",
    reads=("price_kind", "price_usd", "price_usd_per_chip_hour"),
    applies="select _row from submission where price_kind is not null",
    sql="""
        select _row, if(price_kind = 'purchase', 'price_usd', 'price_usd_per_chip_hour') as "column",
          if(price_kind = 'purchase', price_usd, price_usd_per_chip_hour) as value,
          format('price_kind is {}, but price_usd is {} and price_usd_per_chip_hour is {}', price_kind,
            coalesce(price_usd::VARCHAR, 'empty'), coalesce(price_usd_per_chip_hour::VARCHAR, 'empty')) as message,
          null as evidence
        from submission
        where (price_usd is not null) <> (price_kind = 'purchase')
          or (price_usd_per_chip_hour is not null) <> (price_kind <> 'purchase')
    """,
    passes=(PURCHASE, RENTAL),
    fails=(
        {"price_kind": "purchase", "price_usd_per_chip_hour": 28750},
        {"price_kind": "on_demand_hour", "price_usd": 2.99},
        {"price_kind": "on_demand_hour", "price_usd": 28750, "price_usd_per_chip_hour": 2.99},
        {"price_kind": "purchase"},
    ),
)
