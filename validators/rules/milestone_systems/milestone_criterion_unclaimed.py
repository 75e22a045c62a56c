"""A submitted milestone that claims no inclusion criterion."""

from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import MILESTONES

RULE = required(
    "milestone-criterion-unclaimed",
    "milestone_systems",
    {"inclusion_criteria": "coalesce(len(inclusion_criteria), 0) = 0"},
    "'the record claims none of the criteria by which a system counts as a milestone'",
    title="No inclusion criterion is claimed",
    explanation=(
        "A system counts as a milestone by at least one of six criteria: at least 1,000 citations, historical "
        "significance, an improvement of the state of the art, significant use, a training cost above a million "
        "US dollars of 2023, or a reviewer's discretion. Trends over all systems ever published would follow what "
        "happened to be collected."
    ),
    fix="Name the criteria that the system meets in inclusion_criteria, and give the evidence for each.",
    source=MILESTONES,
    passes=({"inclusion_criteria": ["significant_use"]}, {"inclusion_criteria": ["highly_cited", "discretionary"]}),
    fails=({}, {"inclusion_criteria": []}),
)
