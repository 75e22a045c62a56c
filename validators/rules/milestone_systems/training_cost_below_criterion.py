"""A claim of training_cost with a cost that the criterion does not reach."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.criteria import COST

#: Cost of the run in the price year of the criterion, or else at cloud prices, whose year the sources do not state.
_MEASURED_COST = "coalesce(training_cost_2023_usd, training_cost_cloud_usd)"

_COST_COLUMN = "if(training_cost_2023_usd is null, 'training_cost_cloud_usd', 'training_cost_2023_usd')"

RULE = Rule(
    id="training-cost-below-criterion",
    layer="inclusion",
    severity="error",
    datasets=("milestone_systems",),
    title="training_cost is claimed with a cost of a million US dollars or less",
    explanation=(
        "The criterion is a cost above a million US dollars of 2023. It is held against training_cost_2023_usd, "
        "and against the cost at cloud prices where that is empty. One of the 27 systems of milestone_systems "
        "2026.8.0 with the tag and a cost is below."
    ),
    fix="Check the cost and its unit (dollars, not millions), or take training_cost out of inclusion_criteria.",
    source="Epoch AI's documentation of notable models.",
    reads=("inclusion_criteria", "training_cost_2023_usd", "training_cost_cloud_usd"),
    thresholds=(COST,),
    sql=f"""
        select _row, {_COST_COLUMN} as "column", {_MEASURED_COST}::VARCHAR as value,
          format('claims training_cost with {{:.3g}} USD, not above the {{:.3g}} USD that the criterion asks for',
            {_MEASURED_COST}, $least_cost_usd::DOUBLE) as message,
          null as evidence
        from submission
        where {_MEASURED_COST} <= $least_cost_usd and list_contains(inclusion_criteria, 'training_cost')
    """,
    applies=f"""select _row from submission
        where {_MEASURED_COST} is not null and list_contains(inclusion_criteria, 'training_cost')""",
    passes=(
        {"inclusion_criteria": ["training_cost"], "training_cost_2023_usd": 1.2e6},
        {"inclusion_criteria": ["training_cost"], "training_cost_cloud_usd": 1.2e6},
        {"inclusion_criteria": ["significant_use"], "training_cost_2023_usd": 1200},
    ),
    fails=(
        {"inclusion_criteria": ["training_cost"], "training_cost_2023_usd": 1e6},
        {
            "inclusion_criteria": ["training_cost"],
            "training_cost_2023_usd": 8e5,
            "training_cost_cloud_usd": 1.2e6,
        },
    ),
)
