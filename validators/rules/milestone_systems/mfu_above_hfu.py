"""A model FLOP utilisation above the hardware FLOP utilisation."""

from compute_trends.validators.rule import Rule

RULE = Rule(
    id="mfu-above-hfu",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="Model FLOP utilisation exceeds hardware FLOP utilisation",
    explanation=(
        "Hardware FLOP utilisation counts every operation done, model FLOP utilisation leaves out those that are "
        "recomputed to save memory. So the first is never the smaller; mostly the two columns are swapped."
    ),
    fix="Swap the two, or correct the one that is wrong.",
    source="Chowdhery et al. 2022, PaLM: Scaling language modeling with pathways, appendix B.",
    reads=("mfu_fraction", "hfu_fraction"),
    sql="""
        select _row, 'mfu_fraction' as "column", mfu_fraction as value,
            format('MFU {:.3g} exceeds HFU {:.3g}', mfu_fraction, hfu_fraction) as message,
            'hfu_fraction = ' || hfu_fraction as evidence
        from submission where mfu_fraction > hfu_fraction
    """,
    applies="select _row from submission where mfu_fraction is not null and hfu_fraction is not null",
    passes=({"mfu_fraction": 0.462, "hfu_fraction": 0.578},),
    fails=({"mfu_fraction": 0.578, "hfu_fraction": 0.462},),
)
