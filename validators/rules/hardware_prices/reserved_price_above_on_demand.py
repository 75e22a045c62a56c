"""An hour that costs more with a longer commitment, at one vendor on one day."""

from compute_trends.validators.rule import Keys, Rule, Threshold
from compute_trends.validators.rules.shared.other_record import record_sql

_OFFER = {"accelerator": "nvidia-tesla-k80", "vendor": "Example Cloud", "price_date": "2018-12-30"}

RULE = Rule(
    id="reserved-price-above-on-demand",
    layer="plausibility",
    severity="warning",
    datasets=("hardware_prices",),
    title="A longer commitment costs more per hour than a shorter one",
    explanation=(
        "Vendors pay for commitment: one year costs 0.59 to 0.71 and three years 0.31 to 0.45 of the price on demand "
        "in most shipped offers. The same vendor's, day's and region's price that rises with the commitment has its "
        "kinds swapped, or is that of another instance."
    ),
    fix="Check price_kind of the offers that the evidence names.",
    source="hardware_prices 2025.6.0: 332 pairs of kinds in one offer, none of which rises.",
    reach=Keys("prices of one chip and day", "[concat_ws(' ', accelerator, price_date)]"),
    reads=(
        "record_id",
        "accelerator",
        "vendor",
        "locations",
        "price_date",
        "price_kind",
        "price_usd_per_chip_hour",
        "chip_count",
    ),
    opens=("hardware_prices",),
    thresholds=(Threshold("ratio", 1.001, "longer / shorter", "rounding of prices to cents"),),
    applies="select _row from submission where price_kind in ('reserved_1y_hour', 'reserved_3y_hour')",
    sql=f"""
        with offers as (
          select record_id, accelerator, vendor, price_date, locations, chip_count, price_kind, price_usd_per_chip_hour
            as price, false as is_beside
          from hardware_prices where price_kind <> 'purchase'
          union all
          select record_id, accelerator, vendor, price_date, locations, chip_count, price_kind,
            price_usd_per_chip_hour, true
          from submitted_hardware_prices where price_kind <> 'purchase'
        ), risen as (
          select s._row, s.price_kind, any_value(s.price_usd_per_chip_hour) as price,
            arg_min({{id: o.record_id, kind: o.price_kind, price: o.price, is_beside: o.is_beside}},
              (o.price, o.is_beside, o.record_id)) as other
          from submission s join offers o
            on o.vendor = s.vendor and o.accelerator = s.accelerator and o.price_date = s.price_date
              and o.locations is not distinct from s.locations and o.chip_count is not distinct from s.chip_count
          where s.price_kind <> 'purchase' and s.price_usd_per_chip_hour > $ratio * o.price and (
            (s.price_kind = 'reserved_1y_hour' and o.price_kind = 'on_demand_hour')
            or (s.price_kind = 'reserved_3y_hour' and o.price_kind <> 'reserved_3y_hour'))
          group by s._row, s.price_kind
        )
        select _row, 'price_usd_per_chip_hour' as "column", price as value,
          format('{{}} costs {{:.3g}} USD an hour, {{}} only {{:.3g}}', price_kind, price, other.kind, other.price)
            as message,
          {record_sql("hardware_prices", "other.id", "other.is_beside")} as evidence
        from risen
    """,
    passes=(
        [
            {**_OFFER, "price_kind": "on_demand_hour", "price_usd_per_chip_hour": 0.9},
            {**_OFFER, "price_kind": "reserved_3y_hour", "price_usd_per_chip_hour": 0.4},
        ],
    ),
    fails=(
        [
            {**_OFFER, "price_kind": "on_demand_hour", "price_usd_per_chip_hour": 0.4},
            {**_OFFER, "price_kind": "reserved_1y_hour", "price_usd_per_chip_hour": 0.9},
        ],
    ),
)
