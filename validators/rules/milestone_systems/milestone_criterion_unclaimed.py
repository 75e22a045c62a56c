"""A submitted milestone that claims no inclusion criterion."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.sources import MILESTONES

RULE = Rule(
    id="milestone-criterion-unclaimed",
    layer="inclusion",
    severity="error",
    datasets=("milestone_systems",),
    title="No inclusion criterion is claimed",
    explanation=(
        "A system counts as a milestone by at least one of six criteria: at least 1,000 citations, historical "
        "significance, an improvement of the state of the art, significant use, a training cost above a million "
        "US dollars of 2023, or a reviewer's discretion. Trends over all systems ever published would follow what "
        "happened to be collected."
    ),
    fix="Name the criteria that the system meets in inclusion_criteria, and give the evidence for each.",
    source=MILESTONES,
    binds="submitted",
    sql="""
        select _row, 'inclusion_criteria' as "column", null as value,
          'the record claims none of the criteria by which a system counts as a milestone' as message,
          null as evidence
        from submission
        where coalesce(len(inclusion_criteria), 0) = 0
    """,
    passes=({"inclusion_criteria": ["significant_use"]}, {"inclusion_criteria": ["highly_cited", "discretionary"]}),
    fails=({}, {"inclusion_criteria": []}),
)
