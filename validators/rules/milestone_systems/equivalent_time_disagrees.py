"""Chip-hours that are not the chips times the hours beside them."""

from compute_trends.catalog.texts.sql_text import counted_sql
from compute_trends.validators.rule import Rule, Threshold

RULE = Rule(
    id="equivalent-time-disagrees",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The chip-hours are not chips times hours",
    explanation=(
        "equivalent_training_time_hour is the training time times the number of processors. A value that is far "
        "from the product of the two is the wall-clock time, in days, or of another run."
    ),
    fix="Write hardware_quantity x training_time_hour, or leave equivalent_training_time_hour empty.",
    source="The description of the column.",
    reads=(
        "training_time_hour",
        "equivalent_training_time_hour",
        "equivalent_training_time_scope",
        "hardware_quantity",
    ),
    thresholds=(
        Threshold(
            "ratio",
            2.0,
            None,
            "No shipped record has all three. Runs pause and restart: what chips and hours imply differs from the "
            "stated utilisation by up to 1.97 on 32 of 33 systems of milestone_systems 2026.8.0.",
        ),
    ),
    applies="select _row from submission where equivalent_training_time_hour * hardware_quantity "
    "* training_time_hour is not null and equivalent_training_time_scope is null",
    sql=f"""
        select _row, 'equivalent_training_time_hour' as "column", equivalent_training_time_hour as value,
          format('{{:.3g}} chip-hours are stated, but ', equivalent_training_time_hour)
            || {counted_sql("hardware_quantity", "chip")} || ' for '
            || {counted_sql("training_time_hour", "hour", form="{:.3g}")}
            || format(' are {{:.3g}}', hardware_quantity * training_time_hour) as message,
          'hardware_quantity x training_time_hour' as evidence
        from submission
        where equivalent_training_time_scope is null
          and (equivalent_training_time_hour > $ratio * hardware_quantity * training_time_hour
            or equivalent_training_time_hour * $ratio < hardware_quantity * training_time_hour)
    """,
    passes=(
        {"equivalent_training_time_hour": 1000, "hardware_quantity": 8, "training_time_hour": 120},
        {"equivalent_training_time_hour": 1000, "hardware_quantity": 8},
    ),
    fails=(
        {"equivalent_training_time_hour": 120, "hardware_quantity": 8, "training_time_hour": 120},
        {"equivalent_training_time_hour": 24000, "hardware_quantity": 8, "training_time_hour": 120},
    ),
)
