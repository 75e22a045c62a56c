"""A training power that the chips do not draw."""

from compute_trends.catalog.texts.sql_text import counted_sql
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS

_POWER = """
    with judged as (
        select s._row, s.training_power_w, s.hardware_quantity, max(a.tdp_w) as most_tdp, min(a.tdp_w) as least_tdp,
            min(a.record_id) as chip
        from submission s left join (
            select s._row as at, a.tdp_w, a.record_id from submission s, unnest(s.training_hardware) as u(chip)
            join accelerator_names n on n.name = u.chip join accelerators a on a.record_id = n.record_id
            where a.tdp_w > 0 and s.training_power_w is not null) a on a.at = s._row
        where s.training_power_w > 0 and s.hardware_quantity > 0
        group by all)
"""

RULE = Rule(
    id="power-per-chip-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training power does not go with the chips",
    explanation=(
        "A training run draws about 1 to 2.2 times the thermal design power of its chips, with the servers and "
        "the cooling. Far more or less means kilowatts written as watts, or a wrong number of chips."
    ),
    fix="Write the power of the whole run in watts, and check the number of chips.",
    source="The TDP in the accelerators dataset; training power, chips and their number in milestone_systems.",
    reads=("training_hardware", "hardware_quantity", "training_power_w"),
    opens=("accelerator_names", "accelerators"),
    thresholds=(
        Threshold("least_ratio", 0.2, "TDP", ON_SYSTEMS + "217 systems draw 1.09 to 2.17 times the TDP."),
        Threshold("most_ratio", 5, "TDP", ON_SYSTEMS + "217 systems draw 1.09 to 2.17 times the TDP."),
        Threshold("least_w", 20, "W", ON_SYSTEMS + "218 systems draw 83 to 2,336 W per chip."),
        Threshold("most_w", 30000, "W", "Wafer-scale chips draw some 20 kW, single dies up to about 1.5 kW."),
    ),
    sql=_POWER
    + f"""
        select _row, 'training_power_w' as "column", training_power_w as value,
            format('{{:.3g}} W for ', training_power_w) || {counted_sql("hardware_quantity", "chip")}
                || format(' are {{:.3g}} W per chip', training_power_w / hardware_quantity)
                || coalesce(format(', {{:.2g}} times its TDP of {{:.3g}} W',
                    training_power_w / hardware_quantity / most_tdp, most_tdp), '') as message,
            coalesce('accelerators/' || chip, 'training_power_w / hardware_quantity') as evidence
        from judged
        where training_power_w / hardware_quantity > coalesce(most_tdp * $most_ratio, $most_w)
            or training_power_w / hardware_quantity < coalesce(least_tdp * $least_ratio, $least_w)
    """,
    applies=_POWER + "select _row from judged",
    needs="training_power_w > 0 and hardware_quantity > 0",
    passes=(
        {"training_power_w": 820e3, "hardware_quantity": 1000, "training_hardware": ["NVIDIA A100 SXM4 80 GB"]},
        {"training_power_w": 500, "hardware_quantity": 1},
    ),
    fails=(
        {"training_power_w": 820, "hardware_quantity": 1000, "training_hardware": ["NVIDIA A100 SXM4 80 GB"]},
        {"training_power_w": 820e6, "hardware_quantity": 1000},
    ),
)
