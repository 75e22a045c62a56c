"""Chips delivered whose records are of another designer, so that a family mixes what nobody sells as one."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import DELIVERY

#: The first word of a name: makers and designers are named at different length ("Amazon AWS", "Amazon").
_FIRST = "lower(split_part(trim({}), ' ', 1))"

RULE = Rule(
    id="delivery-chip-of-another-designer",
    layer="plausibility",
    severity="error",
    datasets=("chip_deliveries",),
    title="A chip of the family is another designer's",
    explanation=(
        "Several records of accelerators in one row are a family: variants that the source counts together, as it "
        "does H100 and H200, all of the designer that the row names. A chip of another designer has other rates and "
        "another power, and what the row can compute would be reckoned with them."
    ),
    fix="Check accelerators and designer; a family holds only variants that the source counts as one.",
    source="Every shipped row names chips of its own designer.",
    reads=("accelerators", "designer"),
    opens=("accelerators",),
    needs="len(accelerators) > 0 and designer is not null",
    sql=f"""
        select s._row, 'accelerators' as "column", u.chip as value,
          format('{{}} is a chip of {{}}, but the row is of {{}}', u.chip, a.manufacturer, s.designer) as message,
          null as evidence
        from submission s, unnest(s.accelerators) as u(chip) join accelerators a on a.record_id = u.chip
        where {_FIRST.format("a.manufacturer")} <> {_FIRST.format("s.designer")}
    """,
    applies="""
        select distinct s._row from submission s, unnest(s.accelerators) as u(chip)
        join accelerators a on a.record_id = u.chip where s.designer is not null and a.manufacturer is not null
    """,
    passes=(DELIVERY,),
    fails=(
        {**DELIVERY, "accelerators": ["google-tpu-v4"]},
        {**DELIVERY, "accelerators": ["nvidia-a100", "amd-instinct-mi300x"]},
    ),
)
