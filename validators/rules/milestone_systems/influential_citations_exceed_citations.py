"""More highly influential citations than citations."""

from compute_trends.validators.rule import Rule

RULE = Rule(
    id="influential-citations-exceed-citations",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="More highly influential citations than citations",
    explanation="Highly influential citations are a part of the citations, at most a few tenths of them.",
    fix="Read both counts on the same day from the same source; mostly the two are swapped.",
    source="Valenzuela et al. 2015, Identifying meaningful citations: 14.6% of the citations they judged.",
    reads=("citations", "highly_influential_citations"),
    sql="""
        select _row, 'highly_influential_citations' as "column", highly_influential_citations as value,
            highly_influential_citations || ' highly influential citations of ' || citations as message,
            'citations = ' || citations as evidence
        from submission where highly_influential_citations > citations
    """,
    applies="select _row from submission where highly_influential_citations is not null and citations is not null",
    binds="submitted",
    passes=({"citations": 4000, "highly_influential_citations": 300},),
    fails=({"citations": 300, "highly_influential_citations": 4000},),
)
