"""A power usage effectiveness that no data centre for training has."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import PATTERSON

RULE = Rule(
    id="pue-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="The power usage effectiveness is that of no data centre that trains models",
    explanation=(
        "The facility's overhead is a tenth in the published runs and about 0.6 in an average data centre. A value of "
        "110 is a percentage."
    ),
    fix="Give the ratio of the facility's energy to that of its computers, such as 1.1.",
    source=f"{PATTERSON}: 1.09 to 1.12; Uptime Institute, global data center survey 2020: 1.58 on average.",
    reads=("pue_ratio",),
    thresholds=(Threshold("highest", 2.5, "1", "Uptime Institute 2020: the average of 2007, its highest."),),
    sql="""
        select _row, 'pue_ratio' as "column", pue_ratio as value,
          format('a PUE of {:.3g}; expected at most {:.2g}', pue_ratio, $highest::double) as message, null as evidence
        from submission where pue_ratio > $highest
    """,
    applies="select _row from submission where pue_ratio is not null",
    passes=({"pue_ratio": 1.1},),
    fails=({"pue_ratio": 110},),
)
