"""A cost per chip that no cluster has."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import CLUSTER

_ON = "measured on gpu_clusters 2026.8.0, n = 536: 3,100 to 124,000, wafer-scale systems 4 million"

RULE = Rule(
    id="cluster-cost-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("gpu_clusters",),
    title="The cost of the hardware does not fit the number of chips",
    explanation=(
        "Hardware costs thousands to a hundred thousand dollars per chip, hosts and network included. Another sum is "
        "mostly in thousands, millions or another currency, or is that of a whole programme."
    ),
    fix="Check hardware_cost_usd (in USD) and chip_count.",
    source="Bounds around the shipped clusters.",
    reads=("chip_count", "hardware_cost_usd"),
    thresholds=(
        Threshold("lowest", 1500, "USD/chip", _ON),
        Threshold("highest", 1e7, "USD/chip", _ON),
    ),
    sql="""
        select _row, 'hardware_cost_usd' as "column", hardware_cost_usd as value,
          format('{:.3g} USD per chip; {:.3g} to {:.3g} is expected', hardware_cost_usd / chip_count, $lowest::double,
            $highest::double) as message,
          null as evidence
        from submission where hardware_cost_usd / chip_count not between $lowest and $highest
    """,
    applies="select _row from submission where hardware_cost_usd is not null and chip_count is not null",
    passes=(CLUSTER,),
    fails=({**CLUSTER, "hardware_cost_usd": 300}, {**CLUSTER, "hardware_cost_usd": 3e11}),
)
