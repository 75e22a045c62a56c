"""Costs of one run that contradict each other."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS

_ORDER = """
    with judged as (
        select _row, u.name, u.cost, training_cost_2023_usd as amortised, u.least, u.most
        from submission, unnest([
            {'name': 'training_cost_upfront_usd', 'cost': training_cost_upfront_usd, 'least': $least_upfront,
                'most': $most_upfront},
            {'name': 'training_cost_cloud_usd', 'cost': training_cost_cloud_usd, 'least': $least_cloud,
                'most': $most_cloud}]) as t(u)
        where u.cost > 0 and training_cost_2023_usd > 0)
"""

RULE = Rule(
    id="costs-disagree",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The costs of one run contradict each other",
    explanation=(
        "Renting the chips costs 1 to 7 times their share of wear and energy (the amortised cost, "
        "training_cost_2023_usd), and buying them 8 to 1,200 times. Another order means that a cost is in another "
        "unit or in another's column."
    ),
    fix="Check which of the costs the source states, and in what unit.",
    source="Cottier et al. 2024, The rising costs of training frontier AI models; milestone_systems.",
    reads=("training_cost_2023_usd", "training_cost_cloud_usd", "training_cost_upfront_usd"),
    thresholds=(
        Threshold("least_upfront", 2, None, ON_SYSTEMS + "33 systems lie at 7.8 to 1,206."),
        Threshold("most_upfront", 3000, None, ON_SYSTEMS + "33 systems lie at 7.8 to 1,206."),
        Threshold("least_cloud", 0.5, None, ON_SYSTEMS + "25 systems lie at 1.0 to 6.7."),
        Threshold("most_cloud", 20, None, ON_SYSTEMS + "25 systems lie at 1.0 to 6.7."),
    ),
    sql=_ORDER
    + """
        select _row, name as "column", cost as value,
            format('{:.3g} USD are {:.2g} times the amortised cost of {:.3g} USD, outside {:.2g} to {:.2g}',
                cost, cost / amortised, amortised, least::double, most::double) as message,
            'training_cost_2023_usd' as evidence
        from judged where cost / amortised < least or cost / amortised > most
    """,
    applies=_ORDER + "select _row from judged",
    needs="training_cost_2023_usd > 0 and coalesce(training_cost_upfront_usd, training_cost_cloud_usd) is not null",
    passes=({"training_cost_2023_usd": 2.1e6, "training_cost_cloud_usd": 4.5e6},),
    fails=(
        {"training_cost_2023_usd": 2.1e6, "training_cost_cloud_usd": 4.5e3},
        {"training_cost_2023_usd": 2.1e6, "training_cost_upfront_usd": 1e6},
    ),
)
