"""A training compute outside its own low and high bounds."""

from compute_trends.validators.rule import Rule

RULE = Rule(
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
    reads=("training_compute_flop", "training_compute_low_flop", "training_compute_high_flop"),
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
