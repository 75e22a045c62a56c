"""A submitted chip without a datasheet or another page that states it."""

from compute_trends.validators.rules.shared.examples import CHIP, without
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

RULE = required(
    "accelerator-source-missing",
    "accelerators",
    "source_url",
    "'no datasheet or other source is linked'",
    title="No source for a submitted chip",
    explanation=(
        "Rates of the same chip differ between datasheets, press articles and databases, often by the factor of 2 "
        "between dense and sparse matrices. Without the page nobody can tell which one a record holds."
    ),
    fix="Give the vendor datasheet, or a page as good, in source_url.",
    source=CHIP_CRITERION,
    passes=(CHIP,),
    fails=(without(CHIP, "source_url"),),
)
