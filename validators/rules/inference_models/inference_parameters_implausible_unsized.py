"""Multiply-accumulates per parameter that no known network has, input size unknown."""

from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_OPERATIONS
from compute_trends.validators.rules.shared.network_ratios import ratio_rule
from compute_trends.validators.rules.shared.sources import ON_NETWORKS

RULE = ratio_rule(
    rule_id="inference-parameters-implausible-unsized",
    column="parameters",
    title="Parameters and operations do not go together (no input size)",
    explanation=(
        "Without the input size the operations per parameter range wider, from 12 to 2,200. A slip of a thousand in "
        "either is mostly outside."
    ),
    ratio="forward_mac / parameters",
    quantity="multiply-accumulates per parameter",
    given="image_size_pixel is null",
    reads=("image_size_pixel", "parameters", "forward_mac"),
    low=Threshold("lowest", 8, "MAC", f"{ON_NETWORKS}: the lowest of 1,413 is 11.7; two thirds of that."),
    high=Threshold("highest", 3000, "MAC", f"{ON_NETWORKS}: the highest of 1,413 is 2,234; a third more."),
    fails=(
        {**RESNET_50_OPERATIONS, "image_size_pixel": None, "parameters": 25_560},
        {**RESNET_50_OPERATIONS, "image_size_pixel": None, "parameters": 25.56e9},
    ),
)
