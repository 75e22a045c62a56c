"""Training compute, chips and time against what they cost and the power that they drew."""

from __future__ import annotations

from compute_trends.validators import estimates_sql as estimates
from compute_trends.validators.rule import Rule, Threshold

_MEASURED = "Measured on milestone_systems 2026.8.0: "

_FLOP_PER_USD = Rule(
    id="compute-cost-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training compute does not go with its cost",
    explanation=(
        "A dollar of 2023 bought about 1.3e17 FLOP of training in 2018 and 40% more every year since, within a factor "
        "of five in either direction for nine of ten systems. A hundred times more or less is a unit slip in the "
        "compute or the cost, or a cost that covers something else. A record whose compute contradicts its data or "
        "its hardware as well is reported there."
    ),
    fix="Check that the compute is in FLOP and the cost in dollars (not thousands or millions) of 2023.",
    source=_MEASURED + "log-linear fit of compute / cost over systems without base model, n = 165.",
    thresholds=(
        Threshold("log_flop_per_usd_2018", 17.1, "log10 FLOP/USD", _MEASURED + "value of the fit in 2018, n = 165."),
        Threshold("log_per_year", 0.148, "log10 FLOP/USD per year", _MEASURED + "slope of the fit, n = 165."),
        Threshold(
            "log_distance", 2.0, "order of magnitude",
            _MEASURED + "standard deviation 0.48, 2 of 165 lie further off, both on TPU v1.",
        ),
    ),
    prepare=estimates.prepare,
    applies=f"""{estimates.READS}
        select _row from compute_estimates
        where judged_flop > 0 and training_cost_2023_usd > 0 and not is_fine_tune and publication_date is not null
    """,
    sql=f"""{estimates.READS}
        select _row, 'training_cost_2023_usd' as "column", training_cost_2023_usd as value,
          format('{{:.3g}} FLOP for {{:.3g}} USD is {{:.3g}} FLOP per dollar, where {{:.3g}} were usual in {{}}',
            judged_flop, training_cost_2023_usd, judged_flop / training_cost_2023_usd, pow(10, usual),
            year(publication_date)::integer) as message,
          null as evidence
        from (
          select *, $log_flop_per_usd_2018 + $log_per_year
            * (year(publication_date) + (month(publication_date) - 0.5) / 12 - 2018) as usual
          from compute_estimates
          where judged_flop > 0 and training_cost_2023_usd > 0 and not is_fine_tune)
        where abs(log10(judged_flop / training_cost_2023_usd) - usual) > $log_distance
          and not operations_off and not hardware_off
    """,
    passes=(
        {"publication_date": "2024-07-23", "training_compute_flop": 3.8e25, "training_cost_2023_usd": 5.3e7},
        {"publication_date": "2024-07-23", "base_model": ["x"], "training_compute_flop": 3.8e25,
         "training_cost_2023_usd": 100.0},
    ),
    fails=(
        {"publication_date": "2024-07-23", "training_compute_flop": 3.8e22, "training_cost_2023_usd": 5.3e7},
        {"publication_date": "2024-07-23", "training_compute_flop": 3.8e25, "training_cost_2023_usd": 53.0},
    ),
)  # fmt: skip

_CHIP_HOUR = Rule(
    id="chip-hour-cost-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="Cost, chips and time make an unusual price per chip-hour",
    explanation=(
        "The cost of a training run is about chips x hours x price of a chip-hour, and that price was 0.1 to 1.5 "
        "dollars of 2023 for nine of ten shipped systems. A price beyond any rental is hours for days, thousands for "
        "dollars, or the chips of a whole cluster."
    ),
    fix="Check training_cost_2023_usd, hardware_quantity and training_time_hour (hours, not days).",
    source=_MEASURED + "training_cost_2023_usd / (hardware_quantity x training_time_hour).",
    thresholds=(
        Threshold("least_usd", 0.02, "USD/hour", _MEASURED + "the least is 0.036 (n = 94)."),
        Threshold("greatest_usd", 15.0, "USD/hour", _MEASURED + "1 of 94 lies above."),
    ),
    applies="""
        select _row from submission where training_cost_2023_usd > 0 and hardware_quantity * training_time_hour > 0
    """,
    sql="""
        select _row, 'training_cost_2023_usd' as "column", training_cost_2023_usd as value,
          format('{:.3g} USD for {:.3g} chip-hours is {:.3g} USD per chip-hour', training_cost_2023_usd,
            hardware_quantity * training_time_hour,
            training_cost_2023_usd / (hardware_quantity * training_time_hour)) as message,
          null as evidence
        from submission
        where training_cost_2023_usd < $least_usd * hardware_quantity * training_time_hour
          or (training_cost_2023_usd > $greatest_usd * hardware_quantity * training_time_hour
            and hardware_quantity * training_time_hour > 0)
    """,
    passes=({"training_cost_2023_usd": 5.3e7, "hardware_quantity": 16384, "training_time_hour": 2142.0},),
    fails=(
        {"training_cost_2023_usd": 5.3e7, "hardware_quantity": 16384, "training_time_hour": 89.0},
        {"training_cost_2023_usd": 5.3e4, "hardware_quantity": 16384, "training_time_hour": 2142.0},
    ),
)

_POWER = Rule(
    id="training-power-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The power of the training does not go with the number and kind of chips",
    explanation=(
        "The power of a training run is that of its chips with servers and cooling on top: 1.09 to 2.2 times their "
        "design power on every shipped system that states both. Another ratio means kilowatts for watts, or a wrong "
        "number or kind of chips."
    ),
    fix="Give training_power_w in watts for all chips together, and check hardware_quantity and training_hardware.",
    source=_MEASURED + "training_power_w / (hardware_quantity x tdp_w of accelerators).",
    thresholds=(
        Threshold("least_ratio", 0.4, None, "Chips run at half their design power at least under training load."),
        Threshold("greatest_ratio", 5.0, None, _MEASURED + "the greatest is 2.2."),
    ),
    applies="""
        select _row from (select _row, unnest(training_hardware) as chip from submission
                          where training_power_w > 0 and hardware_quantity > 0) s
        join accelerator_names n on n.name = s.chip join accelerators a on a.record_id = n.record_id
        where a.tdp_w > 0
    """,
    sql="""
        select s._row, 'training_power_w' as "column", any_value(training_power_w) as value,
          format('{:.3g} W for {} chips is {:.3g} times their design power of {:.3g} W each',
            any_value(training_power_w), any_value(hardware_quantity)::bigint,
            any_value(training_power_w / hardware_quantity) / max(a.tdp_w), max(a.tdp_w)) as message,
          string_agg('accelerators/' || a.record_id, ', ' order by a.record_id) as evidence
        from (select _row, training_power_w, hardware_quantity, unnest(training_hardware) as chip from submission
              where training_power_w > 0 and hardware_quantity > 0) s
        join accelerator_names n on n.name = s.chip join accelerators a on a.record_id = n.record_id
        where a.tdp_w > 0
        group by s._row
        having any_value(training_power_w / hardware_quantity) < $least_ratio * min(a.tdp_w)
          or any_value(training_power_w / hardware_quantity) > $greatest_ratio * max(a.tdp_w)
    """,
    passes=({"training_hardware": ["NVIDIA A100"], "hardware_quantity": 1024, "training_power_w": 8.2e5},),
    fails=(
        {"training_hardware": ["NVIDIA A100"], "hardware_quantity": 1024, "training_power_w": 820.0},
        {"training_hardware": ["NVIDIA A100"], "hardware_quantity": 1, "training_power_w": 8.2e5},
    ),
)

RULES = (_FLOP_PER_USD, _CHIP_HOUR, _POWER)
