"""A submitted chip without its release date."""

from compute_trends.validators.rules.shared.chip_evidence import missing

RULE = missing(
    "accelerator-release-date-missing",
    "release_date",
    "release_date is null",
    "no release date is given",
    "No release date for a submitted chip",
    "Every hardware trend is drawn against the release date, and a chip without one cannot be held against the "
    "systems that claim to have used it.",
    "Give release_date, with release_date_precision `month` or `year` where the day is not known.",
)
