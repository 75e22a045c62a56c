"""What a submitted price has to state: source, chip, vendor, and the price in the column of its kind."""

from __future__ import annotations

from compute_trends.validators.rule import Rule

_BOUGHT = {
    "accelerator": "nvidia-h100-sxm5-80-gb", "accelerator_name": "NVIDIA H100 SXM5 80GB", "price_kind": "purchase",
    "price_date": "2025-03-03", "price_usd": 28750, "source_url": "https://example.org/h100", "admission": "submitted",
}  # fmt: skip
_RENTED = {
    "accelerator": "nvidia-h100-sxm5-80-gb", "accelerator_name": "NVIDIA H100 SXM5 80GB", "vendor": "Example Cloud",
    "price_kind": "on_demand_hour", "price_date": "2025-03-03", "price_usd_per_chip_hour": 2.99,
    "source_url": "https://example.org/prices", "admission": "submitted",
}  # fmt: skip

RULES = (
    Rule(
        id="price-source-missing",
        layer="inclusion",
        severity="error",
        datasets=("hardware_prices",),
        title="No source for a submitted price",
        explanation=(
            "Prices change within weeks and pages with them. Without a page, best an archived one, nobody can tell "
            "which configuration, commitment and currency a price was for. Of the shipped prices 99% have one."
        ),
        fix="Give the page that states the price in source_url, if possible its copy in a web archive.",
        source="Criterion of the dataset: a dated price from a page that can be read again.",
        binds="submitted",
        sql="""
            select _row, 'source_url' as "column", null as value, 'no page is linked that states the price' as message,
              null as evidence
            from submission where source_url is null
        """,
        passes=(_BOUGHT, _RENTED),
        fails=({name: value for name, value in _BOUGHT.items() if name != "source_url"},),
    ),
    Rule(
        id="price-chip-missing",
        layer="inclusion",
        severity="error",
        datasets=("hardware_prices",),
        title="A submitted price names no chip of the accelerators dataset",
        explanation=("A price is of use beside the rates and the power of its chip, and enters no trend without them."),
        fix="Give the record_id of the chip in accelerator; submit the chip with it if the dataset lacks it.",
        source="Of the shipped prices all but one name a chip of accelerators 2026.5.0.",
        binds="submitted",
        sql="""
            select _row, 'accelerator' as "column", null as value,
              'the price is for ' || coalesce(accelerator_name, 'a chip') || ', but names no record of accelerators'
                as message,
              null as evidence
            from submission where accelerator is null
        """,
        passes=(_BOUGHT,),
        fails=({name: value for name, value in _BOUGHT.items() if name != "accelerator"},),
    ),
    Rule(
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
        passes=(_RENTED, _BOUGHT),
        fails=({name: value for name, value in _RENTED.items() if name != "vendor"},),
    ),
    Rule(
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
        passes=(_BOUGHT, _RENTED),
        fails=(
            {"price_kind": "purchase", "price_usd_per_chip_hour": 28750},
            {"price_kind": "on_demand_hour", "price_usd": 2.99},
            {"price_kind": "on_demand_hour", "price_usd": 28750, "price_usd_per_chip_hour": 2.99},
            {"price_kind": "purchase"},
        ),
    ),
)
