"""Multiply-accumulates per activation that no known network has."""

from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_OPERATIONS
from compute_trends.validators.rules.shared.network_ratios import ratio_rule
from compute_trends.validators.rules.shared.sources import ON_NETWORKS

RULE = ratio_rule(
    rule_id="inference-operations-implausible",
    column="forward_mac",
    title="Operations and activations do not go together",
    explanation=(
        "A network does 23 to 3,500 multiply-accumulates for each activation that it writes. A slip of a thousand in "
        "either is outside; timm prints operations in units of 1e9 and activations in millions."
    ),
    ratio="forward_mac / activations",
    quantity="multiply-accumulates per activation",
    given="true",
    reads=("forward_mac", "activations"),
    low=Threshold("lowest", 12, "MAC", f"{ON_NETWORKS}: the lowest of 1,333 is 23.2; half of that."),
    high=Threshold("highest", 7000, "MAC", f"{ON_NETWORKS}: the highest of 1,333 is 3,472; twice that."),
    fails=({**RESNET_50_OPERATIONS, "forward_mac": 4.11e6}, {**RESNET_50_OPERATIONS, "forward_mac": 4.11e12}),
)
