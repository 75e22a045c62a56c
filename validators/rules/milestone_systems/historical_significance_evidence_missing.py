"""A claim of historical_significance without a word on what makes the system historic."""

from compute_trends.validators.rules.shared.criteria import evidence_rule

RULE = evidence_rule(
    "historical_significance",
    title="historical_significance is claimed without saying why",
    explanation=(
        "Importance is a judgement, and a judgement can be shared only with its reason: what the system was the "
        "first to do, what later work built on it. No count stands in for it."
    ),
    fix=("Say in inclusion_note, in a sentence, what makes the system historic."),
    passes=({"inclusion_note": "First network trained by back-propagation to pronounce English text"},),
    fails=({}, {"inclusion_note": " "}),
)
