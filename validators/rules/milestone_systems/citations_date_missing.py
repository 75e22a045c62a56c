"""A submitted number of citations without the day on which they were counted."""

from compute_trends.validators.rules.shared.required import required

RULE = required(
    "citations-date-missing",
    "milestone_systems",
    "citations_date",
    "format('the count of {:d} citations has no date', citations)",
    where="citations is not null and not coalesce(list_contains(inclusion_criteria, 'highly_cited'), false)",
    reads=("citations", "inclusion_criteria"),
    title="A number of citations has no date",
    explanation=(
        "Citations grow, for a well-known paper by thousands a year. A count without its day cannot be compared "
        "with another, nor brought up to date. Where highly_cited is claimed, its own rule asks for the date."
    ),
    fix="Fill citations_date with the day on which the citations were counted, or leave citations empty.",
    source="This package's own demand on submissions.",
    passes=({"citations": 12, "citations_date": "2026-05-01"}, {}),
    fails=({"citations": 12},),
)
