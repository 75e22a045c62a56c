"""A system's power against the thermal design power of its chips."""

from compute_trends.catalog.texts.sql_text import counted_sql
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import DGX

_ON = "measured on accelerator_systems 2026.8.0: 2.1 on DGX-2, 2.0 on DGX A100, 1.8 on DGX H100; "

RULE = Rule(
    id="accelerator-system-power-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("accelerator_systems",),
    title="The system's power does not fit that of its chips",
    explanation=(
        "A system needs the power of its chips and some for hosts, memory, network and fans, which come to about as "
        "much again. Less than the chips need is mostly the power of another unit (kW for W), of one chip, or an "
        "average; far more is that of several systems."
    ),
    fix="Check power_w (in W, of the whole system), chip_count (chips, not boards or trays) and accelerator.",
    source="The thermal design power of the chip in accelerators, times the number of chips.",
    reads=("accelerator", "chip_count", "power_w", "power_basis"),
    opens=("accelerators",),
    thresholds=(
        Threshold("lowest", 1.0, "power / (chips x TDP)", _ON + "chips at their limit alone draw this"),
        Threshold("lowest_average", 0.3, "power / (chips x TDP)", "an average in use may be far below the limit"),
        Threshold("highest", 4.0, "power / (chips x TDP)", _ON + "about twice the largest of them"),
    ),
    needs="power_w is not null and chip_count is not null",
    sql=f"""
        select _row, 'power_w' as "column", power_w as value,
          format('{{:.4g}} W for ', power_w) || {counted_sql("chip_count", "chip")}
            || format(' of {{:.4g}} W each: {{:.2g}} times what they need; {{:.2g}} to {{:.2g}} is expected', tdp_w,
              ratio, least, $highest::double) as message,
          'accelerators/' || accelerator || ': tdp_w = ' || format('{{:.4g}}', tdp_w) as evidence
        from (
          select s._row, s.power_w, s.chip_count, s.accelerator, a.tdp_w, s.power_w / (s.chip_count * a.tdp_w) as ratio,
            if(s.power_basis = 'average', $lowest_average, $lowest)::double as least
          from submission s join accelerators a on a.record_id = s.accelerator
          where s.power_w is not null and s.chip_count is not null and a.tdp_w is not null)
        where ratio < least or ratio > $highest
    """,
    applies="""
        select s._row from submission s join accelerators a on a.record_id = s.accelerator
        where s.power_w is not null and s.chip_count is not null and a.tdp_w is not null
    """,
    passes=(DGX, {**DGX, "power_w": 2400, "power_basis": "average"}),
    fails=({**DGX, "power_w": 6.5}, {**DGX, "power_w": 400}, {**DGX, "power_w": 65e3}),
)
