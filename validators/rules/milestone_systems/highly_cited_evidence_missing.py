"""A claim of highly_cited without the number of citations and the day of the count."""

from compute_trends.validators.rules.shared.criteria import evidence_rule

RULE = evidence_rule(
    "highly_cited",
    title="highly_cited is claimed without the number of citations and its date",
    explanation=(
        "Citations grow: a count says something only together with the day on which it was taken. Of the systems "
        "that Epoch tags as highly cited, one in seven has no count at all."
    ),
    fix=("Look the paper up in Google Scholar or Semantic Scholar and fill citations and citations_date."),
    passes=({"citations": 1200, "citations_date": "2026-05-01"},),
    fails=({}, {"citations": 1200}, {"citations_date": "2026-05-01"}),
)
