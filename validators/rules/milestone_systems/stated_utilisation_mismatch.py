"""A stated utilisation that compute, chips and time do not give."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.compute_estimates import UTILISATION_SOURCE, utilisation_evidence

RULE = Rule(
    id="stated-utilisation-mismatch",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The stated utilisation does not follow from compute, chips and time",
    explanation=(
        "Utilisation (MFU, or HFU where only that is stated) is compute / (chips x time x peak rate). On shipped "
        "systems the share that compute, chips and time imply is 0.51 to 1.58 times the stated one, pauses and "
        "restarts included; twice or half means that one of the quantities is of another run or unit. Slips by powers "
        "of 1000 and shares above 1 have rules of their own. Chips whose rate in the number format is not known are "
        "not judged."
    ),
    fix="Check mfu_fraction or hfu_fraction, number_format, hardware_quantity and training_time_hour.",
    source=UTILISATION_SOURCE + " MFU and HFU: Chowdhery et al. 2022, appendix B.",
    reads=estimates.COLUMNS,
    thresholds=(
        Threshold(
            "utilisation_ratio",
            2.0,
            None,
            "Measured on milestone_systems 2026.8.0: implied / stated lies between 0.51 and 1.58 on 32 of 33.",
        ),
    ),
    prepare=estimates.prepare,
    opens=estimates.OPENS,
    applies="""
        select _row from compute_estimates
        where utilisation is not null and implied_utilisation is not null and peak_basis is null
    """,
    sql=f"""
        select _row,
          case when mfu_fraction is not null then 'mfu_fraction' when hfu_fraction is not null then 'hfu_fraction'
            else 'hardware_utilization_fraction' end as "column",
          utilisation as value,
          'stated are ' || format('{{:.3g}}', 100 * utilisation) || '% of the peak rate, compute, chips and time mean '
            || format('{{:.3g}}', 100 * implied_utilisation) || '%' as message,
          {utilisation_evidence("peak", "peak_basis")} as evidence
        from compute_estimates
        where utilisation is not null and not hardware_off and peak_basis is null
          and (implied_utilisation > $utilisation_ratio * utilisation
            or utilisation > $utilisation_ratio * implied_utilisation)
    """,
    needs=f"{estimates.NEEDS_RATE} and coalesce(mfu_fraction, hfu_fraction, hardware_utilization_fraction) is not null",
    passes=({**estimates.EXAMPLE_RUN, "mfu_fraction": 0.38}, {**estimates.EXAMPLE_RUN, "hfu_fraction": 0.5}),
    fails=({**estimates.EXAMPLE_RUN, "mfu_fraction": 0.038}, {**estimates.EXAMPLE_RUN, "mfu_fraction": 0.9}),
)
