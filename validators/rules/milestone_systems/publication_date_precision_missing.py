"""A publication date that does not say how precise it is."""

from compute_trends.validators.rules.shared.column_rule import column_rule
from compute_trends.validators.rules.shared.sources import OWN_DEMAND

RULE = column_rule(
    "publication-date-precision-missing",
    "publication_date_precision",
    "publication_date_precision is null",
    "'the record does not say whether ' || publication_date || ' is known to the day, the month or the year'",
    (
        "The precision of the publication date is not stated",
        (
            "Many dates of the upstream tables stand on the first day of a month or year and are known no better "
            "than that, which cannot be seen from the date itself. Trends and the order of records depend on it."
        ),
        "Fill publication_date_precision with day, month or year.",
    ),
    ({"publication_date": "2020-05-28", "publication_date_precision": "day"},),
    ({"publication_date": "2020-05-28"},),
    applies="publication_date is not null",
    source=OWN_DEMAND,
)
