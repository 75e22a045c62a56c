"""A claim of training_cost without a cost of the training."""

from compute_trends.validators.rules.shared.criteria import evidence_rule

RULE = evidence_rule(
    "training_cost",
    title="training_cost is claimed without a cost",
    explanation=(
        "The criterion is a cost of the training compute above a million US dollars of 2023. The price of buying "
        "the machines (training_cost_upfront_usd, hardware_acquisition_cost_usd) is no substitute: they serve many "
        "runs."
    ),
    fix=("Fill training_cost_2023_usd, or training_cost_cloud_usd with what the run would have cost at cloud prices."),
    passes=({"training_cost_2023_usd": 2.1e6}, {"training_cost_cloud_usd": 2.1e6}),
    fails=({}, {"training_cost_upfront_usd": 5e7}),
)
