"""Training compute against its own interval, its fine-tuning share and the compute of its base model."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.systems import SYSTEMS

_BOUNDS = Rule(
    id="training-compute-outside-bounds",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="The training compute lies outside its own bounds",
    explanation=(
        "The bounds say between which values the training compute lies, so low <= value <= high. A bound on the wrong "
        "side is a swapped pair, a bound in another unit, or one that was kept while the value was revised."
    ),
    fix="Give bounds in FLOP, the low one below the value and the high one above it.",
    source="Definition of the columns in schemas/milestone_systems.json.",
    applies="""
        select _row from submission
        where training_compute_flop is not null or training_compute_low_flop is not null
          or training_compute_high_flop is not null
    """,
    sql="""
        select _row,
          case when training_compute_low_flop > least(training_compute_flop, training_compute_high_flop)
            then 'training_compute_low_flop' else 'training_compute_high_flop' end as "column",
          case when training_compute_low_flop > least(training_compute_flop, training_compute_high_flop)
            then training_compute_low_flop else training_compute_high_flop end as value,
          'low ' || coalesce(format('{:.3g}', training_compute_low_flop), 'unknown') || ', value '
            || coalesce(format('{:.3g}', training_compute_flop), 'unknown') || ', high '
            || coalesce(format('{:.3g}', training_compute_high_flop), 'unknown') || ' FLOP are not in rising order'
            as message,
          null as evidence
        from submission
        where training_compute_low_flop > training_compute_flop or training_compute_high_flop < training_compute_flop
          or training_compute_low_flop > training_compute_high_flop
    """,
    passes=(
        {"training_compute_low_flop": 1e23, "training_compute_flop": 3e23, "training_compute_high_flop": 6e23},
        {"training_compute_flop": 3e23, "training_compute_high_flop": 3e23},
    ),
    fails=(
        {"training_compute_low_flop": 4e23, "training_compute_flop": 3e23},
        {"training_compute_flop": 3e23, "training_compute_high_flop": 6e20},
        {"training_compute_low_flop": 6e23, "training_compute_high_flop": 1e23},
    ),
)

_FINE_TUNE = Rule(
    id="fine-tune-compute-above-total",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="Fine-tuning took more compute than the whole training",
    explanation=(
        "training_compute_flop of a fine-tuned system includes the training of its base model, so the fine-tuning "
        "alone cannot exceed it. Where it does, the total leaves the base model out, or one of the two is in another "
        "unit."
    ),
    fix="Add the base model's compute to training_compute_flop, or correct fine_tune_compute_flop.",
    source="Definition of the columns in schemas/milestone_systems.json.",
    thresholds=(Threshold("rounding", 1.05, None, "Totals are rounded to two digits in many papers."),),
    applies="""
        select _row from submission where training_compute_flop is not null and fine_tune_compute_flop is not null
    """,
    sql="""
        select _row, 'fine_tune_compute_flop' as "column", fine_tune_compute_flop as value,
          format('{:.3g} FLOP of fine-tuning exceed the total of {:.3g} FLOP', fine_tune_compute_flop,
            training_compute_flop) as message,
          null as evidence
        from submission where fine_tune_compute_flop > training_compute_flop * $rounding
    """,
    passes=(
        {"training_compute_flop": 3.19e23, "fine_tune_compute_flop": 5.18e21},
        {"training_compute_flop": 4.9e16, "fine_tune_compute_flop": 4.98e16},
    ),
    fails=({"training_compute_flop": 1.65e19, "fine_tune_compute_flop": 3.8e19},),
)

#: Compute of the system and of each base model of it that we hold, by name or record_id.
_BASED = f"""
    select s._row, s.flop, m.training_compute_flop as base_flop, m.name, m.record_id
    from (select _row, training_compute_flop as flop, unnest(base_model) as base from submission
          where training_compute_flop is not null and base_model is not null) s
    join {SYSTEMS} m on m.called = s.base
    where m.training_compute_flop is not null
"""

_BASE = Rule(
    id="base-model-compute-disagrees",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training compute does not go with that of the base model",
    explanation=(
        "training_compute_flop of a fine-tuned system includes the training of its base model; it is the base model's "
        "compute plus a little in most cases (median of the shipped ones 1.06 times). Far less means that the base "
        "model was left out or that a unit slipped, far more that it slipped the other way or that the base model is "
        "another."
    ),
    fix="Add the base model's compute to training_compute_flop, and check base_model and the units.",
    source="Definition of the column in schemas/milestone_systems.json; the base model's record.",
    thresholds=(
        Threshold("least_share", 0.05, None, "Measured on milestone_systems 2026.8.0: 3 of 45 lie below."),
        Threshold("greatest_share", 30.0, None, "Measured on milestone_systems 2026.8.0: 1 of 45 lies above."),
    ),
    applies=f"select _row from ({_BASED})",
    sql=f"""
        select _row, 'training_compute_flop' as "column", flop as value,
          format('{{:.3g}} FLOP is {{:.3g}} times the compute of the base model {{}} ({{:.3g}} FLOP)', flop,
            flop / base_flop, name, base_flop) as message,
          'milestone_systems/' || record_id as evidence
        from ({_BASED})
        where flop < base_flop * $least_share or flop > base_flop * $greatest_share
    """,
    needs="base_model is not null and training_compute_flop is not null",
    passes=({"base_model": ["Llama 2-70B"], "training_compute_flop": 8.3e23}, {"base_model": ["no such model"]}),
    fails=(
        {"base_model": ["Llama 2-70B"], "training_compute_flop": 8.3e20},
        {"base_model": ["llama-2-70b"], "training_compute_flop": 8.3e20},
        {"base_model": ["Llama 2-70B"], "training_compute_flop": 8.3e26},
    ),
)

RULES = (_BOUNDS, _FINE_TUNE, _BASE)
