"""A submitted chip without its release date."""

from compute_trends.validators.rules.shared.examples import CHIP, without
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

RULE = required(
    "accelerator-release-date-missing",
    "accelerators",
    "release_date",
    "'no release date is given'",
    title="No release date for a submitted chip",
    explanation=(
        "Every hardware trend is drawn against the release date, and a chip without one cannot be held against the "
        "systems that claim to have used it."
    ),
    fix="Give release_date, with release_date_precision `month` or `year` where the day is not known.",
    source=CHIP_CRITERION,
    passes=(CHIP,),
    fails=(without(CHIP, "release_date"),),
)
