"""A claim of significant_use without a public page that shows the use."""

from compute_trends.validators.rules.shared.criteria import evidence_rule

RULE = evidence_rule(
    "significant_use",
    title="significant_use is claimed without a public page that shows it",
    explanation=(
        "Significant use is deployment in a notable context or more than a million monthly users. Vendors and the "
        "press state both, so a link can always be given; without one the claim cannot be checked."
    ),
    fix=("Link a public page that shows the deployment or the number of users in significant_use_url."),
    passes=({"significant_use_url": "https://blog.google/products/search/search-language-understanding-bert/"},),
    fails=({}, {"significant_use_url": "http://localhost/use"}, {"significant_use_url": "https://example.com/use"}),
)
