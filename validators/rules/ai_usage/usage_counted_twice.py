"""A report on use that we hold already."""

from compute_trends.validators.rules.shared.examples import USE
from compute_trends.validators.rules.shared.repeated import repeated

_ONE = USE | {"record_id": "one"}

RULE = repeated(
    "usage-counted-twice",
    "ai_usage",
    (
        "lower(company)",
        "lower(product)",
        "usage_date::VARCHAR",
        "coalesce(active_users_period, '')",
        "coalesce(active_users::VARCHAR, '')",
        "coalesce(processed_token_per_day::VARCHAR, '')",
        "coalesce(sent_message_per_day::VARCHAR, '')",
    ),
    column="usage_date",
    says="other || ' is the same report'",
    reads=(
        "company",
        "product",
        "active_users_period",
        "active_users",
        "processed_token_per_day",
        "sent_message_per_day",
    ),
    words="reports of one number of a product and day",
    title="The report is there already",
    explanation="A number that is entered twice weighs twice in every fit of use against time.",
    fix="Leave the second one out; further pages that state it go to source_urls.",
    source="What a row is; no two shipped rows agree in all of these.",
    passes=([_ONE, _ONE | {"record_id": "two", "usage_date": "2025-07-01"}],),
    fails=([_ONE, _ONE | {"record_id": "two", "product": "example chat"}],),
)
