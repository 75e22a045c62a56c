"""A submitted system of accelerators without the page that states what it holds."""

from compute_trends.validators.rules.shared.examples import DGX, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "accelerator-system-source-missing",
    "accelerator_systems",
    "source_url",
    "'no page is linked that states the chips of the system'",
    title="No source for a submitted system",
    explanation="Chips and power of a system come with its data sheet; without the page they cannot be checked.",
    fix="Give the maker's data sheet or documentation in source_url.",
    source="This package's own demand on submissions, as in the other datasets.",
    passes=(DGX,),
    fails=(without(DGX, "source_url"),),
)
