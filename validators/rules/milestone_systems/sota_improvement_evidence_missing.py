"""A claim of sota_improvement without the benchmark and the score."""

from compute_trends.validators.rules.shared.criteria import evidence_rule

RULE = evidence_rule(
    "sota_improvement",
    title="sota_improvement is claimed without the benchmark and the score",
    explanation=(
        "An improvement of the state of the art is one on a named benchmark, by a score that can be held against "
        "earlier ones. A score that is no fraction, such as a perplexity or an Elo rating, is given in words."
    ),
    fix=(
        "Fill sota_benchmark and sota_score_fraction (and sota_metric), or sota_score_as_reported where the score "
        "is no fraction of 1."
    ),
    passes=(
        {"sota_benchmark": "ImageNet", "sota_score_fraction": 0.847, "sota_metric": "top-5 accuracy"},
        {"sota_benchmark": "Penn Treebank", "sota_score_as_reported": "57.3 perplexity on the test set"},
    ),
    fails=({}, {"sota_benchmark": "ImageNet"}, {"sota_score_fraction": 0.847}),
)
