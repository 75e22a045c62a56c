"""A price that is up to a year older than its chip."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import H100_PRICE
from compute_trends.validators.rules.shared.priced_chips import APPLIES, MOST, NEEDS, earlier, prepare

RULE = Rule(
    id="price-before-release",
    layer="plausibility",
    severity="warning",
    datasets=("hardware_prices",),
    title="The price is older than the chip",
    explanation=(
        "Shops take orders for a chip some months before it is released. Otherwise the price is that of an earlier "
        "chip of a like name, or its date is wrong."
    ),
    fix="Check price_date, and that accelerator is the chip whose price the source states.",
    source="The release dates in the accelerators dataset.",
    reads=("accelerator", "price_date"),
    thresholds=(
        Threshold("grace_day", 30, "day", "Prices are asked from the announcement on; one precedes by 14 days."),
        MOST,
    ),
    prepare=prepare,
    applies=APPLIES,
    sql=earlier("early > $grace_day and early <= $most_day"),
    needs=NEEDS,
    passes=({**H100_PRICE, "price_date": "2023-05-01"}, {**H100_PRICE, "price_date": "2022-09-10"}),
    fails=({**H100_PRICE, "price_date": "2022-01-15"},),
)
