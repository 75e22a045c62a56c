"""A quantity of a computer or microprocessor that is far from that of its time."""

from compute_trends.validators.rule import Rule, Threshold

#: column, log10 at the start of 1980, log10 per year, most below the line, most above it, shipped rows judged.
LINES = (
    ("rate_computation_per_s", 5.391, 0.1456, 3.5, 3.5, 80),
    ("efficiency_computation_per_kwh", 9.737, 0.1912, 2.0, 2.0, 80),
    ("transistors", 4.368, 0.1509, 1.2, 1.2, 99),
    ("single_thread_specint_ratio", -1.659, 0.1021, 1.2, 1.2, 74),
    ("clock_hz", 7.181, 0.0688, 1.6, 1.3, 101),
    ("logical_core_count", -0.640, 0.0528, 1.4, 2.0, 90),
)

RULE = Rule(
    id="computer-off-trend",
    layer="plausibility",
    severity="warning",
    datasets=("computers",),
    title="The quantity is far from that of its time",
    explanation=(
        "Each of these quantities has followed a line for decades, within a factor of ten or so to either side; rates "
        "of whole computers, from desktops to the fastest, within three thousand. One that is further off has its "
        "unit or its date slipped."
    ),
    fix="Check the value, its unit and the date against the source.",
    source="Least squares of log10 of the quantity on the date over the shipped rows.",
    reads=("introduction_date", *(line[0] for line in LINES)),
    thresholds=tuple(
        Threshold(f"{column}_{end}", value, f"log10 of {column} {words}", f"measured on computers 2022.2.0, n = {n}")
        for column, level, slope, below, above, n in LINES
        for end, value, words in (
            ("level", level, "at the start of 1980"),
            ("slope", slope, "per year"),
            ("below", below, "below the line, at most"),
            ("above", above, "above the line, at most"),
        )
    ),
    sql=" union all ".join(
        f"""
        select _row, '{column}' as "column", value,
          format('{{:.3g}} in {{}}, where about {{:.2g}} is usual', value, year(introduction_date), pow(10, usual))
            as message, null as evidence
        from (
          select _row, introduction_date, {column}::DOUBLE as value,
            ${column}_level + ${column}_slope * (introduction_date - date '1980-01-01') / 365.25 as usual
          from submission where {column} is not null)
        where log10(value) - usual not between -${column}_below and ${column}_above"""
        for column, *_ in LINES
    ),
    applies="select _row from submission where introduction_date is not null and coalesce("
    + ", ".join(f"{line[0]}::DOUBLE" for line in LINES)
    + ") is not null",
    passes=(
        {"introduction_date": "1971-11-01", "transistors": 2308},
        {"introduction_date": "2021-11-01", "clock_hz": 4.6e9},
    ),
    fails=(
        {"introduction_date": "1971-11-01", "transistors": 2308000},
        {"introduction_date": "2021-11-01", "clock_hz": 4.6e6},
        {"introduction_date": "2009-01-01", "efficiency_computation_per_kwh": 437},
    ),
)
