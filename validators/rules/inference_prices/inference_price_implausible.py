"""A price far from those of models that score alike at that time."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import TOKEN_PRICE

_ON = "measured on inference_prices 2025.3.0: n = 297, 0 outside; all prices are 0.05 to 60 USD"

RULE = Rule(
    id="inference-price-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("inference_prices",),
    title="The price is far from that of models which score alike",
    explanation=(
        "At one time models of like score differ by up to fifty times in price, to either side of the middle. A price "
        "further off is mostly that of a thousand tokens in place of a million, in cents, or of another model."
    ),
    fix="Check that the price is in USD per million tokens, and of this model.",
    source="Bounds around the shipped prices.",
    reads=(
        "record_id",
        "model",
        "price_date",
        "benchmark",
        "score_fraction",
        "score_elo",
        "blended_price_usd_per_megatoken",
    ),
    opens=("inference_prices",),
    thresholds=(
        Threshold("lowest_usd", 0.01, "USD/megatoken", _ON),
        Threshold("highest_usd", 300, "USD/megatoken", _ON),
        Threshold("spread", 2.0, "log10 of price / median of the others", _ON),
        Threshold("near_fraction", 0.1, None, "scores that are taken for alike"),
        Threshold("near_elo", 60, None, "scores that are taken for alike"),
        Threshold("near_day", 365, "day", "prices of that time"),
        Threshold("least_others", 3, "price", "the middle of fewer says little"),
    ),
    sql="""
        with prices as (
          select _row, record_id, model, price_date, benchmark, score_fraction, score_elo,
            blended_price_usd_per_megatoken as price
          from submission where blended_price_usd_per_megatoken is not null),
        others as (
          select p._row, median(h.blended_price_usd_per_megatoken) as usual
          from prices p join inference_prices h on h.benchmark = p.benchmark and h.model <> p.model
            and h.record_id is distinct from p.record_id and abs(h.price_date - p.price_date) <= $near_day
            and (abs(h.score_fraction - p.score_fraction) <= $near_fraction
              or abs(h.score_elo - p.score_elo) <= $near_elo)
          where h.blended_price_usd_per_megatoken is not null
          group by all having count(*) >= $least_others)
        select _row, 'blended_price_usd_per_megatoken' as "column", price as value,
          if(abs(log10(price / usual)) > $spread,
            format('{:.3g} USD per million tokens; models of like score cost {:.3g} at that time', price, usual),
            format('{:.3g} USD per million tokens; {:.3g} to {:.3g} is known', price, $lowest_usd::double,
              $highest_usd::double)) as message,
          null as evidence
        from prices left join others using (_row)
        where price not between $lowest_usd and $highest_usd or abs(log10(price / usual)) > $spread
    """,
    applies="select _row from submission where blended_price_usd_per_megatoken is not null",
    passes=(TOKEN_PRICE,),
    fails=(
        TOKEN_PRICE | {"blended_price_usd_per_megatoken": 0.0075},
        TOKEN_PRICE | {"blended_price_usd_per_megatoken": 7500},
        TOKEN_PRICE | {"blended_price_usd_per_megatoken": 0.02},
    ),
)
