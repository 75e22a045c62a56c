"""Activations per pixel of the input that no known network has."""

from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_OPERATIONS
from compute_trends.validators.rules.shared.network_ratios import ratio_rule
from compute_trends.validators.rules.shared.sources import ON_NETWORKS

RULE = ratio_rule(
    rule_id="inference-activations-implausible",
    column="activations",
    title="Activations and input size do not go together",
    explanation=(
        "The layers of a network write 18 to 8,500 numbers per pixel of the input. A slip of a thousand is outside; "
        "timm prints activations in millions."
    ),
    ratio="activations / pow(image_size_pixel, 2)",
    quantity="activations per pixel of the input",
    given="true",
    reads=("image_size_pixel", "activations"),
    low=Threshold("lowest", 12, "1", f"{ON_NETWORKS}: the lowest of 1,333 is 18.1; two thirds of that."),
    high=Threshold("highest", 12_000, "1", f"{ON_NETWORKS}: the highest of 1,333 is 8,511; 1.4 times that."),
    fails=({**RESNET_50_OPERATIONS, "activations": 11.11}, {**RESNET_50_OPERATIONS, "activations": 11.11e9}),
)
