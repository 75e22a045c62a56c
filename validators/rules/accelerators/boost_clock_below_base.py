"""A boost clock that is slower than the base clock."""

from compute_trends.validators.rule import Rule

RULE = Rule(
    id="boost-clock-below-base",
    layer="plausibility",
    severity="error",
    datasets=("accelerators",),
    title="The boost clock is below the base clock",
    explanation=(
        "A chip boosts above its base clock where power and temperature allow it. Where the boost clock is the slower "
        "one, the two columns are swapped or one has another unit."
    ),
    fix="Look up both clocks in the datasheet and give them in Hz.",
    source="Definition of the two clocks; on all 2,583 chips of accelerators 2026.8.0 with both, boost / base is >= 1.",
    reads=("base_clock_hz", "boost_clock_hz"),
    applies="select _row from submission where base_clock_hz is not null and boost_clock_hz is not null",
    sql="""
        select _row, 'boost_clock_hz' as "column", boost_clock_hz as value,
          format('a boost clock of {:.4g} Hz is below the base clock of {:.4g} Hz', boost_clock_hz::double,
            base_clock_hz::double) as message,
          format('base_clock_hz = {:.4g}', base_clock_hz::double) as evidence
        from submission where boost_clock_hz < base_clock_hz
    """,
    passes=(
        {"base_clock_hz": 1.095e9, "boost_clock_hz": 1.41e9},
        {"base_clock_hz": 7.25e8, "boost_clock_hz": 7.25e8},
    ),
    fails=({"base_clock_hz": 1.41e9, "boost_clock_hz": 1.095e9},),
)
