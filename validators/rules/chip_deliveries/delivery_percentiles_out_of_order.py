"""Percentiles of a delivery that are not in order."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import DELIVERY

_QUANTITIES = ("chip_count", "compute_h100_equivalent", "power_w")

RULE = Rule(
    id="delivery-percentiles-out-of-order",
    layer="plausibility",
    severity="error",
    datasets=("chip_deliveries",),
    title="The percentiles are not in order",
    explanation=(
        "The 5th percentile is at most the median, and the median at most the 95th. Where they are not, two of them "
        "were swapped, or one is of another quantity or unit; intervals drawn from them would be nonsense."
    ),
    fix="Check the three columns of the quantity against the source.",
    source="What a percentile is; every shipped row has them in order.",
    reads=tuple(f"{which}{name}" for name in _QUANTITIES for which in ("p05_", "", "p95_")),
    sql=" union all ".join(
        f"""
        select _row, '{name}' as "column", {name} as value,
          format('5th percentile {{:.6g}}, median {{:.6g}}, 95th {{:.6g}}', coalesce(p05_{name}, {name})::DOUBLE,
            {name}::DOUBLE, coalesce(p95_{name}, {name})::DOUBLE) as message,
          null as evidence
        from submission where p05_{name} > {name} or {name} > p95_{name}"""
        for name in _QUANTITIES
    ),
    applies="select _row from submission where "
    + " or ".join(f"({name} is not null and coalesce(p05_{name}, p95_{name}) is not null)" for name in _QUANTITIES),
    passes=(DELIVERY,),
    fails=(
        {**DELIVERY, "p05_chip_count": 270000, "p95_chip_count": 160000},
        {**DELIVERY, "p05_power_w": 8e7, "power_w": 4e7},
        {"compute_h100_equivalent": 63000, "p95_compute_h100_equivalent": 63},
    ),
)
