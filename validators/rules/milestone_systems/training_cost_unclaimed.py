"""A submitted system that cost as much as training_cost asks for and does not claim it."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.criteria import COST

RULE = Rule(
    id="training-cost-unclaimed",
    layer="inclusion",
    severity="warning",
    datasets=("milestone_systems",),
    title="A system that cost more than a million US dollars of 2023 does not claim training_cost",
    explanation=(
        "Studies select systems by criterion, so a tag left out removes the system from them. Six of the 32 "
        "systems of milestone_systems 2026.8.0 with such a cost lack the tag, which is why the rule asks new "
        "records only. Often the unit is wrong instead."
    ),
    fix="Add training_cost to inclusion_criteria, or check the cost and its unit.",
    source="Epoch AI's documentation of notable models.",
    reads=("inclusion_criteria", "training_cost_2023_usd"),
    binds="submitted",
    thresholds=(COST,),
    sql="""
        select _row, 'inclusion_criteria' as "column", array_to_string(inclusion_criteria, ';') as value,
          format('cost {:.3g} USD of 2023 and does not claim training_cost', training_cost_2023_usd) as message,
          null as evidence
        from submission
        where training_cost_2023_usd > $least_cost_usd
          and len(inclusion_criteria) > 0 and not list_contains(inclusion_criteria, 'training_cost')
    """,
    applies="select _row from submission where training_cost_2023_usd > $least_cost_usd",
    passes=(
        {"inclusion_criteria": ["training_cost"], "training_cost_2023_usd": 2e6},
        {"inclusion_criteria": ["significant_use"], "training_cost_2023_usd": 1e6},
    ),
    fails=({"inclusion_criteria": ["significant_use"], "training_cost_2023_usd": 2e6},),
)
