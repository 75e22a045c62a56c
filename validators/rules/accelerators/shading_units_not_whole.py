"""Shading units that do not divide among the multiprocessors."""

from compute_trends.validators.rule import Rule

RULE = Rule(
    id="shading-units-not-whole",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The shading units are no multiple of the multiprocessors",
    explanation=(
        "All multiprocessors of a chip are alike, so its shading units are a whole multiple of them. Where they are "
        "not, one of the two counts is rounded, mistyped, or that of the full die instead of the chip that is sold."
    ),
    fix="Take both counts from one page: the units per multiprocessor are 64 or 128 on most chips.",
    source="Makers' white papers; all 841 chips of accelerators 2026.8.2 that state both hold to it.",
    reads=("shading_units", "sm_count"),
    sql="""
        select _row, 'shading_units' as "column", shading_units as value,
          format('{} units on {} multiprocessors are {:.4g} on each; {:.0f} or {:.0f} would be whole', shading_units,
            sm_count, shading_units / sm_count, (shading_units // sm_count)::DOUBLE * sm_count,
            (shading_units // sm_count + 1)::DOUBLE * sm_count) as message,
          format('sm_count = {}', sm_count) as evidence
        from submission where shading_units % sm_count <> 0
    """,
    applies="select _row from submission where shading_units is not null and sm_count is not null",
    passes=({"shading_units": 6912, "sm_count": 108}, {"shading_units": 6910}),
    fails=({"shading_units": 6910, "sm_count": 108},),
)
