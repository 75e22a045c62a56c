"""An FP32 rate at the base clock."""

from compute_trends.validators.rule import Rule, Threshold

_JUDGED = """
    fp32_vector_flop_per_s is not null and shading_units is not null and boost_clock_hz is not null
    and base_clock_hz is not null and boost_clock_hz > $apart * base_clock_hz
"""

_OFF = "abs(fp32_vector_flop_per_s / (2.0 * shading_units * {clock}) - 1)"

RULE = Rule(
    id="fp32-rate-at-base-clock",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The FP32 rate is the one at the base clock",
    explanation=(
        "Peak rates are those at the boost clock, as every maker states them. A table that computes the rate from the "
        "units takes the base clock where the boost clock was not known yet, which leaves a fifth out."
    ),
    fix="Write two operations per unit and cycle at the boost clock; the message says how much that is.",
    source="Definition of the peak rate: units x 2 x boost clock.",
    reads=("fp32_vector_flop_per_s", "shading_units", "base_clock_hz", "boost_clock_hz"),
    thresholds=(
        Threshold("apart", 1.05, "boost clock / base clock", "nearer clocks cannot be told apart"),
        Threshold(
            "tolerance",
            0.01,
            "share of the rate",
            "measured on accelerators 2026.8.0: none of 976 is this near",
        ),
    ),
    sql=f"""
        select _row, 'fp32_vector_flop_per_s' as "column", fp32_vector_flop_per_s as value,
          format('{{:.4g}} is the rate of {{}} units at the base clock, {{:.4g}} Hz; at the boost clock it is {{:.4g}}',
            fp32_vector_flop_per_s, shading_units, base_clock_hz, 2.0 * shading_units * boost_clock_hz) as message,
          format('boost_clock_hz = {{:.4g}}', boost_clock_hz) as evidence
        from submission where {_JUDGED} and {_OFF.format(clock="base_clock_hz")} <= $tolerance
    """,
    applies=f"select _row from submission where {_JUDGED}",
    passes=(
        {"fp32_vector_flop_per_s": 23.65e12, "shading_units": 5120, "base_clock_hz": 1.89e9, "boost_clock_hz": 2.31e9},
        {"fp32_vector_flop_per_s": 19.35e12, "shading_units": 5120, "base_clock_hz": 1.89e9},
    ),
    fails=(
        {"fp32_vector_flop_per_s": 19.35e12, "shading_units": 5120, "base_clock_hz": 1.89e9, "boost_clock_hz": 2.31e9},
    ),
)
