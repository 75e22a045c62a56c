"""The stated training compute against what parameters, data, chips and time explain."""

from __future__ import annotations

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule

_SOURCE = (
    "Sevilla et al. 2022, Compute trends across three eras of machine learning, appendix: both methods of estimating "
    "training compute."
)

#: A consistent language model: 6 x 7e9 x 2e12 = 8.4e22 FLOP.
_MODEL = {
    "record_id": "made-up-7b",
    "publication_date": "2023-07-18",
    "domains": ["Language"],
    "parameters": 7e9,
    "training_dataset_size_datapoint": 2e12,
    "epochs": 1,
    "training_compute_flop": 8.4e22,
    "confidence": "confident",
}
_RUN = estimates.EXAMPLE_RUN

_OPERATIONS_EVIDENCE = """'6 x ' || format('{:.3g}', coalesce(active_parameters, parameters))
    || case when active_parameters is null then ' parameters' else ' active parameters' end
    || ' x ' || format('{:.3g}', datapoints) || ' datapoints'
    || case when epochs is null then ' (epochs not stated, 1 assumed)'
      else ' x ' || format('{:.3g}', epochs) || ' epochs' end
    || ' = ' || format('{:.3g}', operations_flop) || ' FLOP'"""

_HARDWARE_EVIDENCE = """format('{:.3g}', chip_hours) || ' chip-hours x 3600 s x ' || format('{:.3g}', peak)
    || ' FLOP/s (' || chips_used || ') = ' || format('{:.3g}', peak_flop) || ' FLOP at full peak rate'"""

_SLIP = Rule(
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
    source=_SOURCE,
    thresholds=(
        estimates.SLIP_TOLERANCE,
        estimates.OPERATIONS_LOW,
        estimates.OPERATIONS_HIGH,
        estimates.SINCE_YEAR,
        estimates.UTILISATION_MIN,
    ),
    prepare=estimates.prepare,
    applies=f"""{estimates.READS}
        select _row from compute_estimates
        where operations_ratio is not null or (implied_utilisation is not null and coalesce(least_utilisation, 0) <= 1)
    """,
    sql=f"""{estimates.READS}
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
          case when by_data then {_OPERATIONS_EVIDENCE} else {_HARDWARE_EVIDENCE} end as evidence
        from (
          select *, operations_slip is not null as by_data, coalesce(operations_slip, hardware_slip) as slip,
            case when operations_slip is not null then training_compute_flop else judged_flop end as stated
          from compute_estimates
          where (operations_slip is not null or hardware_slip is not null) and coalesce(least_utilisation, 0) <= 1)
    """,
    needs=f"{estimates.NEEDS_OPERATIONS} or {estimates.NEEDS_RATE}",
    passes=(_MODEL, _RUN, {**_MODEL, "training_compute_flop": 2e23}),
    fails=(
        {**_MODEL, "training_compute_flop": 8.4e19},
        {**_MODEL, "training_compute_flop": 8.4e28},
        {**_MODEL, "parameters": 7.0},
        {**_RUN, "training_compute_flop": 7.7e19},
    ),
)

_MISMATCH = Rule(
    id="compute-operations-mismatch",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training compute of a language model is far from 6 N D",
    explanation=(
        "Training a transformer takes about 6 operations per parameter and token (Kaplan et al. 2020; Hoffmann et al. "
        "2022). Text-only language models without a base model keep to it: half of the shipped ones within 25%. "
        "Mixtures of experts need less unless their active parameters are stated, data seen often needs more unless "
        "the epochs are. What is still far off has mostly another unit, words or documents for tokens, or a total "
        "that includes the passes already."
    ),
    fix="State epochs and active_parameters, and check that the data is counted in tokens and the compute in FLOP.",
    source=_SOURCE + " 6 N D: Kaplan et al. 2020, section 2.1.",
    thresholds=(
        estimates.OPERATIONS_LOW,
        estimates.OPERATIONS_HIGH,
        estimates.OPERATIONS_HIGH_UNKNOWN,
        estimates.LARGE_PARAMETERS,
        estimates.SINCE_YEAR,
    ),
    prepare=estimates.prepare,
    applies=f"{estimates.READS} select _row from compute_estimates where operations_ratio is not null",
    sql=f"""{estimates.READS}
        select _row, 'training_compute_flop' as "column", training_compute_flop as value,
          format('{{:.3g}}', training_compute_flop) || ' FLOP is ' || format('{{:.3g}}', operations_ratio)
            || ' times 6 N D' || case when epochs is null then '; the number of epochs is not stated' else '' end
            as message,
          {_OPERATIONS_EVIDENCE} as evidence
        from compute_estimates
        where operations_off and operations_slip is null
    """,
    needs=estimates.NEEDS_OPERATIONS,
    passes=(
        _MODEL,
        {**_MODEL, "epochs": None, "parameters": 7e8, "training_compute_flop": 8.4e23},
        {**_MODEL, "parameters": 1e12, "active_parameters": 7e9},
        {**_MODEL, "base_model": ["LLaMA"], "training_compute_flop": 1e30},
    ),
    fails=(
        {**_MODEL, "training_compute_flop": 5.2e24},
        {**_MODEL, "training_compute_flop": 8.4e20},
        {**_MODEL, "epochs": None, "training_compute_flop": 5.2e24},
        {**_MODEL, "epochs": None, "parameters": 7e8, "training_compute_flop": 8.4e24},
    ),
)

RULES = (_SLIP, _MISMATCH)
