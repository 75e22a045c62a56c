"""A hardware burden that may or may not include the search for the architecture."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import IMAGENET_RUN, LANGUAGE_MODEL_RESULT

RULE = Rule(
    id="architecture-search-unmarked",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    binds="submitted",
    title="Whether the hardware burden includes an architecture search is not stated",
    explanation=(
        "Papers on architecture search often state the time of the search, which trains thousands of networks; as the "
        "burden of the one network reported it is orders of magnitude too high."
    ),
    fix="Set includes_architecture_search to true or false.",
    source="Thompson et al. 2022 (arXiv 2007.05558), whose burden of NASNet-A is that of the search.",
    sql="""
        select _row, 'includes_architecture_search' as "column", null as value,
          format('{:.3g} FLOP of hardware burden may or may not include a search for the architecture',
            hardware_burden_flop) as message, null as evidence
        from submission where hardware_burden_flop is not null and includes_architecture_search is null
    """,
    applies="select _row from submission where hardware_burden_flop is not null",
    passes=(IMAGENET_RUN, LANGUAGE_MODEL_RESULT),
    fails=({**IMAGENET_RUN, "includes_architecture_search": None},),
)
