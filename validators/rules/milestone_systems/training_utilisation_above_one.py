"""A training that needs more than the peak rate of its chips."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.estimates.chip_rates import MATRIX_TO_VECTOR, MATRIX_TO_VECTOR_SOURCE
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.compute_estimates import UTILISATION_SOURCE, utilisation_evidence

_SLIP_NOTE = """case when hardware_slip is null then ''
    else '; it looks like a slip of 1e' || hardware_slip || ' in the compute, the chips or the time' end"""

RULE = Rule(
    id="training-utilisation-above-one",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="The training would have needed more than the peak rate of its chips",
    explanation=(
        "No chip computes faster than its peak rate, so compute / (chips x time x peak) cannot exceed 1. The rule "
        "takes the greatest dense rate that the chip has for training, of the fastest chip listed, and for a "
        "fine-tuned system the compute of the fine-tuning alone. Where the rate of a chip's matrix engines is not "
        f"known, it takes {MATRIX_TO_VECTOR} times that of its vector units, which no chip reaches. Where it fires, "
        "chips, time or compute is wrong, or the time is that of one run among several."
    ),
    fix="Check hardware_quantity, training_time_hour (hours, not days) and the compute against the source.",
    source=f"{UTILISATION_SOURCE} Peak rates: the accelerators dataset, dense. {MATRIX_TO_VECTOR_SOURCE}",
    reads=estimates.COLUMNS,
    thresholds=(Threshold("utilisation_limit", 1.0, None, "Definition of the peak rate."),),
    prepare=estimates.prepare,
    opens=estimates.OPENS,
    applies="select _row from compute_estimates where least_utilisation is not null",
    sql=f"""
        select _row, judged_column as "column", judged_flop as value,
          format('{{:.3g}}', judged_flop) || ' FLOP in ' || format('{{:.3g}}', chip_hours)
            || ' chip-hours is ' || format('{{:.3g}}', least_utilisation) || ' times '
            || if(peak_max_basis is null, 'the peak rate of the chips', 'what the chips can reach at most')
            || {_SLIP_NOTE} as message,
          {utilisation_evidence("peak_max", "peak_max_basis")} as evidence
        from compute_estimates
        where least_utilisation > $utilisation_limit
    """,
    needs=estimates.NEEDS_RATE,
    passes=(estimates.EXAMPLE_RUN, {**estimates.EXAMPLE_RUN, "base_model": ["ViT"], "training_compute_flop": 7.7e25}),
    fails=(
        {**estimates.EXAMPLE_RUN, "training_time_hour": 7},
        {**estimates.EXAMPLE_RUN, "hardware_quantity": 1},
        {**estimates.EXAMPLE_RUN, "training_compute_flop": 8e25},
    ),
)
