"""A quarter of a chip that is counted twice."""

from compute_trends.validators.rules.shared.examples import DELIVERY
from compute_trends.validators.rules.shared.repeated import repeated

_ONE, _OTHER = DELIVERY | {"record_id": "one"}, DELIVERY | {"record_id": "other"}

RULE = repeated(
    "delivery-counted-twice",
    "chip_deliveries",
    (
        "lower(designer)",
        "array_to_string(list_sort(accelerators), ' ')",
        "quarter_start::VARCHAR",
        "coverage",
        "coalesce(lower(owner), '')",
    ),
    column="quarter_start",
    says="other || ' counts the same chips of that quarter'",
    reads=("designer", "accelerators", "quarter_start", "coverage", "owner"),
    words="deliveries of one chip, quarter and owner",
    title="The chips of a quarter are counted twice",
    explanation=(
        "A quarter of one designer's chip is one row of each coverage and owner. A second one would double the stock "
        "that every total is made from."
    ),
    fix="Leave the second one out, or correct the quarter, the chip or the owner.",
    source="What a row is; no two shipped rows agree in all of these.",
    passes=([_ONE, _OTHER | {"quarter_start": "2021-07-01"}], [_ONE, _OTHER | {"coverage": "owner", "owner": "Meta"}]),
    fails=([_ONE, _OTHER], [_ONE, _OTHER | {"designer": "NVIDIA", "chip_count": 210000}]),
)
