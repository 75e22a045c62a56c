"""Multiply-accumulates per parameter, scaled to one input size, that no known network has."""

from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_OPERATIONS
from compute_trends.validators.rules.shared.network_ratios import ratio_rule
from compute_trends.validators.rules.shared.sources import ON_NETWORKS

RULE = ratio_rule(
    rule_id="inference-parameters-implausible",
    column="parameters",
    title="Parameters and operations do not go together",
    explanation=(
        "How often a network uses a parameter on an image of 224 pixels differs between architectures by a factor of "
        "80 at most, from AlexNet's 12 to 940 in networks with small patches. A slip of a thousand in either is "
        "outside."
    ),
    ratio="forward_mac / parameters / pow(image_size_pixel / 224.0, 2)",
    quantity="multiply-accumulates per parameter, scaled to 224 pixels",
    given="true",
    reads=("image_size_pixel", "parameters", "forward_mac"),
    low=Threshold("lowest", 6, "MAC", f"{ON_NETWORKS}: the lowest of 1,390 is 11.7; half of that."),
    high=Threshold("highest", 2000, "MAC", f"{ON_NETWORKS}: the highest of 1,390 is 943; twice that."),
    fails=(
        {**RESNET_50_OPERATIONS, "parameters": 25_560},
        {**RESNET_50_OPERATIONS, "parameters": 25.56e9},
        {**RESNET_50_OPERATIONS, "forward_mac": 4.11e6},
    ),
)
