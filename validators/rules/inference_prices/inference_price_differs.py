"""Two prices of one model on one day."""

from compute_trends.validators.rule import Keys, Rule, Threshold
from compute_trends.validators.rules.shared.examples import TOKEN_PRICE
from compute_trends.validators.rules.shared.other_record import record_sql

_PRICE = "record_id, model, price_date, blended_price_usd_per_megatoken as price"
_KNOWN = "blended_price_usd_per_megatoken is not null and price_date is not null and model is not null"

RULE = Rule(
    id="inference-price-differs",
    layer="plausibility",
    severity="error",
    datasets=("inference_prices",),
    title="The model has another price on the same day",
    explanation=(
        "A price stands in one row for each score of the model, and is one price. Two on one day mean that one of them "
        "is of another model, another day, another provider, or of input alone."
    ),
    fix="Correct the price, the day or the model; a price of another provider is not held here.",
    source="What a row is; every shipped price keeps to it.",
    reads=("record_id", "model", "price_date", "blended_price_usd_per_megatoken"),
    reach=Keys("prices of one model and day", "[concat_ws('|', model, price_date)]"),
    opens=("inference_prices",),
    thresholds=(Threshold("tolerance", 0.005, None, "prices are rounded"),),
    sql=f"""
        with prices as (
          select {_PRICE}, false as is_beside from inference_prices where {_KNOWN}
          union all select {_PRICE}, true from submitted_inference_prices where {_KNOWN}),
        found as (
          select m._row, m.price, arg_min({{id: o.record_id, price: o.price, beside: o.is_beside}},
            (o.is_beside, o.record_id)) as other
          from (select _row, {_PRICE} from submission where {_KNOWN}) m
          join prices o on o.model = m.model and o.price_date = m.price_date
            and o.record_id is distinct from m.record_id
          where abs(o.price / m.price - 1) > $tolerance group by all)
        select _row, 'blended_price_usd_per_megatoken' as "column", price as value,
          format('{{:.4g}} USD, but {{:.4g}} on the same day', price, other.price) as message,
          {record_sql("inference_prices", "other.id", "other.beside")} as evidence
        from found
    """,
    applies=f"select _row from submission where {_KNOWN}",
    passes=([TOKEN_PRICE | {"record_id": "a"}, TOKEN_PRICE | {"record_id": "b", "benchmark": "HumanEval"}],),
    fails=(
        [
            TOKEN_PRICE | {"record_id": "a"},
            TOKEN_PRICE | {"record_id": "b", "benchmark": "HumanEval", "blended_price_usd_per_megatoken": 5},
        ],
    ),
)
