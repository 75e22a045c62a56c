"""A price with a score, or a run, that we hold already."""

from compute_trends.validators.rules.shared.examples import TOKEN_PRICE
from compute_trends.validators.rules.shared.repeated import repeated

_ONE = TOKEN_PRICE | {"record_id": "one"}

RULE = repeated(
    "inference-price-counted-twice",
    "inference_prices",
    (
        "record_kind",
        "model",
        "if(record_kind = 'benchmark_run', lower(name), '')",
        "coalesce(price_date::VARCHAR, '')",
        "coalesce(lower(benchmark), '')",
    ),
    column="model",
    says="other || ' is the same model, day and benchmark'",
    reads=("record_kind", "name", "price_date", "benchmark"),
    words="prices and runs of one model, day and benchmark",
    title="The price or run is there already",
    explanation="A price with a score that is entered twice weighs twice in every fit, under whatever name.",
    fix="Leave the second one out; a change of the price has a day of its own.",
    source="What a row is; no two shipped rows agree in all of these.",
    passes=([_ONE, _ONE | {"record_id": "two", "price_date": "2024-08-06"}],),
    fails=([_ONE, _ONE | {"record_id": "two", "name": "example-1-0513"}],),
)
