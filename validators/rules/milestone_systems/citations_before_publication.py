"""Citations that were counted before the system was published."""

from compute_trends.validators.rule import Rule

RULE = Rule(
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
    reads=("publication_date", "citations_date"),
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
)
