"""The day on which citations were counted; date_possible judges it too, as every date."""

from __future__ import annotations

from compute_trends.validators.rule import Rule

RULES = (
    Rule(
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
    ),
    Rule(
        id="citations-before-publication",
        layer="inclusion",
        severity="error",
        datasets=("milestone_systems",),
        title="Citations were counted before the system was published",
        explanation=(
            "Nobody can count citations before there is anything to cite: publication_date is the day on which the "
            "system was first published or announced, preprints included. Usually a year is mistyped, day and month "
            "are swapped, or the date of a later journal version stands as the publication date."
        ),
        fix="Check citations_date, and that publication_date is that of the first publication.",
        source="The order of events.",
        binds="submitted",
        sql="""
            select _row, 'citations_date' as "column", citations_date::VARCHAR as value,
              'citations are said to be counted on ' || citations_date || ', before the publication' as message,
              'publication_date = ' || publication_date as evidence
            from submission
            where citations_date < publication_date
        """,
        applies="select _row from submission where citations_date is not null and publication_date is not null",
        passes=({"citations_date": "2026-05-01", "publication_date": "2021-03-01"},),
        fails=({"citations_date": "2020-05-01", "publication_date": "2021-03-01"},),
    ),
)
