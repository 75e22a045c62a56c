"""A submitted system of accelerators without a date."""

from compute_trends.validators.rules.shared.examples import DGX, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "accelerator-system-date-missing",
    "accelerator_systems",
    "release_date",
    "'the day, month or year of the release is not given'",
    title="No release date for a submitted system",
    explanation="Systems are compared with those of their time; one without a date cannot be.",
    fix="Give the day on which the system was announced or first sold, the month or the year if no more is known.",
    source="This package's own demand on submissions; all systems of accelerator_systems 2026.8.0 have one.",
    passes=(DGX,),
    fails=(without(DGX, "release_date"),),
)
