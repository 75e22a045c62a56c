"""A fine-tuned system whose compute, less that of its base model, is more than the chips could have done."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.compute_estimates import UTILISATION_SOURCE
from compute_trends.validators.rules.shared.systems import SYSTEMS

#: What the total leaves for the fine-tuning: at least, since base models are rounded too. A total that counts the
#: fine-tuning alone, or is far less than the base model's, is all of it.
_LEFT = f"""
    select e._row, e.training_compute_flop as total, e.chip_hours, e.peak_max_flop, e.peak_max_basis,
      e.chips_used, b.base_flop, b.bases,
      b.first_id,
      case when list_contains(s.training_compute_scope, 'fine_tune_only')
          or e.training_compute_flop < $least_share * b.base_flop
        then e.training_compute_flop else e.training_compute_flop - $rounding * b.base_flop end as remainder
    from compute_estimates e
    join (select _row, any_value(training_compute_scope) as training_compute_scope from submission group by _row) s
      using (_row)
    join (
      select _row, sum(flop) as base_flop, string_agg(name, ' and ' order by name) as bases, min(record_id) as first_id
      from (
        select n._row, n.base, any_value(m.training_compute_flop) as flop, any_value(m.name) as name,
          any_value(m.record_id) as record_id
        from (select _row, unnest(list_distinct(base_model)) as base from submission
              where base_model is not null and fine_tune_compute_flop is null) n
        left join {SYSTEMS} m on m.called = n.base
        group by n._row, n.base)
      group by _row having count(flop) = count(*)) b using (_row)
    where e.training_compute_flop > 0 and e.fine_tune_compute_flop is null and e.peak_max_flop > 0
"""

RULE = Rule(
    id="fine-tune-remainder-above-peak",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="What the compute leaves for the fine-tuning is more than the chips could have done",
    explanation=(
        "training_compute_flop of a fine-tuned system includes the training of its base model. Where the compute of "
        "the fine-tuning is not stated, what is left of the total beside the base model's is its own, and chips and "
        "time have to suffice for that. Where they do not, the base model counts for more in the source than we "
        "hold for it, or chips, time or total are wrong."
    ),
    fix="State fine_tune_compute_flop, and check base_model, hardware_quantity and training_time_hour.",
    source=UTILISATION_SOURCE + " Peak rates: the accelerators dataset, dense; base models: the milestone systems.",
    reads=(*estimates.COLUMNS, "training_compute_scope"),
    thresholds=(
        Threshold("utilisation_limit", 1.0, None, "Definition of the peak rate."),
        Threshold("rounding", 1.05, None, "Compute is rounded to two digits in many papers."),
        Threshold("least_share", 0.5, None, "A total of less than half the base model's cannot include it."),
    ),
    prepare=estimates.prepare,
    opens=(*estimates.OPENS, "milestone_systems"),
    applies=f"select _row from ({_LEFT})",
    sql=f"""
        select _row, 'training_compute_flop' as "column", total as value,
          format('{{:.3g}} FLOP, less {{:.3g}} of {{}}, leave {{:.3g}} for the fine-tuning, {{:.3g}} times {{}} '
            || 'in {{:.3g}} chip-hours', total, base_flop, bases, remainder, remainder / peak_max_flop,
            if(peak_max_basis is null, 'the peak rate of the chips', 'what the chips can reach at most'), chip_hours)
            as message,
          'milestone_systems/' || first_id || ', ' || chips_used || coalesce(': ' || peak_max_basis, '') as evidence
        from ({_LEFT})
        where remainder / peak_max_flop > $utilisation_limit
    """,
    needs=f"base_model is not null and fine_tune_compute_flop is null and {estimates.NEEDS_RATE}",
    passes=(
        {**estimates.EXAMPLE_RUN, "base_model": ["Llama 2-70B"], "training_compute_flop": 8.8e23},
        {**estimates.EXAMPLE_RUN, "base_model": ["Llama 2-70B"], "training_compute_flop": 8e23},
        {**estimates.EXAMPLE_RUN, "base_model": ["no such model"], "training_compute_flop": 8e25},
        {
            **estimates.EXAMPLE_RUN,
            "base_model": ["Llama 2-70B"],
            "training_compute_flop": 2e24,
            "fine_tune_compute_flop": 7e22,
        },
    ),
    fails=(
        {**estimates.EXAMPLE_RUN, "base_model": ["Llama 2-70B"], "training_compute_flop": 2e24},
        {
            **estimates.EXAMPLE_RUN,
            "base_model": ["Llama 2-70B"],
            "training_compute_flop": 5e23,
            "training_compute_scope": ["fine_tune_only"],
        },
    ),
)
