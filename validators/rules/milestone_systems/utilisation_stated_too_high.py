"""A stated utilisation that no run is known to have reached."""

from compute_trends.validators.rule import Rule, Threshold

RULE = Rule(
    id="utilisation-stated-too-high",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The stated utilisation is above that of any published run",
    explanation=(
        "Waiting for memory and for other chips keeps the best runs at three quarters of the peak rate. More is "
        "mostly the share of the time in which the chips were busy, or of a rate that was measured."
    ),
    fix="Write the share of the chips' peak rate in the number format of the training.",
    source="The stated utilisations in milestone_systems; Dao 2023, FlashAttention-2 (arXiv 2307.08691), table 1.",
    reads=("hardware_utilization_fraction", "mfu_fraction", "hfu_fraction"),
    thresholds=(
        Threshold(
            "most_fraction",
            0.75,
            None,
            "0.72 is the highest that is published (FlashAttention-2, GPT models on A100); on "
            "milestone_systems 2026.8.0 one of 45 states more (HFU 0.927).",
        ),
    ),
    sql="""
        select _row, u.name as "column", u.fraction as value,
            format('{:.3g} is {:.2g}% of the peak rate; expected at most {:.2g}%', u.fraction,
                u.fraction * 100, $most_fraction * 100) as message,
            'the utilisations of milestone_systems' as evidence
        from submission, unnest([
            {'name': 'mfu_fraction', 'fraction': mfu_fraction}, {'name': 'hfu_fraction', 'fraction': hfu_fraction},
            {'name': 'hardware_utilization_fraction', 'fraction': hardware_utilization_fraction}]) as t(u)
        where u.fraction > $most_fraction
    """,
    applies="""select _row from submission
        where coalesce(mfu_fraction, hfu_fraction, hardware_utilization_fraction) is not null""",
    passes=({"mfu_fraction": 0.72},),
    fails=({"mfu_fraction": 0.9}, {"hfu_fraction": 0.95}),
)
