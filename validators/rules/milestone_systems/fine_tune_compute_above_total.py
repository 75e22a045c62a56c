"""A fine-tuning that took more compute than the whole training."""

from compute_trends.validators.rule import Rule, Threshold

RULE = Rule(
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
    reads=("training_compute_flop", "fine_tune_compute_flop"),
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
