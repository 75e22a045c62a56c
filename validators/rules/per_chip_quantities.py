"""Power and cost of a training run, per chip and hour, against what chips draw and cost."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_SHIPPED = "Measured on milestone_systems 2026.8.0: "

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

#: cost column, what it is divided by (hours or not), bounds in USD, where they come from
_COSTS = (
    ("hardware_acquisition_cost_usd", False, 100, 3e5, "of 62 systems 1 lies outside (1.8e6); others 216 to 48,312."),
    ("training_cost_upfront_usd", False, 300, 3e5, "33 systems lie at 1,178 to 57,197."),
    ("training_cost_2023_usd", True, 0.015, 20, "of 94 systems 1 lies outside (26); the others at 0.036 to 5.4."),
    ("training_cost_cloud_usd", True, 0.1, 20, "25 systems lie at 0.48 to 5.0."),
)  # fmt: skip


def _cost_values() -> str:
    return ", ".join(
        f"{{'name': '{name}', 'cost': {name}, 'hours': {'training_time_hour' if hourly else '1.0'}, "
        f"'unit': 'USD per chip{' and hour' if hourly else ''}', 'least': $least_{name}, 'most': $most_{name}}}"
        for name, hourly, *_ in _COSTS
    )


_COST = f"""
    with judged as (
        select _row, u.*, u.cost / hardware_quantity / u.hours as each, hardware_quantity
        from submission, unnest([{_cost_values()}]) as t(u)
        where hardware_quantity > 0 and u.cost > 0 and u.hours > 0)
"""

_ORDER = """
    with judged as (
        select _row, u.name, u.cost, training_cost_2023_usd as amortised, u.least, u.most
        from submission, unnest([
            {'name': 'training_cost_upfront_usd', 'cost': training_cost_upfront_usd, 'least': $least_upfront,
                'most': $most_upfront},
            {'name': 'training_cost_cloud_usd', 'cost': training_cost_cloud_usd, 'least': $least_cloud,
                'most': $most_cloud}]) as t(u)
        where u.cost > 0 and training_cost_2023_usd > 0)
"""

RULES = (
    Rule(
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
        thresholds=(
            Threshold("least_ratio", 0.2, "TDP", _SHIPPED + "217 systems draw 1.09 to 2.17 times the TDP."),
            Threshold("most_ratio", 5, "TDP", _SHIPPED + "217 systems draw 1.09 to 2.17 times the TDP."),
            Threshold("least_w", 20, "W", _SHIPPED + "218 systems draw 83 to 2,336 W per chip."),
            Threshold("most_w", 30000, "W", "Wafer-scale chips draw some 20 kW, single dies up to about 1.5 kW."),
        ),
        sql=_POWER
        + """
            select _row, 'training_power_w' as "column", training_power_w as value,
                format('{:.3g} W for {:.3g} chips are {:.3g} W per chip', training_power_w, hardware_quantity::double,
                    training_power_w / hardware_quantity)
                    || coalesce(format(', {:.2g} times its TDP of {:.3g} W',
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
    ),
    Rule(
        id="cost-per-chip-implausible",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The cost does not go with the chips and hours",
        explanation=(
            "A chip costs some hundred to 50,000 USD, and an hour of it 0.04 to 7 USD. A cost far outside is mostly in "
            "thousands or millions of USD, or chips or hours are wrong. Wafer-scale chips are a true exception."
        ),
        fix="Write the cost in plain USD, and check the number of chips and the hours.",
        source="The costs, chips and hours in milestone_systems.",
        thresholds=tuple(
            Threshold(f"{bound}_{name}", value, "USD per chip" + (" hour" if hourly else ""), _SHIPPED + source)
            for name, hourly, least, most, source in _COSTS
            for bound, value in (("least", least), ("most", most))
        ),
        sql=_COST
        + """
            select _row, name as "column", cost as value,
                format('{:.3g} USD for {:.3g} chips', cost, hardware_quantity::double)
                    || if(unit = 'USD per chip', '', format(' and {:.3g} hours', hours))
                    || format(' is {:.3g} {}, outside {:.3g} to {:.3g}', each, unit, least::double, most::double)
                    as message,
                name || ' / hardware_quantity' || if(unit = 'USD per chip', '', ' / training_time_hour') as evidence
            from judged where each < least or each > most
        """,
        applies=_COST + "select _row from judged",
        needs=f"hardware_quantity > 0 and coalesce({', '.join(name for name, *_ in _COSTS)}) is not null",
        passes=(
            {"training_cost_2023_usd": 2.1e6, "hardware_quantity": 10000, "training_time_hour": 355.2},
            {"hardware_acquisition_cost_usd": 11e6, "hardware_quantity": 1000},
        ),
        fails=(
            {"training_cost_2023_usd": 2.1e3, "hardware_quantity": 10000, "training_time_hour": 355.2},
            {"hardware_acquisition_cost_usd": 11e9, "hardware_quantity": 1000},
        ),
    ),
    Rule(
        id="costs-disagree",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The costs of one run contradict each other",
        explanation=(
            "Renting the chips costs 1 to 7 times their share of wear and energy (the amortised cost, "
            "training_cost_2023_usd), and buying them 8 to 1,200 times. Another order means that a cost is in another "
            "unit or in another's column."
        ),
        fix="Check which of the costs the source states, and in what unit.",
        source="Cottier et al. 2024, The rising costs of training frontier AI models; milestone_systems.",
        thresholds=(
            Threshold("least_upfront", 2, None, _SHIPPED + "33 systems lie at 7.8 to 1,206."),
            Threshold("most_upfront", 3000, None, _SHIPPED + "33 systems lie at 7.8 to 1,206."),
            Threshold("least_cloud", 0.5, None, _SHIPPED + "25 systems lie at 1.0 to 6.7."),
            Threshold("most_cloud", 20, None, _SHIPPED + "25 systems lie at 1.0 to 6.7."),
        ),
        sql=_ORDER
        + """
            select _row, name as "column", cost as value,
                format('{:.3g} USD are {:.2g} times the amortised cost of {:.3g} USD, outside {:.2g} to {:.2g}',
                    cost, cost / amortised, amortised, least::double, most::double) as message,
                'training_cost_2023_usd' as evidence
            from judged where cost / amortised < least or cost / amortised > most
        """,
        applies=_ORDER + "select _row from judged",
        needs="training_cost_2023_usd > 0 and coalesce(training_cost_upfront_usd, training_cost_cloud_usd) is not null",
        passes=({"training_cost_2023_usd": 2.1e6, "training_cost_cloud_usd": 4.5e6},),
        fails=(
            {"training_cost_2023_usd": 2.1e6, "training_cost_cloud_usd": 4.5e3},
            {"training_cost_2023_usd": 2.1e6, "training_cost_upfront_usd": 1e6},
        ),
    ),
)
