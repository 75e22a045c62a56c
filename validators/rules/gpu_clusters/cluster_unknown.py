"""A cluster that is named as an earlier phase, a successor or a double, and that we do not hold."""

from compute_trends.validators.rules.shared.examples import CLUSTER
from compute_trends.validators.rules.shared.references import unknown_name

RULE = unknown_name(
    "cluster-unknown",
    "gpu_clusters",
    "warning",
    title="A cluster is named that we do not hold",
    explanation=(
        "Earlier phases, successors and doubles are named so that no chip is counted twice. A name that no record has "
        "is mostly misspelt, or left over from a record that was renamed."
    ),
    fix="Write the name or record_id as gpu_clusters has it, or submit that cluster beside this one.",
    source="Measured on gpu_clusters 2026.8.0: 3 of 137 records that name others name one that is not in the table.",
    keys="clusters and those that name them",
    passes=({**CLUSTER, "builds_upon": "xAI Colossus Memphis Phase 2"},),
    fails=({**CLUSTER, "superseded_by": "xAI Colossus Mephis Phase 3"},),
)
