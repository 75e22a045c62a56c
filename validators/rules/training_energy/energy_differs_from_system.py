"""Parameters, compute or time of an energy record that are not those of the system it names."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.systems import SYSTEMS, against_system_sql

RULE = Rule(
    id="energy-differs-from-system",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="Parameters, compute or time differ from those of the milestone system",
    explanation=(
        "A record that names a milestone system is about the same run, so its parameters, training compute and time "
        "are the same but for rounding and later estimates. The published runs agree within 1.3 times. A larger gap "
        "is a wrong unit, or another model of the same family."
    ),
    fix="Check the figures against the paper, and milestone_system against the size of the model.",
    source="The milestone_systems dataset.",
    reads=("milestone_system", "parameters", "training_time_hour", "training_compute_flop"),
    opens=("milestone_systems",),
    thresholds=(
        Threshold("parameter_factor", 1.5, "1", "Four runs of Patterson et al. 2021 agree within 1.05."),
        Threshold("compute_factor", 3, "1", "Epoch's `confident`; four runs of Patterson et al. agree within 1.3."),
        Threshold("time_factor", 3, "1", "As for compute; four runs of Patterson et al. 2021 agree within 1.01."),
    ),
    sql=(
        against_system_sql("parameters", "parameters", "parameter_factor")
        + " union all "
        + against_system_sql("training_compute_flop", "FLOP", "compute_factor")
        + " union all "
        + against_system_sql("training_time_hour", "hours", "time_factor")
    ),
    applies=f"""
        select s._row from submission s join {SYSTEMS} m on m.called = s.milestone_system
        where coalesce(s.parameters * m.parameters, s.training_compute_flop * m.training_compute_flop,
          s.training_time_hour * m.training_time_hour) is not null
    """,
    passes=({"milestone_system": "GPT-3 175B (davinci)", "parameters": 1.75e11, "training_compute_flop": 3.14e23},),
    fails=(
        {"milestone_system": "GPT-3 175B (davinci)", "parameters": 1.75e8},
        {"milestone_system": "GPT-3 175B (davinci)", "training_compute_flop": 3.14e20},
    ),
)
