"""What every milestone has to show, and that at least one criterion is claimed."""

from __future__ import annotations

from functools import partial

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.column_rule import column_rule

_SOURCE = (
    "Sevilla et al. 2022, Compute Trends Across Three Eras of Machine Learning (the selection of systems); Epoch AI's "
    "documentation of notable models."
)


_rule = partial(column_rule, source=_SOURCE)

RULES = (
    Rule(
        id="milestone-criterion-unclaimed",
        layer="inclusion",
        severity="error",
        datasets=("milestone_systems",),
        title="No inclusion criterion is claimed",
        explanation=(
            "A system counts as a milestone by at least one of six criteria: at least 1,000 citations, historical "
            "significance, an improvement of the state of the art, significant use, a training cost above a million "
            "US dollars of 2023, or a reviewer's discretion. Trends over all systems ever published would follow what "
            "happened to be collected."
        ),
        fix="Name the criteria that the system meets in inclusion_criteria, and give the evidence for each.",
        source=_SOURCE,
        binds="submitted",
        sql="""
            select _row, 'inclusion_criteria' as "column", null as value,
              'the record claims none of the criteria by which a system counts as a milestone' as message,
              null as evidence
            from submission
            where coalesce(len(inclusion_criteria), 0) = 0
        """,
        passes=({"inclusion_criteria": ["significant_use"]}, {"inclusion_criteria": ["highly_cited", "discretionary"]}),
        fails=({}, {"inclusion_criteria": []}),
    ),
    _rule(
        "milestone-learning-unshown",
        "has_learning_component",
        "has_learning_component is distinct from true",
        "if(has_learning_component is null, 'the record does not say whether the system learns', "
        "'a system without a learning component is no milestone of machine learning')",
        (
            "The system is not said to have a learning component",
            (
                "The dataset holds systems that learn: hand-written programs such as Deep Blue stay out whatever their "
                "fame, because they have no training compute. All other criteria apply on top of this one."
            ),
            "Set has_learning_component to true if parts of the system are learned; otherwise it does not belong here.",
        ),
        ({"has_learning_component": True},),
        ({}, {"has_learning_component": False}),
    ),
    _rule(
        "milestone-experiments-unshown",
        "shows_experimental_results",
        "shows_experimental_results is distinct from true",
        "if(shows_experimental_results is null, 'the record does not say whether the reference reports experiments', "
        "'a system without experimental results is no milestone')",
        (
            "The system is not said to have experimental results",
            (
                "A milestone was built and run: its reference reports results of experiments. A proposal without them "
                "was never trained, so nothing can be said about its computation."
            ),
            "Set shows_experimental_results to true if the reference reports experiments with the system.",
        ),
        ({"shows_experimental_results": True},),
        ({}, {"shows_experimental_results": False}),
    ),
    _rule(
        "milestone-advance-unshown",
        "advances_state_of_the_art",
        # A claimed improvement says it already, unless the record denies it in the same breath.
        """advances_state_of_the_art is distinct from true
              and not coalesce(list_contains(inclusion_criteria, 'historical_significance'), false)
              and not (advances_state_of_the_art is null
                and coalesce(list_contains(inclusion_criteria, 'sota_improvement'), false))""",
        "if(advances_state_of_the_art is null, 'the record does not say whether the system advanced the state of the "
        "art', 'the system is said not to have advanced the state of the art, and historical_significance is not "
        "claimed')",
        (
            "The system is said neither to advance the state of the art nor to be of historical importance",
            (
                "Every milestone advanced the state of the art when it appeared, or is of clear historical importance. "
                "Claiming sota_improvement or historical_significance says so; for all other criteria, such as a "
                "costly training run, the record has to."
            ),
            "Set advances_state_of_the_art to true, or claim historical_significance and say why in inclusion_note.",
        ),
        (
            {"advances_state_of_the_art": True, "inclusion_criteria": ["training_cost"]},
            {"inclusion_criteria": ["sota_improvement"]},
            {"advances_state_of_the_art": False, "inclusion_criteria": ["historical_significance"]},
        ),
        (
            {"inclusion_criteria": ["training_cost"]},
            {"advances_state_of_the_art": False, "inclusion_criteria": ["sota_improvement"]},
        ),
    ),
)
