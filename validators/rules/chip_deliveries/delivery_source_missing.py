"""A submitted delivery without the page that states the count."""

from compute_trends.validators.rules.shared.examples import DELIVERY, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "delivery-source-missing",
    "chip_deliveries",
    "source_url",
    "'no page is linked that states how many chips were delivered'",
    title="No source for a submitted delivery",
    explanation="Deliveries are estimates, of very different quality; without the page nobody can judge one.",
    fix="Give the report, data set or filing in source_url.",
    source="This package's own demand on submissions, as in the other datasets.",
    passes=(DELIVERY,),
    fails=(without(DELIVERY, "source_url"),),
)
