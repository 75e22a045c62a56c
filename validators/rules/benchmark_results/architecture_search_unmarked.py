"""A hardware burden that may or may not include the search for the architecture."""

from compute_trends.validators.rules.shared.examples import IMAGENET_RUN, LANGUAGE_MODEL_RESULT
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "architecture-search-unmarked",
    "benchmark_results",
    "includes_architecture_search",
    "format('{:.3g} FLOP of hardware burden may or may not include a search for the architecture', "
    "hardware_burden_flop)",
    where="hardware_burden_flop is not null",
    reads=("hardware_burden_flop",),
    title="Whether the hardware burden includes an architecture search is not stated",
    explanation=(
        "Papers on architecture search often state the time of the search, which trains thousands of networks; as the "
        "burden of the one network reported it is orders of magnitude too high."
    ),
    fix="Set includes_architecture_search to true or false.",
    source="Thompson et al. 2022 (arXiv 2007.05558), whose burden of NASNet-A is that of the search.",
    passes=(IMAGENET_RUN, LANGUAGE_MODEL_RESULT),
    fails=({**IMAGENET_RUN, "includes_architecture_search": None},),
)
