"""A release date that does not say how precise it is."""

from compute_trends.validators.rules.shared.chip_evidence import missing

RULE = missing(
    "accelerator-date-precision-missing",
    "release_date_precision",
    "release_date is not null and release_date_precision is null",
    "it is not said how precise the release date is",
    "A release date without its precision",
    "A date known to the month is written as the first of that month. Unless the precision says so, it looks like "
    "a day, and rules that compare days with it are too strict.",
    "Set release_date_precision to `day`, `month` or `year`.",
)
