"""Which share of their peak rate the chips must have reached for the stated compute."""

from __future__ import annotations

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule, Threshold

_SOURCE = "Sevilla et al. 2022, appendix: compute = chips x time x peak rate x utilisation."

_RUN = estimates.EXAMPLE_RUN


def _evidence(peak: str) -> str:
    """SQL for the division that gives the utilisation; `peak` is SQL for the rate that the rule judges by."""
    return f"""format('{{:.3g}}', judged_flop) || ' FLOP / (' || format('{{:.3g}}', chip_hours)
    || ' chip-hours x 3600 s x ' || format('{{:.3g}}', {peak}) || ' FLOP/s of ' || chips_used || ')'"""


_SLIP_NOTE = """case when hardware_slip is null then ''
    else '; it looks like a slip of 1e' || hardware_slip || ' in the compute, the chips or the time' end"""

_ABOVE_ONE = Rule(
    id="training-utilisation-above-one",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="The training would have needed more than the peak rate of its chips",
    explanation=(
        "No chip computes faster than its peak rate, so compute / (chips x time x peak) cannot exceed 1. The rule "
        "takes the greatest dense rate that the chip has for training, of the fastest chip listed, and for a "
        "fine-tuned system the compute of the fine-tuning alone. Where it fires, chips, time or compute is wrong, or "
        "the time is that of one run among several."
    ),
    fix="Check hardware_quantity, training_time_hour (hours, not days) and the compute against the source.",
    source=_SOURCE + " Peak rates: the accelerators dataset, dense.",
    thresholds=(Threshold("utilisation_limit", 1.0, None, "Definition of the peak rate."),),
    prepare=estimates.prepare,
    applies=f"{estimates.READS} select _row from compute_estimates where least_utilisation is not null",
    sql=f"""{estimates.READS}
        select _row, judged_column as "column", judged_flop as value,
          format('{{:.3g}}', judged_flop) || ' FLOP in ' || format('{{:.3g}}', chip_hours)
            || ' chip-hours is ' || format('{{:.3g}}', least_utilisation) || ' times the peak rate of the chips'
            || {_SLIP_NOTE} as message,
          {_evidence("peak_max")} as evidence
        from compute_estimates
        where least_utilisation > $utilisation_limit
    """,
    needs=estimates.NEEDS_RATE,
    passes=(_RUN, {**_RUN, "base_model": ["ViT"], "training_compute_flop": 7.7e25}),
    fails=(
        {**_RUN, "training_time_hour": 7},
        {**_RUN, "hardware_quantity": 1},
        {**_RUN, "training_compute_flop": 8e25},
    ),
)

#: A share that is too low is one of the rate of the stated number format, one that is too high of the greatest rate.
_UNUSUAL_PEAK = "case when implied_utilisation < $utilisation_min then peak else peak_max end"

_UNUSUAL = Rule(
    id="training-utilisation-unusual",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The chips would have run at an unusual share of their peak rate",
    explanation=(
        "Large training runs reach 20 to 60% of the peak rate; nine of ten shipped systems lie between 3% and 60%. "
        "A lower share points to hours for days, to chips that stood by, or to a compute in another unit; a higher "
        "one to time or chips left out. The low side is judged at the stated number format, the high side at the "
        "greatest rate of the chip."
    ),
    fix="Check hardware_quantity, training_time_hour, number_format and the compute; state mfu_fraction if published.",
    source=_SOURCE,
    thresholds=(estimates.UTILISATION_MIN, estimates.UTILISATION_MAX),
    prepare=estimates.prepare,
    applies=f"{estimates.READS} select _row from compute_estimates where implied_utilisation is not null",
    sql=f"""{estimates.READS}
        select _row, judged_column as "column", judged_flop as value,
          format('{{:.3g}}', judged_flop) || ' FLOP in ' || format('{{:.3g}}', chip_hours) || ' chip-hours means '
            || format('{{:.3g}}', 100 * judged_flop / (chip_hours * 3600 * {_UNUSUAL_PEAK})) || '% of the peak rate'
            as message,
          {_evidence(_UNUSUAL_PEAK)} as evidence
        from compute_estimates
        where hardware_off and hardware_slip is null and coalesce(least_utilisation, 0) <= 1
    """,
    needs=estimates.NEEDS_RATE,
    passes=(_RUN, {**_RUN, "training_compute_flop": 3e22}),
    fails=({**_RUN, "training_time_hour": 168 * 24}, {**_RUN, "training_compute_flop": 1.6e23}),
)

_STATED = Rule(
    id="stated-utilisation-mismatch",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The stated utilisation does not follow from compute, chips and time",
    explanation=(
        "Utilisation (MFU, or HFU where only that is stated) is compute / (chips x time x peak rate). On shipped "
        "systems the share that compute, chips and time imply is 0.51 to 1.58 times the stated one, pauses and "
        "restarts included; twice or half means that one of the quantities is of another run or unit. Slips by powers "
        "of 1000 and shares above 1 have rules of their own."
    ),
    fix="Check mfu_fraction or hfu_fraction, number_format, hardware_quantity and training_time_hour.",
    source=_SOURCE + " MFU and HFU: Chowdhery et al. 2022, appendix B.",
    thresholds=(
        Threshold(
            "utilisation_ratio",
            2.0,
            None,
            "Measured on milestone_systems 2026.8.0: implied / stated lies between 0.51 and 1.58 on 32 of 33.",
        ),
    ),
    prepare=estimates.prepare,
    applies=f"""{estimates.READS}
        select _row from compute_estimates where utilisation is not null and implied_utilisation is not null
    """,
    sql=f"""{estimates.READS}
        select _row,
          case when mfu_fraction is not null then 'mfu_fraction' when hfu_fraction is not null then 'hfu_fraction'
            else 'hardware_utilization_fraction' end as "column",
          utilisation as value,
          'stated are ' || format('{{:.3g}}', 100 * utilisation) || '% of the peak rate, compute, chips and time mean '
            || format('{{:.3g}}', 100 * implied_utilisation) || '%' as message,
          {_evidence("peak")} as evidence
        from compute_estimates
        where utilisation is not null and not hardware_off
          and (implied_utilisation > $utilisation_ratio * utilisation
            or utilisation > $utilisation_ratio * implied_utilisation)
    """,
    needs=f"{estimates.NEEDS_RATE} and coalesce(mfu_fraction, hfu_fraction, hardware_utilization_fraction) is not null",
    passes=({**_RUN, "mfu_fraction": 0.38}, {**_RUN, "hfu_fraction": 0.5}),
    fails=({**_RUN, "mfu_fraction": 0.038}, {**_RUN, "mfu_fraction": 0.9}),
)

RULES = (_ABOVE_ONE, _UNUSUAL, _STATED)
