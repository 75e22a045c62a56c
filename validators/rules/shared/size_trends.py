"""Parameters and training data against what systems of their year have."""

from __future__ import annotations

from compute_trends.validators.rules.shared.trend_lines import YEAR, TrendLine, in_field_sql

DATED = in_field_sql("publication_date")

#: From which on most new systems lie far from all bounds.
MODERN_YEAR = 2018

IS_LANGUAGE = "coalesce(list_contains(domains, 'Language'), false)"

#: Language systems trained from scratch; what is built on a base model may have seen little data of its own.
IS_PRETRAINED_LANGUAGE = f"({IS_LANGUAGE} and base_model is null)"


def measured(n: int, firing: int, of: str) -> str:
    """Where the bounds come from: of `n` shipped systems `firing` lie outside."""
    return (
        f"Measured on milestone_systems 2026.8.0: {firing} of {n} systems lie outside. The line keeps the {of} in and "
        "leaves out what a factor of 1e6 makes of at least 90% of the systems."
    )


def bounds(least: TrendLine, most: TrendLine, least_language: TrendLine, most_language: TrendLine) -> str:
    """SQL for `least, most` of a system in its `year`."""
    lower = f"if({IS_PRETRAINED_LANGUAGE}, {least_language.sql('year')}, {least.sql('year')}) as least"
    upper = (
        most.sql("year")
        if most is most_language
        else f"if({IS_LANGUAGE}, {most_language.sql('year')}, {most.sql('year')})"
    )
    return f"{lower}, {upper} as most"


def off_trend(column: str, unit: str, bounds: str) -> str:
    """SQL of a rule for the systems whose `column` is outside its `bounds`."""
    return f"""
        select _row, '{column}' as "column", {column} as value,
            format('{{:.3g}} {unit}s are {{}} than expected of {{}}: the rule''s bounds are {{:.2g}} and {{:.2g}}',
                {column}, if({column} > most, 'more', 'fewer'), floor(year)::integer, least, most) as message,
            'the trend of milestone_systems' || if({IS_LANGUAGE}, ', language', '') as evidence
        from (
            select _row, domains, {column}, year, {bounds}
            from (select _row, domains, base_model, {column}::double as {column}, {YEAR} as year from submission
                where {column} is not null and {DATED}))
        where {column} < least or {column} > most
    """


def may_be_off(column: str, least: tuple[TrendLine, ...], most: tuple[TrendLine, ...], since: int = MODERN_YEAR) -> str:
    """The condition without which such a rule finds nothing: it takes no trend to see that most systems are inside.

    Args:
        column: that is compared.
        least: the lower bounds, of whatever systems.
        most: the upper ones.
        since: the year from which on numbers are told that no bound leaves out.
    """
    low, high = max(line.extremes(since)[1] for line in least), min(line.extremes(since)[0] for line in most)
    # A millionth off, since DuckDB works the bounds out from logarithms.
    inside = f"{column} between {low * (1 + 1e-6)!r} and {high * (1 - 1e-6)!r}"
    return f"{column} is not null and {DATED} and not (publication_date >= date '{since}-01-01' and {inside})"


def with_size(column: str) -> str:
    """The rows that such a rule can judge."""
    return f"select _row from submission where {column} is not null and {DATED}"
