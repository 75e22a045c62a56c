"""A publication date that does not say how precise it is."""

from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import OWN_DEMAND

RULE = required(
    "publication-date-precision-missing",
    "milestone_systems",
    "publication_date_precision",
    "'the record does not say whether ' || publication_date || ' is known to the day, the month or the year'",
    where="publication_date is not null",
    reads=("publication_date",),
    title="The precision of the publication date is not stated",
    explanation=(
        "Many dates of the upstream tables stand on the first day of a month or year and are known no better "
        "than that, which cannot be seen from the date itself. Trends and the order of records depend on it."
    ),
    fix="Fill publication_date_precision with day, month or year.",
    source=OWN_DEMAND,
    passes=({"publication_date": "2020-05-28", "publication_date_precision": "day"},),
    fails=({"publication_date": "2020-05-28"},),
)
