"""A submitted price without those of input and output."""

from compute_trends.validators.rules.shared.examples import TOKEN_PRICE, TOKEN_RUN, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "inference-price-parts-missing",
    "inference_prices",
    {name: f"{name} is null" for name in ("input_price_usd_per_megatoken", "output_price_usd_per_megatoken")},
    "'a blended price is given without the prices that it is made of'",
    where="blended_price_usd_per_megatoken is not null",
    reads=("blended_price_usd_per_megatoken",),
    title="A submitted price has no parts",
    explanation=(
        "Pages state the prices of input and output. The blended one is made from them, and without them nobody can "
        "tell whether it is that of input alone."
    ),
    fix="Give the prices of input and of output as the page states them.",
    source="This package's own demand on submissions.",
    passes=(TOKEN_PRICE, TOKEN_RUN),
    fails=(without(TOKEN_PRICE, "input_price_usd_per_megatoken"),),
)
