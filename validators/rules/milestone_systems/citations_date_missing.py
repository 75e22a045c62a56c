"""A submitted number of citations without the day on which they were counted."""

from compute_trends.validators.rule import Rule

RULE = Rule(
    id="citations-date-missing",
    layer="inclusion",
    severity="error",
    datasets=("milestone_systems",),
    title="A number of citations has no date",
    explanation=(
        "Citations grow, for a well-known paper by thousands a year. A count without its day cannot be compared "
        "with another, nor brought up to date. Where highly_cited is claimed, its own rule asks for the date."
    ),
    fix="Fill citations_date with the day on which the citations were counted, or leave citations empty.",
    source="This package's own demand on submissions.",
    binds="submitted",
    sql="""
        select _row, 'citations_date' as "column", null as value,
          format('the count of {:d} citations has no date', citations) as message, null as evidence
        from submission
        where citations is not null and citations_date is null
          and not coalesce(list_contains(inclusion_criteria, 'highly_cited'), false)
    """,
    applies="""select _row from submission where citations is not null
        and not coalesce(list_contains(inclusion_criteria, 'highly_cited'), false)""",
    passes=({"citations": 12, "citations_date": "2026-05-01"}, {}),
    fails=({"citations": 12},),
)
