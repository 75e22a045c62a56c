"""A report on spending that we hold already."""

from compute_trends.validators.rules.shared.examples import SPEND
from compute_trends.validators.rules.shared.repeated import repeated

_ONE = SPEND | {"record_id": "one"}

RULE = repeated(
    "spend-counted-twice",
    "compute_spend",
    (
        "lower(company)",
        "array_to_string(list_sort(categories), ' ')",
        "period_kind",
        "period_end_date::VARCHAR",
        "spend_usd::VARCHAR",
    ),
    column="spend_usd",
    says="other || ' is the same sum'",
    reads=("company", "categories", "period_kind", "period_end_date"),
    words="sums of one company, period and purpose",
    title="The sum is there already",
    explanation="A sum that is entered twice would be spent twice.",
    fix="Leave the second one out; further pages that state it go to source_urls.",
    source="What a row is; no two shipped rows agree in all of these.",
    passes=([_ONE, _ONE | {"record_id": "two", "period_end_date": "2025-12-31"}],),
    fails=([_ONE, _ONE | {"record_id": "two", "company": "EXAMPLE"}],),
)
