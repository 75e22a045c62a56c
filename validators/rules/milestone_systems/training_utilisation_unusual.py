"""A training that uses an unusual share of the peak rate of its chips."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.estimates.chip_rates import MATRIX_TO_VECTOR, MATRIX_TO_VECTOR_SOURCE
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.compute_estimates import UTILISATION_SOURCE, utilisation_evidence

#: A share that is too low is one of the rate of the stated number format, one that is too high of the greatest rate.
_UNUSUAL_PEAK = "case when implied_utilisation < $utilisation_min then peak else peak_max end"
_BASIS = "case when implied_utilisation < $utilisation_min then peak_basis else peak_max_basis end"

RULE = Rule(
    id="training-utilisation-unusual",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The chips would have run at an unusual share of their peak rate",
    explanation=(
        "Large training runs reach 20 to 60% of the peak rate; nine of ten shipped systems lie between 3% and 60%. "
        "A lower share points to hours for days, to chips that stood by, or to a compute in another unit; a higher "
        "one to time or chips left out. The low side is judged at the stated number format, the high side at the "
        "greatest rate of the chip. Where the rate of a chip's matrix engines is not known, a share that is too low is "
        f"one of the rate of its vector units, and one too high of {MATRIX_TO_VECTOR} times that."
    ),
    fix="Check hardware_quantity, training_time_hour, number_format and the compute; state mfu_fraction if published.",
    source=f"{UTILISATION_SOURCE} {MATRIX_TO_VECTOR_SOURCE}",
    reads=estimates.COLUMNS,
    thresholds=(estimates.UTILISATION_MIN, estimates.UTILISATION_MAX),
    prepare=estimates.prepare,
    opens=estimates.OPENS,
    applies="select _row from compute_estimates where implied_utilisation is not null",
    sql=f"""
        select _row, judged_column as "column", judged_flop as value,
          format('{{:.3g}}', judged_flop) || ' FLOP in ' || format('{{:.3g}}', chip_hours) || ' chip-hours means '
            || format('{{:.3g}}', 100 * judged_flop / (chip_hours * 3600 * {_UNUSUAL_PEAK})) || '% of '
            || coalesce({_BASIS}, 'the peak rate') as message,
          {utilisation_evidence(_UNUSUAL_PEAK, _BASIS)} as evidence
        from compute_estimates
        where hardware_off and hardware_slip is null and coalesce(least_utilisation, 0) <= 1
    """,
    needs=estimates.NEEDS_RATE,
    passes=(estimates.EXAMPLE_RUN, {**estimates.EXAMPLE_RUN, "training_compute_flop": 3e22}),
    fails=(
        {**estimates.EXAMPLE_RUN, "training_time_hour": 168 * 24},
        {**estimates.EXAMPLE_RUN, "training_compute_flop": 1.6e23},
    ),
)
