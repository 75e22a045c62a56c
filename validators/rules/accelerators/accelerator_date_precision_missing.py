"""A release date that does not say how precise it is."""

from compute_trends.validators.rules.shared.examples import CHIP, without
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

RULE = required(
    "accelerator-date-precision-missing",
    "accelerators",
    "release_date_precision",
    "'it is not said how precise the release date is'",
    where="release_date is not null",
    reads=("release_date",),
    title="A release date without its precision",
    explanation=(
        "A date known to the month is written as the first of that month. Unless the precision says so, it looks like "
        "a day, and rules that compare days with it are too strict."
    ),
    fix="Set release_date_precision to `day`, `month` or `year`.",
    source=CHIP_CRITERION,
    passes=(CHIP,),
    fails=(without(CHIP, "release_date_precision"),),
)
