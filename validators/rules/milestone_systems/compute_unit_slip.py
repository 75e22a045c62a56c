"""A training compute that a lost prefix would explain: a power of 1000 off its parts."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.compute_estimates import ESTIMATES_SOURCE, OPERATIONS_EVIDENCE
from compute_trends.validators.rules.shared.examples import LANGUAGE_MODEL

_RUN = estimates.EXAMPLE_RUN

_HARDWARE_EVIDENCE = """format('{:.3g}', chip_hours) || ' chip-hours x 3600 s x ' || format('{:.3g}', peak)
    || ' FLOP/s (' || chips_used || ') = ' || format('{:.3g}', peak_flop) || ' FLOP at full peak rate'"""

RULE = Rule(
    id="compute-unit-slip",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="The training compute is off by a power of 1000 from what the record's other quantities explain",
    explanation=(
        "Published figures come in petaFLOP/s-days, zettaFLOP, billions of parameters and trillions of tokens, and the "
        "commonest mistake in such a table is a prefix lost on the way. The compute is held against 6 N D (text-only "
        "language models) and against chips, time and peak rate; where it differs by about 1e3, 1e6 or 1e9, either it "
        "or one of these quantities is in another unit than the column says. Honest records differ by a factor of "
        "30 at most where epochs are stated."
    ),
    fix="Look up the units of compute, parameters, datapoints, chips and hours in the source; FLOP is a plain count.",
    source=ESTIMATES_SOURCE,
    reads=estimates.COLUMNS,
    thresholds=(
        estimates.SLIP_TOLERANCE,
        estimates.OPERATIONS_LOW,
        estimates.OPERATIONS_HIGH,
        estimates.SINCE_YEAR,
        estimates.UTILISATION_MIN,
    ),
    prepare=estimates.prepare,
    opens=estimates.OPENS,
    applies="""
        select _row from compute_estimates
        where operations_ratio is not null
          or (implied_utilisation is not null and peak_basis is null and coalesce(least_utilisation, 0) <= 1)
    """,
    sql=f"""
        select _row,
          case when by_data then 'training_compute_flop' else judged_column end as "column", stated as value,
          format('{{:.3g}}', stated) || ' FLOP looks like a slip of 1e' || abs(slip) || ': it is '
            || format('{{:.3g}}', case when by_data then operations_ratio else stated / hardware_flop end)
            || ' times what ' || case when by_data then 'parameters and data explain' else 'chips and time explain' end
            || case when operations_slip = hardware_slip then ', and chips and time say the same'
               when by_data and hardware_log is not null and not hardware_off
               then ', while chips and time fit: look at parameters and data'
               when not by_data and operations_ratio is not null and not operations_off
               then ', while parameters and data fit: look at chips and time' else '' end as message,
          case when by_data then {OPERATIONS_EVIDENCE} else {_HARDWARE_EVIDENCE} end as evidence
        from (
          select *, operations_slip is not null as by_data, coalesce(operations_slip, hardware_slip) as slip,
            case when operations_slip is not null then training_compute_flop else judged_flop end as stated
          from compute_estimates
          where (operations_slip is not null or hardware_slip is not null) and coalesce(least_utilisation, 0) <= 1)
    """,
    needs=f"{estimates.NEEDS_OPERATIONS_OFF} or {estimates.NEEDS_RATE}",
    passes=(LANGUAGE_MODEL, _RUN, {**LANGUAGE_MODEL, "training_compute_flop": 2e23}),
    fails=(
        {**LANGUAGE_MODEL, "training_compute_flop": 8.4e19},
        {**LANGUAGE_MODEL, "training_compute_flop": 8.4e28},
        {**LANGUAGE_MODEL, "parameters": 7.0},
        {**_RUN, "training_compute_flop": 7.7e19},
    ),
)
