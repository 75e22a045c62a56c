"""A training compute that measured rate, chips and time do not give."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import GPT_3_ENERGY
from compute_trends.validators.rules.shared.sources import PATTERSON

RULE = Rule(
    id="energy-compute-recomputed",
    layer="plausibility",
    severity="error",
    datasets=("training_energy",),
    title="The training compute does not follow from the measured rate",
    explanation=(
        "Where the rate that each accelerator achieved is stated, times their number and the time it is the training "
        "compute. The published runs follow within 1.1%. A larger gap means that one of the four figures is wrong, or "
        "that the rate is the peak rate instead of the measured one."
    ),
    fix="Compare measured_flop_per_s, accelerator_count, training_time_hour and training_compute_flop with the source.",
    source=f"{PATTERSON}: measured performance and total computation.",
    reads=("accelerator_count", "training_time_hour", "training_compute_flop", "measured_flop_per_s"),
    thresholds=(Threshold("tolerance", 0.05, "1", f"{PATTERSON}: its six runs follow within 1.1%."),),
    sql="""
        select _row, 'training_compute_flop' as "column", training_compute_flop as value,
          format('{:.3g} FLOP are stated, but {:.3g} chips at {:.3g} FLOP/s for {:.3g} hours compute {:.3g} FLOP',
            training_compute_flop, accelerator_count::double, measured_flop_per_s, training_time_hour, expected)
            as message,
          'training_compute_flop = measured_flop_per_s x accelerator_count x training_time_hour x 3600' as evidence
        from (select *, measured_flop_per_s * accelerator_count * training_time_hour * 3600 as expected
          from submission)
        where abs(training_compute_flop - expected) > $tolerance * expected
    """,
    applies="""
        select _row from submission
        where training_compute_flop * measured_flop_per_s * accelerator_count * training_time_hour is not null
    """,
    passes=(GPT_3_ENERGY, {"training_compute_flop": 3.14e23}),
    fails=({**GPT_3_ENERGY, "measured_flop_per_s": 1.25e14}, {**GPT_3_ENERGY, "training_compute_flop": 3.14e20}),
)
