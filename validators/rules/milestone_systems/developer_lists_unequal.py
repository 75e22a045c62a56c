"""Organisations, sectors and countries that do not go together."""

from compute_trends.catalog.texts.sql_text import counted_sql
from compute_trends.validators.rule import Rule, Threshold

RULE = Rule(
    id="developer-lists-unequal",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="Organisations, sectors and countries do not go together",
    explanation=(
        "Sectors and countries are those of the organisations. None for a named organisation leaves the system out "
        "of every count by sector or country; many more than organisations means that one is missing."
    ),
    fix="Give every organisation with its sector and country.",
    source="The lists in milestone_systems.",
    reads=("organizations", "sectors", "countries"),
    thresholds=(
        Threshold(
            "most_beyond",
            1,
            None,
            "Some organisations have two: in milestone_systems 2026.8.0 one record has two more sectors than "
            "organisations, and none two more countries.",
        ),
    ),
    sql=" union all ".join(
        f"""
        select _row, '{name}' as "column", array_to_string({name}, '; ') as value,
            {counted_sql("len(organizations)", "organisation")} || ', but '
                || {counted_sql(f"coalesce(len({name}), 0)", *nouns)} as message,
            'organizations = ' || array_to_string(organizations, '; ') as evidence
        from submission
        where organizations is not null and ({name} is null or len({name}) > len(organizations) + $most_beyond)
        """
        for name, nouns in (("sectors", ("sector",)), ("countries", ("country", "countries")))
    ),
    applies="select _row from submission where organizations is not null",
    binds="submitted",
    passes=({"organizations": ["OpenAI"], "sectors": ["industry"], "countries": ["United States of America"]},),
    fails=(
        {"organizations": ["OpenAI"], "countries": ["United States of America"]},
        {"organizations": ["OpenAI"], "sectors": ["industry"], "countries": ["France", "Chile", "Peru"]},
    ),
)
