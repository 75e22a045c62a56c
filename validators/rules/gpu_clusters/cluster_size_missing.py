"""A submitted cluster of which no size is known."""

from compute_trends.validators.rules.shared.examples import CLUSTER, without
from compute_trends.validators.rules.shared.required import required

_SMALL = {name: value for name, value in CLUSTER.items() if name not in ("chip_count", "primary_chip_count")}

RULE = required(
    "cluster-size-missing",
    "gpu_clusters",
    {"chip_count": "coalesce(chip_count, primary_chip_count, precision_16_bit_op_per_s, power_w) is null"},
    "'neither chips nor rate nor power is given'",
    reads=("primary_chip_count", "precision_16_bit_op_per_s", "power_w"),
    title="A submitted cluster has no size",
    explanation="A cluster enters for its size: its chips, its rate or its power. A name alone tells nothing.",
    fix="Give the number of chips, or the rate or power that was announced.",
    source="This package's own demand on submissions.",
    passes=(CLUSTER, _SMALL),
    fails=(without(without(_SMALL, "precision_16_bit_op_per_s"), "power_w"),),
)
