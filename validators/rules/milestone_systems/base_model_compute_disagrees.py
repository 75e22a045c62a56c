"""A training compute that does not go with that of the base model which it includes."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.systems import SYSTEMS

#: Compute of the system and of each base model of it that we hold, by name or record_id.
_BASED = f"""
    select s._row, s.flop, m.training_compute_flop as base_flop, m.name, m.record_id
    from (select _row, training_compute_flop as flop, unnest(base_model) as base from submission
          where training_compute_flop is not null and base_model is not null) s
    join {SYSTEMS} m on m.called = s.base
    where m.training_compute_flop is not null
"""

RULE = Rule(
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
    reads=("training_compute_flop", "base_model"),
    opens=("milestone_systems",),
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
