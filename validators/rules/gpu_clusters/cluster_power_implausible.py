"""Power that the chips of a cluster cannot draw."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import CLUSTER

_ON = "measured on gpu_clusters 2026.8.0, n = 415: 1.03 to 3.6 but for one; "

RULE = Rule(
    id="cluster-power-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("gpu_clusters",),
    title="The power of the cluster does not fit its chips",
    explanation=(
        "Hosts, network and cooling come to about as much again as the chips at their limit. Less than the chips alone "
        "draw is mostly power in another unit, of a part, or an average; far more is that of the whole site, or power "
        "that these chips cannot draw."
    ),
    fix="Check power_w (in W, of this cluster), primary_chip_count and the chip.",
    source="The thermal design power in accelerators, times the number of chips.",
    reads=("accelerator", "primary_chip_count", "secondary_chip_count", "power_w"),
    opens=("accelerators",),
    thresholds=(
        Threshold("lowest", 0.9, "power / (chips x TDP)", _ON + "chips at their limit alone draw 1"),
        Threshold("highest", 5.0, "power / (chips x TDP)", _ON + "one cluster of small chips reports 9.6"),
    ),
    needs="power_w is not null and primary_chip_count is not null",
    sql="""
        select _row, 'power_w' as "column", power_w as value,
          format('{:.4g} W for {} chips of {:.4g} W each: {:.2g} times what they need; {:.2g} to {:.2g} is expected',
            power_w, primary_chip_count, tdp_w, ratio, $lowest::double, $highest::double) as message,
          'accelerators/' || accelerator || ': tdp_w = ' || format('{:.4g}', tdp_w) as evidence
        from (
          select s._row, s.power_w, s.primary_chip_count, s.accelerator, a.tdp_w,
            s.power_w / (s.primary_chip_count * a.tdp_w) as ratio
          from submission s join accelerators a on a.record_id = s.accelerator
          where s.power_w is not null and s.primary_chip_count is not null and s.secondary_chip_count is null
            and a.tdp_w is not null)
        where ratio not between $lowest and $highest
    """,
    applies="""
        select s._row from submission s join accelerators a on a.record_id = s.accelerator
        where s.power_w is not null and s.primary_chip_count is not null and s.secondary_chip_count is null
          and a.tdp_w is not null
    """,
    passes=(CLUSTER, {**CLUSTER, "secondary_chip_count": 40000, "power_w": 70e6}),
    fails=({**CLUSTER, "power_w": 14}, {**CLUSTER, "power_w": 3e6}, {**CLUSTER, "power_w": 140e6}),
)
