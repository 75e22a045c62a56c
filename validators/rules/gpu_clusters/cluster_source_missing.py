"""A submitted record of a submitted cluster without the page that states it."""

from compute_trends.validators.rules.shared.examples import CLUSTER, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "cluster-source-missing",
    "gpu_clusters",
    "source_url",
    "'no page is linked that states it'",
    title="No source for a submitted cluster",
    explanation="Clusters are announced long before they run, and often larger; the page tells which it is.",
    fix="Give the announcement, data sheet or report in source_url.",
    source="This package's own demand on submissions, as in the other datasets.",
    passes=(CLUSTER,),
    fails=(without(CLUSTER, "source_url"),),
)
