"""A cost per chip, or per chip and hour, that no known run has."""

from __future__ import annotations

from compute_trends.catalog.texts.sql_text import counted_sql
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS

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

RULE = Rule(
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
    reads=(
        "training_time_hour",
        "hardware_quantity",
        "training_cost_2023_usd",
        "training_cost_cloud_usd",
        "training_cost_upfront_usd",
        "hardware_acquisition_cost_usd",
    ),
    thresholds=tuple(
        Threshold(f"{bound}_{name}", value, "USD per chip" + (" hour" if hourly else ""), ON_SYSTEMS + source)
        for name, hourly, least, most, source in _COSTS
        for bound, value in (("least", least), ("most", most))
    ),
    sql=_COST
    + f"""
        select _row, name as "column", cost as value,
            format('{{:.3g}} USD for ', cost) || {counted_sql("hardware_quantity", "chip")}
                || if(unit = 'USD per chip', '', ' and ' || {counted_sql("hours", "hour", form="{:.3g}")})
                || format(' is {{:.3g}} {{}}, outside {{:.3g}} to {{:.3g}}', each, unit, least::double, most::double)
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
)
