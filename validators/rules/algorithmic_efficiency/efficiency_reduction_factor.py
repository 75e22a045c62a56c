"""A reduction factor that is not the baseline's compute over that of the run."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.efficiency_baselines import PAIRS
from compute_trends.validators.rules.shared.examples import EFFICIENTNET
from compute_trends.validators.rules.shared.sources import HERNANDEZ

RULE = Rule(
    id="efficiency-reduction-factor",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    title="The reduction factor is not the baseline's compute over that of the run",
    explanation=(
        "The factor is what the trend is fitted to. It is the baseline's training compute divided by the run's; the "
        "published factors are rounded and, once one slip was mended, follow within 5%. A larger gap means a wrong "
        "factor, or compute in another unit than FLOP (teraflop/s-days are 8.64e16 FLOP)."
    ),
    fix="Recompute reduction_factor from training_compute_flop and that of the level's baseline.",
    source=f"{HERNANDEZ}, published table.",
    reads=(
        "performance_level",
        "training_compute_flop",
        "reduction_factor",
    ),
    opens=("algorithmic_efficiency",),
    thresholds=(
        Threshold("tolerance", 0.05, "1", f"{HERNANDEZ}: its rounding; 61 for 58.1 is 4.9%, the largest of twelve."),
    ),
    sql=f"""
        select _row, 'reduction_factor' as "column", reduction_factor as value,
          format('a factor of {{:.3g}} is stated, but {{}} took {{:.3g}} FLOP and the run {{:.3g}} FLOP, which gives '
            '{{:.3g}}', reduction_factor, baseline, baseline_flop, training_compute_flop,
            baseline_flop / training_compute_flop) as message,
          'algorithmic_efficiency/' || baseline_id as evidence
        from ({PAIRS})
        where abs(reduction_factor * training_compute_flop / baseline_flop - 1) > $tolerance
    """,
    applies=f"select _row from ({PAIRS}) where reduction_factor * training_compute_flop is not null",
    passes=(EFFICIENTNET,),
    fails=({**EFFICIENTNET, "reduction_factor": 10}, {**EFFICIENTNET, "training_compute_flop": 0.069}),
)
