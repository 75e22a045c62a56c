"""A throughput that needs a higher rate than the accelerator has."""

from compute_trends.validators.estimates.chip_rates import MATRIX_TO_VECTOR, MATRIX_TO_VECTOR_SOURCE
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_THROUGHPUT
from compute_trends.validators.rules.shared.throughput import COLUMNS, RATED_CHIPS, rates

RULE = Rule(
    id="throughput-above-peak",
    layer="plausibility",
    severity="error",
    datasets=("inference_models",),
    title="The throughput needs a higher rate than the accelerator has",
    explanation=(
        "Images per second times operations per image cannot exceed the peak rate of the accelerator in that number "
        "format. Networks reach 1% to 40% of it. More means a throughput of several accelerators, or a wrong unit. "
        "Where the chip has or may have matrix engines whose rate is not known, the rate of its vector units is no "
        f"peak: the throughput is then held against {MATRIX_TO_VECTOR} times that, which no chip reaches."
    ),
    fix="Check throughput_image_per_s (of one accelerator), forward_flop, the accelerator and the number format.",
    source=f"The peak rates in the accelerators dataset. {MATRIX_TO_VECTOR_SOURCE}",
    reads=(
        "forward_flop",
        "throughput_image_per_s",
        "throughput_accelerator",
        "throughput_number_format",
    ),
    opens=("accelerator_names", "accelerators"),
    thresholds=(Threshold("highest", 1, "1", "The peak rate is the highest rate that the chip can reach."),),
    sql=f"""
        select {COLUMNS}, {rates("peak_flop_per_s", "peak_basis")} from ({RATED_CHIPS})
        where needed_flop_per_s > $highest * peak_flop_per_s
    """,
    applies=f"select _row from ({RATED_CHIPS}) where needed_flop_per_s * peak_flop_per_s is not null",
    passes=(
        RESNET_50_THROUGHPUT,
        {**RESNET_50_THROUGHPUT, "throughput_image_per_s": 15_000, "throughput_accelerator": "NVIDIA GeForce RTX 5090"},
    ),
    fails=(
        {**RESNET_50_THROUGHPUT, "throughput_image_per_s": 4_302_840},
        {**RESNET_50_THROUGHPUT, "forward_flop": 8.22e12},
        {**RESNET_50_THROUGHPUT, "throughput_image_per_s": 15_000, "throughput_number_format": "float32"},
    ),
)
