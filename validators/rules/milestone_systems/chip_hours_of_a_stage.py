"""Chip-hours of the fine-tuning beside a training compute that includes the base model's."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.compute_estimates import UTILISATION_SOURCE

#: Systems on a base model whose compute is that of the whole, with what their chip-hours give at the greatest rate.
_WHOLE = """
    select e.*, s.equivalent_training_time_scope as time_scope
    from compute_estimates e
    join (
      select _row, any_value(equivalent_training_time_scope) as equivalent_training_time_scope,
        any_value(training_compute_scope) as training_compute_scope
      from submission where base_model is not null group by _row) s using (_row)
    where e.training_compute_flop > 0 and e.peak_max_flop > 0
      and not coalesce(list_contains(s.training_compute_scope, 'fine_tune_only'), false)
"""

_RUN = {**estimates.EXAMPLE_RUN, "base_model": ["Llama 2-70B"], "training_compute_flop": 8.8e23}

RULE = Rule(
    id="chip-hours-of-a-stage",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="The chip-hours are those of a stage, the compute is that of the whole",
    explanation=(
        "training_compute_flop of a fine-tuned system includes the training of its base model; the chips and hours of "
        "its paper are mostly those of the fine-tuning. Whoever divides the one by the other gets a utilisation that "
        "no chip has. So a record says what its chip-hours cover, unless they suffice for the whole. Tried on "
        "milestone_systems 2026.8.2 as if no time had a scope: of the 13 times that upstream's notes show to be of the "
        "fine-tuning it finds 9, and of the other 4 one names no chip, one no compute, one has the compute of the "
        "fine-tuning alone and one hours enough for the whole. It fires on 3 more: two are of a later stage by what "
        "their makers publish (the model card of nekomata-14b, seven days on 16 nodes; the repository of FinGPT, 17.25 "
        "hours on one RTX 3090), and of LLaVA the paper was not read again."
    ),
    fix=(
        "Write the chip-hours of the fine-tuning in equivalent_training_time_hour, with fine_tune_only in "
        "equivalent_training_time_scope, and its compute in fine_tune_compute_flop; or give chips and hours of the "
        "whole training. A compute of the fine-tuning alone is fine_tune_only in training_compute_scope."
    ),
    source=UTILISATION_SOURCE + " Peak rates: the accelerators dataset, dense.",
    reads=(*estimates.COLUMNS, "training_compute_scope"),
    thresholds=(Threshold("utilisation_limit", 1.0, None, "Definition of the peak rate."),),
    prepare=estimates.prepare,
    opens=estimates.OPENS,
    applies=f"select _row from ({_WHOLE})",
    sql=f"""
        select _row, case when chips * hours > 0 then 'training_time_hour' else 'equivalent_training_time_hour' end
            as "column",
          case when chips * hours > 0 then hours else equivalent_training_time_hour end as value,
          format('{{:.3g}} chip-hours give {{:.3g}} FLOP at most, and the compute of the whole is {{:.3g}}: they are '
            || 'of the fine-tuning, or wrong', chip_hours, peak_max_flop, training_compute_flop)
            || case when fine_tune_compute_flop / peak_max_flop <= $utilisation_limit
              then format('; for its {{:.3g}} FLOP they suffice', fine_tune_compute_flop) else '' end as message,
          format('{{:.3g}} chip-hours x 3600 s x {{:.3g}} FLOP/s of {{}}', chip_hours, peak_max, chips_used)
            || coalesce(': ' || peak_max_basis, '') as evidence
        from ({_WHOLE})
        where time_scope is null and training_compute_flop / peak_max_flop > $utilisation_limit
    """,
    needs=f"base_model is not null and {estimates.NEEDS_RATE}",
    passes=(
        {**_RUN, "equivalent_training_time_hour": 172032, "equivalent_training_time_scope": "fine_tune_only"},
        {**_RUN, "training_compute_flop": 7.7e22, "training_compute_scope": ["fine_tune_only"]},
        {**_RUN, "training_time_hour": 1680},
        {**estimates.EXAMPLE_RUN, "training_compute_flop": 8.8e23},
    ),
    fails=(_RUN, {**_RUN, "hardware_quantity": None, "training_time_hour": None, "equivalent_training_time_hour": 9e4}),
)
