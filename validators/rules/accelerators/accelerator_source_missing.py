"""A submitted chip without a datasheet or another page that states it."""

from compute_trends.validators.rules.shared.chip_evidence import missing

RULE = missing(
    "accelerator-source-missing",
    "source_url",
    "source_url is null",
    "no datasheet or other source is linked",
    "No source for a submitted chip",
    "Rates of the same chip differ between datasheets, press articles and databases, often by the factor of 2 "
    "between dense and sparse matrices. Without the page nobody can tell which one a record holds.",
    "Give the vendor datasheet, or a page as good, in source_url.",
)
