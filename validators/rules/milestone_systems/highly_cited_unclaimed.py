"""A submitted system with as many citations as highly_cited asks for that does not claim it."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.criteria import CITATIONS

RULE = Rule(
    id="highly-cited-unclaimed",
    layer="inclusion",
    severity="warning",
    datasets=("milestone_systems",),
    title="A system with 1,000 citations or more does not claim highly_cited",
    explanation=(
        "Studies select systems by criterion, so a tag left out removes the system from them. Upstream tags once "
        "and goes on counting: 69 of the 324 systems of milestone_systems 2026.8.0 with that many citations lack "
        "the tag, which is why the rule asks new records only."
    ),
    fix="Add highly_cited to inclusion_criteria, with the date of the count in citations_date.",
    source="Sevilla et al. 2022, selection of systems.",
    reads=("citations", "inclusion_criteria"),
    binds="submitted",
    thresholds=(CITATIONS,),
    sql="""
        select _row, 'inclusion_criteria' as "column", array_to_string(inclusion_criteria, ';') as value,
          format('has {:d} citations and does not claim highly_cited', citations) as message, null as evidence
        from submission
        where citations >= $least_citations
          and len(inclusion_criteria) > 0 and not list_contains(inclusion_criteria, 'highly_cited')
    """,
    applies="select _row from submission where citations >= $least_citations",
    passes=(
        {"inclusion_criteria": ["highly_cited"], "citations": 5000},
        {"inclusion_criteria": ["significant_use"], "citations": 999},
    ),
    fails=({"inclusion_criteria": ["significant_use"], "citations": 1000},),
)
