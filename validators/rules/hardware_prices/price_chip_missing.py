"""A submitted price that names no chip of the accelerators dataset."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import PURCHASE

RULE = Rule(
    id="price-chip-missing",
    layer="inclusion",
    severity="error",
    datasets=("hardware_prices",),
    title="A submitted price names no chip of the accelerators dataset",
    explanation=("A price is of use beside the rates and the power of its chip, and enters no trend without them."),
    fix="Give the record_id of the chip in accelerator; submit the chip with it if the dataset lacks it.",
    source="Of the shipped prices all but one name a chip of accelerators 2026.5.0.",
    binds="submitted",
    sql="""
        select _row, 'accelerator' as "column", null as value,
          'the price is for ' || coalesce(accelerator_name, 'a chip') || ', but names no record of accelerators'
            as message,
          null as evidence
        from submission where accelerator is null
    """,
    passes=(PURCHASE,),
    fails=({name: value for name, value in PURCHASE.items() if name != "accelerator"},),
)
