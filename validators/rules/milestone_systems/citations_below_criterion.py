"""A claim of highly_cited with fewer citations than the criterion asks for."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.criteria import CITATIONS

RULE = Rule(
    id="citations-below-criterion",
    layer="inclusion",
    severity="error",
    datasets=("milestone_systems",),
    title="highly_cited is claimed with fewer than 1,000 citations",
    explanation=(
        "The criterion is at least 1,000 citations of the reference. Counts only grow, so a count below that "
        "contradicts the claim whenever it was taken. All 255 systems of milestone_systems 2026.8.0 that carry "
        "the tag and a count reach it."
    ),
    fix="Count the citations anew, or take highly_cited out of inclusion_criteria.",
    source="Sevilla et al. 2022, selection of systems.",
    reads=("citations", "inclusion_criteria"),
    thresholds=(CITATIONS,),
    sql="""
        select _row, 'citations' as "column", citations::VARCHAR as value,
          format('claims highly_cited with {:d} citations, below the {:d} that the criterion asks for', citations,
            $least_citations::BIGINT) as message,
          null as evidence
        from submission
        where citations < $least_citations and list_contains(inclusion_criteria, 'highly_cited')
    """,
    applies="""select _row from submission
        where citations is not null and list_contains(inclusion_criteria, 'highly_cited')""",
    passes=(
        {"inclusion_criteria": ["highly_cited"], "citations": 1000},
        {"inclusion_criteria": ["sota_improvement"], "citations": 12},
    ),
    fails=({"inclusion_criteria": ["sota_improvement", "highly_cited"], "citations": 999},),
)
