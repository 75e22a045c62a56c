"""A training time that no run of a milestone has."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS

_TIME_MARGIN = ON_SYSTEMS + (
    "the shortest of 243 took 0.1 hours. Half of that is the margin, as a milestone may train for "
    "minutes; what is left below are mostly years or months written as hours."
)

RULE = Rule(
    id="training-time-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training took implausibly long or short",
    explanation=(
        "Training runs take hours to some months: half of the shipped ones 10 days. Longer ones are mostly days or "
        "seconds written as hours, or chip-hours instead of hours; training time is that of the wall clock."
    ),
    fix="Write the hours from start to end; chip-hours divided by the number of chips.",
    source="The training times in milestone_systems.",
    reads=("training_time_hour",),
    thresholds=(
        Threshold("most_hour", 5000, "hour", ON_SYSTEMS + "2 of 243 took longer (6,528 and 7,104), reinforcement."),
        Threshold("least_hour", 0.05, "hour", _TIME_MARGIN),
    ),
    sql="""
        select _row, 'training_time_hour' as "column", training_time_hour as value,
            format('{:.3g} hours are {:.2g} {}; expected between {} and {} hours', training_time_hour,
                if(training_time_hour > 8766, training_time_hour / 8766, training_time_hour / 24),
                if(training_time_hour > 8766, 'years', 'days'), $least_hour, $most_hour) as message,
            'the training times of milestone_systems' as evidence
        from submission where training_time_hour > $most_hour or training_time_hour < $least_hour
    """,
    applies="select _row from submission where training_time_hour is not null",
    passes=({"training_time_hour": 355.2}, {"training_time_hour": 2160}),
    fails=({"training_time_hour": 30000}, {"training_time_hour": 0.003}),
)
