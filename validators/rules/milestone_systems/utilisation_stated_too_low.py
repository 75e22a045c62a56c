"""A stated utilisation below that of any run."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS

RULE = Rule(
    id="utilisation-stated-too-low",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The stated utilisation is below that of any run",
    explanation=(
        "Runs use 17 to 93% of the peak rate. A fraction below 0.05 is mostly a percentage that was divided by a "
        "hundred twice."
    ),
    fix="Write the fraction: 0.42 for 42%.",
    source="The stated utilisations in milestone_systems.",
    reads=("hardware_utilization_fraction", "mfu_fraction", "hfu_fraction"),
    thresholds=(
        Threshold("least_fraction", 0.05, None, ON_SYSTEMS + "the least of 45 is 0.17; a factor of 3 below it."),
    ),
    sql="""
        select _row, u.name as "column", u.fraction as value,
            format('{:.3g} is {:.2g}% of the peak rate; expected at least {:.2g}%', u.fraction,
                u.fraction * 100, $least_fraction * 100) as message,
            'the utilisations of milestone_systems' as evidence
        from submission, unnest([
            {'name': 'mfu_fraction', 'fraction': mfu_fraction}, {'name': 'hfu_fraction', 'fraction': hfu_fraction},
            {'name': 'hardware_utilization_fraction', 'fraction': hardware_utilization_fraction}]) as t(u)
        where u.fraction < $least_fraction
    """,
    applies="""select _row from submission
        where coalesce(mfu_fraction, hfu_fraction, hardware_utilization_fraction) is not null""",
    passes=({"mfu_fraction": 0.42},),
    fails=({"mfu_fraction": 0.0042}, {"hardware_utilization_fraction": 0.004}),
)
