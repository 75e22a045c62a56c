"""A list of sectors that is shorter than that of the organisations."""

from compute_trends.catalog.texts.sql_text import counted_sql
from compute_trends.validators.rule import Rule

RULE = Rule(
    id="sectors-fewer-than-organisations",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="Not every organisation has its sector",
    explanation=(
        "sectors gives the sector of each organisation, in the order of organizations, and repeats what several "
        "share. A shorter list leaves open whose sector is missing, and the organisation out of every count by sector."
    ),
    fix="Give one sector for each organisation, also where they repeat: academia;academia;industry.",
    source=(
        "The description of the column. In milestone_systems 2026.8.0 the two lists are equally long on 1,012 of 1,031 "
        "records; 14 have fewer sectors, as their source classified fewer organisations."
    ),
    reads=("organizations", "sectors"),
    applies="select _row from submission where organizations is not null and sectors is not null",
    sql=f"""
        select _row, 'sectors' as "column", array_to_string(sectors, '; ') as value,
          {counted_sql("len(organizations)", "organisation")} || ', but ' || {counted_sql("len(sectors)", "sector")}
            as message,
          'organizations = ' || array_to_string(organizations, '; ') as evidence
        from submission where len(sectors) < len(organizations)
    """,
    passes=(
        {"organizations": ["OpenAI", "Stanford University"], "sectors": ["industry", "academia"]},
        {"organizations": ["Saudi Aramco"], "sectors": ["industry", "government"]},
        {"organizations": ["OpenAI"]},
    ),
    fails=({"organizations": ["OpenAI", "Stanford University"], "sectors": ["industry"]},),
)
