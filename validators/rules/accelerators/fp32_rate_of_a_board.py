"""An FP32 rate that is that of several chips."""

from compute_trends.validators.rule import Rule, Threshold

# Since RDNA 3 and CDNA 3, AMD counts two instructions per unit and cycle. Up to Fermi, NVIDIA's units had a clock of
# their own, twice that of the chip.
_JUDGED = """
    fp32_vector_flop_per_s is not null and shading_units is not null and boost_clock_hz is not null
    and process_nm <= $process
    and not (manufacturer is not distinct from 'AMD' and coalesce(release_date >= date '2022-11-01', true))
"""

RULE = Rule(
    id="fp32-rate-of-a-board",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The FP32 rate is that of several such chips",
    explanation=(
        "A record is a chip, or a board with the rates of one of its chips: units and clock are those of one. A rate "
        "that is two or four times what they make is the whole board's."
    ),
    fix="Write the rate of one chip, as the message says; the board is a record of accelerator_systems.",
    source="Definition of the peak rate: units x 2 x boost clock.",
    reads=(
        "fp32_vector_flop_per_s",
        "shading_units",
        "boost_clock_hz",
        "process_nm",
        "manufacturer",
        "release_date",
    ),
    thresholds=(
        Threshold("process", 20, "nm", "chips of larger structures have units with a clock of their own"),
        Threshold(
            "tolerance", 0.03, "share of the rate", "measured on accelerators 2026.8.0: none of 701 is this near"
        ),
    ),
    sql=f"""
        select _row, 'fp32_vector_flop_per_s' as "column", fp32_vector_flop_per_s as value,
          format('{{:.4g}} is the rate of {{}} chips with {{}} units at {{:.4g}} Hz; one has {{:.4g}}',
            fp32_vector_flop_per_s, chips, shading_units, boost_clock_hz, 2.0 * shading_units * boost_clock_hz)
            as message,
          format('shading_units = {{}}, boost_clock_hz = {{:.4g}}', shading_units, boost_clock_hz) as evidence
        from (select *, unnest([2, 4]) as chips from submission where {_JUDGED})
        where abs(fp32_vector_flop_per_s / (2.0 * shading_units * boost_clock_hz * chips) - 1) <= $tolerance
    """,
    applies=f"select _row from submission where {_JUDGED}",
    passes=(
        {"fp32_vector_flop_per_s": 4.493e12, "shading_units": 1280, "boost_clock_hz": 1.755e9, "process_nm": 8,
         "manufacturer": "NVIDIA", "release_date": "2021-04-12"},
        {"fp32_vector_flop_per_s": 61.4e12, "shading_units": 6144, "boost_clock_hz": 2.498e9, "process_nm": 5,
         "manufacturer": "AMD", "release_date": "2022-11-03"},
    ),
    fails=(
        {"fp32_vector_flop_per_s": 17.97e12, "shading_units": 1280, "boost_clock_hz": 1.755e9, "process_nm": 8,
         "manufacturer": "NVIDIA", "release_date": "2021-04-12"},
    ),
)  # fmt: skip
