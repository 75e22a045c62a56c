"""More chip-hours than any known training run took."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS

RULE = Rule(
    id="chip-hours-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="Chips times hours exceed every known training run",
    explanation=(
        "The largest shipped run has 1.7e8 chip-hours; far more means that the time is in chip-hours already, or "
        "that the chips are those of the whole site."
    ),
    fix="Check both numbers: chips that trained at the same time, hours of the wall clock.",
    source="Chips times hours in milestone_systems.",
    reads=("training_time_hour", "hardware_quantity"),
    thresholds=(
        Threshold("most_chip_hour", 1e9, "chip hour", ON_SYSTEMS + "the most of 172 runs is 1.7e8 (Grok 3, 2025)."),
    ),
    sql="""
        select _row, 'training_time_hour' as "column", training_time_hour as value,
            format('{:.3g} chips for {:.3g} hours are {:.3g} chip-hours', hardware_quantity::double,
                training_time_hour, hardware_quantity * training_time_hour) as message,
            format('hardware_quantity x training_time_hour, expected to be at most {:.2g}',
                $most_chip_hour::double) as evidence
        from submission where hardware_quantity * training_time_hour > $most_chip_hour
    """,
    applies="select _row from submission where hardware_quantity * training_time_hour is not null",
    passes=({"hardware_quantity": 10000, "training_time_hour": 355.2},),
    fails=({"hardware_quantity": 100000, "training_time_hour": 100000},),
)
