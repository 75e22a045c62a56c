"""A blended price that its parts do not come to."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import TOKEN_PRICE

RULE = Rule(
    id="blended-price-recomputed",
    layer="plausibility",
    severity="error",
    datasets=("inference_prices",),
    title="The blended price is not that of its parts",
    explanation=(
        "The price is that of three tokens of input for one of output. Where it equals the price of input or of "
        "output, that one was entered in its place; another mixture, or a plain mean, cannot be compared with others."
    ),
    fix="Write (3 x input + output) / 4.",
    source="The description of the column: the mixture of the source that most prices come from.",
    reads=(
        "blended_price_usd_per_megatoken",
        "input_price_usd_per_megatoken",
        "output_price_usd_per_megatoken",
    ),
    binds="submitted",
    thresholds=(Threshold("tolerance", 0.03, None, "prices are rounded to two digits"),),
    sql="""
        select _row, 'blended_price_usd_per_megatoken' as "column", blended as value,
          format('{:.4g} USD{}, where three of input at {:.4g} for one of output at {:.4g} come to {:.4g}', blended,
            case when abs(blended / input - 1) <= $tolerance then ', which is the price of input'
              when abs(blended / output - 1) <= $tolerance then ', which is the price of output' else '' end,
            input, output, (3 * input + output) / 4) as message,
          null as evidence
        from (
          select _row, blended_price_usd_per_megatoken as blended, input_price_usd_per_megatoken as input,
            output_price_usd_per_megatoken as output
          from submission)
        where abs(blended / ((3 * input + output) / 4) - 1) > $tolerance
    """,
    applies="select _row from submission where blended_price_usd_per_megatoken is not null "
    "and input_price_usd_per_megatoken is not null and output_price_usd_per_megatoken is not null",
    passes=(TOKEN_PRICE,),
    fails=(
        TOKEN_PRICE | {"blended_price_usd_per_megatoken": 5},
        TOKEN_PRICE | {"blended_price_usd_per_megatoken": 15},
        TOKEN_PRICE | {"blended_price_usd_per_megatoken": 10},
        TOKEN_PRICE | {"blended_price_usd_per_megatoken": 0.0075},
    ),
)
