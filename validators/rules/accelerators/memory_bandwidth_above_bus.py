"""A memory bandwidth that the pins of the bus could not carry at that time."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.trend_lines import TrendLine, in_field_sql

_ON = "a quarter above the highest on the chips of accelerators 2026.8.0 until then, of 2,308 with both"

_NARROW = TrendLine(
    "narrow",
    ((1999, 0.8e9), (2002, 1.2e9), (2005, 2.2e9), (2008, 4.6e9), (2010, 6.8e9), (2013, 8.8e9), (2016, 12.5e9),
     (2018, 17e9), (2020, 23e9), (2022, 28e9), (2025, 37e9)),
    "bit/s per bit of the bus",
    f"{_ON}; SDR to GDDR7",
)  # fmt: skip

_WIDE = TrendLine(
    "wide",
    ((2015, 1.3e9), (2016, 1.9e9), (2018, 3.2e9), (2021, 4.4e9), (2022, 6.6e9), (2024, 8.4e9), (2026, 12e9)),
    "bit/s per bit of the bus",
    f"{_ON}; HBM to HBM3e",
)

_YEAR = "(year(release_date) + (dayofyear(release_date) - 1) / 365.25)"

_JUDGED = f"""
    memory_bandwidth_byte_per_s is not null and memory_bus_bit is not null and release_date is not null
    and {in_field_sql("release_date")}
"""

RULE = Rule(
    id="memory-bandwidth-above-bus",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The memory bandwidth is more than the bus could carry at that time",
    explanation=(
        "A memory bus carries so many bits per second on each of its lines, and that rate grows with the kinds of "
        "memory. A bandwidth that needs twice the rate of its time counts the transfers per clock twice, is that of a "
        "board with several chips beside the bus of one, or belongs to another card."
    ),
    fix="Check memory_bandwidth_byte_per_s and memory_bus_bit of one chip; the message says what half of it is.",
    source="Bounds above the fastest memory that chips of the time had.",
    reads=("memory_bandwidth_byte_per_s", "memory_bus_bit", "release_date"),
    thresholds=(
        Threshold("wide_bus", 1024, "bit", "stacked memory has 1,024 bit per stack, other memory 512 at most"),
        *_NARROW.thresholds,
        *_WIDE.thresholds,
    ),
    sql=f"""
        with pins as (
          select _row, memory_bandwidth_byte_per_s as bandwidth, memory_bus_bit as bus,
            memory_bandwidth_byte_per_s * 8 / memory_bus_bit as rate, {_YEAR} as at,
            if(memory_bus_bit >= $wide_bus, {_WIDE.sql(_YEAR)}, {_NARROW.sql(_YEAR)}) as most
          from submission where {_JUDGED})
        select _row, 'memory_bandwidth_byte_per_s' as "column", bandwidth as value,
          format('{{:.4g}} byte/s over {{}} bit is {{:.3g}} Gbit/s per line, where {{:.3g}} was the most at that time; '
            || 'half of it is {{:.4g}}', bandwidth, bus, rate / 1e9, most / 1e9, bandwidth / 2) as message,
          format('memory_bus_bit = {{}}', bus) as evidence
        from pins where rate > most
    """,
    applies=f"select _row from submission where {_JUDGED}",
    passes=(
        {"memory_bandwidth_byte_per_s": 346e9, "memory_bus_bit": 384, "release_date": "2016-09-13"},
        {"memory_bandwidth_byte_per_s": 5.3e12, "memory_bus_bit": 8192, "release_date": "2023-12-06"},
        {"memory_bandwidth_byte_per_s": 1.79e12, "memory_bus_bit": 512, "release_date": "2025-01-30"},
    ),
    fails=(
        {"memory_bandwidth_byte_per_s": 694.3e9, "memory_bus_bit": 384, "release_date": "2016-09-13"},
        {"memory_bandwidth_byte_per_s": 10.3e12, "memory_bus_bit": 8192, "release_date": "2023-12-06"},
    ),
)
