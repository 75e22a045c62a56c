"""A year that is not the year of the publication date beside it."""

from compute_trends.validators.rule import Rule

RULE = Rule(
    id="year-contradicts-date",
    layer="plausibility",
    severity="error",
    datasets=("benchmark_results",),
    title="The year is not that of the publication date",
    explanation=(
        "The year and the publication date of a result say the same thing twice, the year being all that some "
        "sources give. Trends select by either."
    ),
    fix="Write the year of the publication date.",
    source="The columns themselves; they agree on all 819 shipped results that have both.",
    reads=("year", "publication_date"),
    sql="""
        select _row, 'year' as "column", year as value,
            'the publication date is in ' || year(publication_date) as message,
            'publication_date = ' || publication_date as evidence
        from submission where year <> year(publication_date)
    """,
    applies="select _row from submission where year is not null and publication_date is not null",
    passes=({"year": 2021, "publication_date": "2021-12-31"},),
    fails=({"year": 2022, "publication_date": "2021-12-31"},),
)
