"""A claim of discretionary without a reviewer and a reason."""

from compute_trends.validators.rules.shared.criteria import evidence_rule

RULE = evidence_rule(
    "discretionary",
    title="discretionary is claimed without reviewer and reason",
    explanation=(
        "Discretion is for systems that belong here though no other criterion covers them. Somebody has to stand "
        "for that judgement, and later readers have to see why it was made."
    ),
    fix=("Name who admitted the system in discretionary_reviewer and why in discretionary_reason."),
    passes=({"discretionary_reviewer": "A. Reviewer", "discretionary_reason": "Largest open model of its year"},),
    fails=({}, {"discretionary_reviewer": "A. Reviewer"}, {"discretionary_reason": "Largest open model of its year"}),
)
