"""A price against its kind, its chip and the chip's other prices."""

from compute_trends.validators.rule import Rule, Threshold

#: (name, what is bounded, low, high, shipped prices judged, of those outside); log10 of USD or USD per hour.
BOUNDS = (
    ("bought", "price", 1.2, 6.6, 121, 0),
    ("bought_per_w", "price per watt of TDP", -0.6, 2.3, 115, 1),
    ("bought_per_flop_per_s", "price per peak FP32 FLOP/s", -11.2, -8.4, 107, 0),
    ("bought_to_median", "price / median of the other purchases of the chip", -1.5, 0.85, 68, 0),
    ("hour", "price of an hour", -1.5, 1.45, 648, 0),
    ("hour_per_w", "price of an hour per watt of TDP", -3.7, -1.0, 638, 0),
    ("hour_per_flop_per_s", "price of an hour per peak FP32 FLOP/s", -14.8, -12.0, 569, 0),
    ("hour_to_median", "price of an hour / median of the chip's others of that kind", -1.4, 0.85, 593, 0),
)

_ITEMS = ", ".join(
    f"{{'what': '{what}', 'at': {column}, 'low': if(bought, $bought{end}_low, $hour{end}_low), "
    f"'high': if(bought, $bought{end}_high, $hour{end}_high)}}"
    for what, column, end in (
        ("the price", "log10(price)", ""),
        ("the price per W of TDP", "log10(price / tdp_w)", "_per_w"),
        ("the price per peak FP32 FLOP/s", "log10(price / fp32)", "_per_flop_per_s"),
        ("the price over the median of the chip''s other prices of that kind", "log10(price / usual)", "_to_median"),
    )
)

_PRICE = "if(price_kind = 'purchase', price_usd, price_usd_per_chip_hour)"

_PRICED = f"{_PRICE} is not null"

RULE = Rule(
    id="price-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("hardware_prices",),
    title="The price does not fit its kind or its chip",
    explanation=(
        "A chip costs hundreds to tens of thousands of dollars and an hour of it 0.05 to 15. Within a kind, the price "
        "per watt and per FLOP/s, and the price beside others of the same chip, spread by far less than a factor "
        "of 1,000. A price outside is usually that of a whole server, in another currency or in cents, a purchase "
        "entered as a rental, or of another chip."
    ),
    fix="Check price_kind, the currency (USD) and that the price is per chip: divide that of a server by its chips.",
    source="Bounds around the shipped prices.",
    reads=('record_id', 'accelerator', 'price_kind', 'price_usd', 'price_usd_per_chip_hour'),
    opens=('accelerators', 'hardware_prices'),
    thresholds=(
        Threshold("least_others", 2, "price", "one other price may be the odd one"),
        *(Threshold(f"{name}_{end}", value, f"log10 of the {what}",
                  f"measured on hardware_prices 2025.6.0: n = {n}, {outside} outside")
        for name, what, low, high, n, outside in BOUNDS
        for end, value in (("low", low), ("high", high))),
    ),
    applies=f"select _row from submission where {_PRICED}",
    sql=f"""
        with prices as (
          select _row, record_id, accelerator, price_kind, price_kind = 'purchase' as bought, {_PRICE} as price
          from submission where {_PRICED}
        ),
        beside as (
          select p._row, median(coalesce(h.price_usd, h.price_usd_per_chip_hour)) as usual
          from prices p join hardware_prices h
            on h.accelerator = p.accelerator and h.price_kind = p.price_kind
              and h.record_id is distinct from p.record_id
          group by all having count(*) >= $least_others
        ),
        worst as (
          select _row, any_value(bought) as bought, any_value(price) as price,
            max_by(item, (greatest(item.low - item.at, item.at - item.high), item.what)) as item
          from (
            select p._row, bought, price, unnest([{_ITEMS}]) as item
            from prices p left join beside using (_row)
              left join (select record_id, tdp_w, fp32_vector_flop_per_s as fp32 from accelerators) a
                on a.record_id = p.accelerator
          )
          where item.at not between item.low and item.high
          group by _row
        )
        select _row, if(bought, 'price_usd', 'price_usd_per_chip_hour') as "column", price as value,
          format('{{:.3g}} USD {{}}: {{}} is {{:.3g}}, where {{:.3g}} to {{:.3g}} is known', price,
            if(bought, 'for a chip', 'for an hour'), item.what, 10 ** item.at, 10 ** item.low, 10 ** item.high)
            as message,
          null as evidence
        from worst
    """,
    passes=(
        {"accelerator": "nvidia-h100-sxm5-80-gb", "price_kind": "purchase", "price_usd": 28750},
        {"accelerator": "nvidia-h100-sxm5-80-gb", "price_kind": "on_demand_hour", "price_usd_per_chip_hour": 2.99},
    ),
    fails=(
        {"accelerator": "nvidia-h100-sxm5-80-gb", "price_kind": "on_demand_hour", "price_usd_per_chip_hour": 28750},
        {"accelerator": "nvidia-h100-sxm5-80-gb", "price_kind": "purchase", "price_usd": 2.99},
        {"accelerator": "nvidia-h100-sxm5-80-gb", "price_kind": "purchase", "price_usd": 28.75},
        {"accelerator": "nvidia-h100-sxm5-80-gb", "price_kind": "purchase", "price_usd": 300000},
    ),
)  # fmt: skip
