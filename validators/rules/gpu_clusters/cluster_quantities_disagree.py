"""A cluster's rate, power, cost, chips and H100-equivalents against each other."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import CLUSTER, without
from compute_trends.validators.rules.shared.ratios import Ratio, vote_sql

_RATE, _POWER, _COST, _CHIPS = "precision_16_bit_op_per_s", "power_w", "hardware_cost_usd", "chip_count"
_H100 = "compute_h100_equivalent"

RATIOS = (
    Ratio("rate_per_h100", {_RATE: 1, _H100: -1}, 13.8, 16.6, 682, 0, note="of old clusters and new ones"),
    Ratio("highest_per_h100", {"max_op_per_s": 1, _H100: -1}, 15.0, 15.7, 703, 0),
    Ratio("power_per_h100", {_POWER: 1, _H100: -1}, 2.2, 6.5, 619, 0, note="1,400 W in 2025"),
    Ratio("cost_per_h100", {_COST: 1, _H100: -1}, 3.7, 7.3, 536, 0),
    Ratio("rate_per_chip", {_RATE: 1, _CHIPS: -1}, 12.7, 16.4, 618, 0),
    Ratio("power_per_chip", {_POWER: 1, _CHIPS: -1}, 2.0, 4.7, 613, 0, note="a wafer draws 23 kW"),
    Ratio("cost_per_chip", {_COST: 1, _CHIPS: -1}, 3.3, 6.8, 536, 0, note="a wafer-scale system costs 4e6 USD"),
    Ratio("rate_per_power", {_RATE: 1, _POWER: -1}, 9.9, 12.8, 604, 0),
    Ratio("cost_per_power", {_COST: 1, _POWER: -1}, 0.5, 2.6, 529, 0),
)

RULE = Rule(
    id="cluster-quantities-disagree",
    layer="plausibility",
    severity="warning",
    datasets=("gpu_clusters",),
    title="A quantity of the cluster does not fit the others",
    explanation=(
        "Rate, power, cost and chips of a cluster grow together: per chip and per H100-equivalent each lies between "
        "bounds that all shipped clusters keep to. A value with its unit slipped breaks every ratio that it enters, "
        "and is named."
    ),
    fix="Check the named column and its unit (OP/s, W, USD, single chips) against the page.",
    source="Bounds around the shipped clusters.",
    reads=(_RATE, "max_op_per_s", _POWER, _COST, _CHIPS, _H100, "first_operational_date"),
    thresholds=tuple(item for ratio in RATIOS for item in ratio.thresholds("gpu_clusters 2026.8.0")),
    sql=vote_sql(RATIOS, "first_operational_date", "0.0", "false"),
    applies=f"""
        select _row from submission
        where ({_RATE} is not null or max_op_per_s is not null or {_POWER} is not null or {_COST} is not null)
          and ({_CHIPS} is not null or {_H100} is not null or {_POWER} is not null)
    """,
    passes=(CLUSTER, without(CLUSTER, "accelerator")),
    fails=(
        {**without(CLUSTER, "accelerator"), "power_w": 14},
        {**CLUSTER, "hardware_cost_usd": 300},
        {**CLUSTER, "hardware_cost_usd": 3e11},
        {"compute_h100_equivalent": 1000, "precision_16_bit_op_per_s": 1e12},
    ),
)
