"""A price that is more than a year older than its chip."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import H100_PRICE
from compute_trends.validators.rules.shared.priced_chips import APPLIES, MOST, NEEDS, earlier, prepare

RULE = Rule(
    id="price-long-before-release",
    layer="plausibility",
    severity="error",
    datasets=("hardware_prices",),
    title="The price is more than a year older than the chip",
    explanation=(
        "Nobody sells or rents out a chip more than a year before its release. Either the date or the chip is "
        "wrong, and the price would stand at the wrong place in every trend of price performance."
    ),
    fix="Correct price_date, or name the chip whose price the source states.",
    source="The release dates in the accelerators dataset.",
    reads=("accelerator", "price_date"),
    thresholds=(MOST,),
    prepare=prepare,
    applies=APPLIES,
    sql=earlier("early > $most_day"),
    needs=NEEDS,
    passes=({**H100_PRICE, "price_date": "2023-05-01"}, {**H100_PRICE, "price_date": "2022-01-15"}),
    fails=(
        {**H100_PRICE, "price_date": "2015-03-01"},
        {"accelerator": "nvidia-tesla-k80", "price_date": "2010-01-01"},
    ),
)
