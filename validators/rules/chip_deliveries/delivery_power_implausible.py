"""Power that the chips delivered cannot draw."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import DELIVERY

_ON = "measured on chip_deliveries 2026.4.0, n = 504: 0.85 to 1.05 times the largest variant, 1.27 the smallest; "

RULE = Rule(
    id="delivery-power-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("chip_deliveries",),
    title="The power is not that of the chips",
    explanation=(
        "The power of a row is that of its chips alone, so it is about their number times the thermal design power of "
        "one. Another factor is mostly a slip of the unit (MW for W), the power of one chip, or that of a data centre."
    ),
    fix="Check power_w (in W, of all chips of the row, without hosts and cooling), chip_count and accelerators.",
    source="The thermal design power in accelerators, times the number of chips.",
    reads=("accelerators", "chip_count", "power_w"),
    opens=("accelerators",),
    thresholds=(
        Threshold("lowest", 0.6, "power / (chips x TDP)", _ON + "Trainium2 began at 427 of 500 W"),
        Threshold("highest", 1.5, "power / (chips x TDP)", _ON + "B300 is reckoned with the 1,400 W of GB300"),
    ),
    needs="power_w is not null and chip_count > 0",
    sql="""
        select _row, 'power_w' as "column", power_w as value,
          format('{:.4g} W for {} chips is {:.3g} W each; {:.3g} to {:.3g} W is expected', power_w, chip_count,
            power_w / chip_count, $lowest * least, $highest * most) as message,
          'accelerators: tdp_w = ' || if(least = most, format('{:.4g}', least), format('{:.4g} to {:.4g}', least, most))
            as evidence
        from (
          select s._row, s.power_w, s.chip_count, min(a.tdp_w) as least, max(a.tdp_w) as most
          from submission s, unnest(s.accelerators) as u(chip) join accelerators a on a.record_id = u.chip
          where s.power_w is not null and s.chip_count > 0 and a.tdp_w is not null group by all)
        where power_w / chip_count not between $lowest * least and $highest * most
    """,
    applies="""
        select distinct s._row from submission s, unnest(s.accelerators) as u(chip)
        join accelerators a on a.record_id = u.chip
        where s.power_w is not null and s.chip_count > 0 and a.tdp_w is not null
    """,
    passes=(DELIVERY,),
    fails=({**DELIVERY, "power_w": 80}, {**DELIVERY, "power_w": 400}, {**DELIVERY, "power_w": 400e6}),
)
