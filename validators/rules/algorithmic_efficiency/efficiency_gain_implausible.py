"""A gain over the baseline that no known progress in efficiency explains."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.efficiency_baselines import PAIRS
from compute_trends.validators.rules.shared.examples import EFFICIENTNET
from compute_trends.validators.rules.shared.sources import HERNANDEZ

RULE = Rule(
    id="efficiency-gain-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("algorithmic_efficiency",),
    title="The compute is beyond what any known gain in efficiency explains",
    explanation=(
        "Factor and compute can both be wrong by the same unit. The gains that were published are a factor of 44 in "
        "seven years for AlexNet's level and of 58 in three years for Seq2Seq's; a thousandfold gain, or a run that "
        "needs many times the baseline's compute, is more likely a unit slip."
    ),
    fix="Recalculate training_compute_flop from compute_calculation.",
    source=f"{HERNANDEZ}: 16 months to double; its published table.",
    reads=("performance_level", "publication_date", "training_compute_flop"),
    opens=("algorithmic_efficiency",),
    thresholds=(
        Threshold(
            "highest",
            30,
            "1",
            "Against doubling once a year, the largest of the twelve gains is 8.6 times as large (Transformer Base).",
        ),
        Threshold("lowest", 0.1, "1", "All of twelve are at least 1; a tenth leaves room for wasteful reproductions."),
    ),
    sql=f"""
        select _row, 'training_compute_flop' as "column", training_compute_flop as value,
          format('{{:.3g}} FLOP would be a gain of {{:.3g}} in {{:.2g}} years', training_compute_flop, gain, years)
            as message, format('algorithmic_efficiency/{{}}: {{:.3g}} FLOP', baseline_id, baseline_flop) as evidence
        from (select *, baseline_flop / training_compute_flop as gain,
          greatest(datediff('day', baseline_date, publication_date) / 365.25, 0) as years from ({PAIRS}))
        where gain < $lowest or gain > $highest * pow(2, years)
    """,
    applies=f"select _row from ({PAIRS}) where training_compute_flop is not null and publication_date is not null",
    passes=(EFFICIENTNET,),
    fails=(
        {**EFFICIENTNET, "training_compute_flop": 5.9616e12, "reduction_factor": 44_000},
        {**EFFICIENTNET, "training_compute_flop": 5.9616e18, "reduction_factor": 0.044},
    ),
)
