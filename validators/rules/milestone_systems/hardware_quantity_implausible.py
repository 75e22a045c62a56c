"""More chips than any training run of the year had."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS
from compute_trends.validators.rules.shared.trend_lines import TrendLine, in_field_sql

_DATED = in_field_sql("publication_date")

_MOST_CHIPS = TrendLine(
    "most",
    ((2005, 3e3), (2016, 6e3), (2020, 2e4), (2023, 8e4), (2025, 3e5), (2027, 1e6)),
    "chip",
    ON_SYSTEMS + "all of 252 systems lie below; the largest are 1,000 in 2012, 57,000 in 2023, 200,000 in 2025.",
)

RULE = Rule(
    id="hardware-quantity-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="No system of its year was trained on that many chips",
    explanation=(
        "The largest runs used about a thousand machines in 2012, 10,000 chips in 2020 and 200,000 in 2025. A "
        "larger number is mostly that of chip-hours, of cores, or a slip."
    ),
    fix="Write the number of chips that trained the system at the same time.",
    source="The numbers of chips in milestone_systems by year.",
    reads=("publication_date", "hardware_quantity"),
    thresholds=_MOST_CHIPS.thresholds,
    sql=f"""
        select _row, 'hardware_quantity' as "column", hardware_quantity as value,
            format('{{:.3g}} chips are more than expected in {{}}: the rule''s bound is {{:.2g}}',
                hardware_quantity::double, year(publication_date), {_MOST_CHIPS.sql()}::double) as message,
            'the trend of milestone_systems' as evidence
        from submission where {_DATED} and hardware_quantity > {_MOST_CHIPS.sql()}
    """,
    applies=f"select _row from submission where hardware_quantity is not null and {_DATED}",
    passes=({"hardware_quantity": 10000, "publication_date": "2020-05-28"},),
    fails=(
        {"hardware_quantity": 10000000, "publication_date": "2020-05-28"},
        {"hardware_quantity": 30000, "publication_date": "2012-05-28"},
    ),
)
