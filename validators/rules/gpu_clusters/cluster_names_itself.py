"""A cluster that is its own successor, base or double."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import CLUSTER

_COLUMNS = {
    "possible_duplicate_of": "possible_duplicate_of",
    "builds_upon": "[builds_upon]",
    "superseded_by": "[superseded_by]",
}

RULE = Rule(
    id="cluster-names-itself",
    layer="reference",
    severity="error",
    datasets=("gpu_clusters",),
    title="The cluster names itself as another",
    explanation=(
        "Phases and doubles are found by following these names, so that no chip is counted twice. A cluster that "
        "builds upon itself, takes its own place or is its own double would be left out of every sum, or never end."
    ),
    fix="Name the other cluster or phase, or leave the column empty.",
    source="What the columns mean; no shipped record names itself.",
    reads=("record_id", "name", *_COLUMNS),
    sql=" union all ".join(
        f"""
        select _row, '{column}' as "column", array_to_string({items}, ';') as value,
          coalesce(name, record_id) || ' names itself in {column}' as message, null as evidence
        from submission
        where list_contains({items}, name) or list_contains({items}, record_id)"""
        for column, items in _COLUMNS.items()
    ),
    applies="select _row from submission where coalesce(builds_upon, superseded_by) is not null "
    "or possible_duplicate_of is not null",
    passes=({**CLUSTER, "builds_upon": "xAI Colossus Memphis Phase 2"},),
    fails=(
        {**CLUSTER, "superseded_by": "Example Cluster"},
        {**CLUSTER, "record_id": "example-cluster", "builds_upon": "example-cluster"},
        {**CLUSTER, "possible_duplicate_of": ["xAI Colossus Memphis Phase 2", "Example Cluster"]},
    ),
)
