"""A throughput that uses hardly any of the accelerator's rate."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_THROUGHPUT
from compute_trends.validators.rules.shared.throughput import COLUMNS, MEASURED, RATED_CHIPS, rates

RULE = Rule(
    id="throughput-implausibly-low",
    layer="plausibility",
    severity="warning",
    datasets=("inference_models",),
    title="The throughput uses hardly any of the accelerator's rate",
    explanation=(
        "With full batches, networks reach 1% to 40% of the peak rate; the least efficient reach 0.4%. Far less means "
        "that throughput or operations are in a wrong unit (seconds per batch, 1e9 operations), or batches of one. "
        "A chip whose matrix engines have no known rate is judged by its vector units, which are slower."
    ),
    fix="Check throughput_image_per_s, forward_flop and throughput_batch_size.",
    source="The peak rates in the accelerators dataset.",
    reads=(
        "forward_flop",
        "throughput_image_per_s",
        "throughput_batch_size",
        "throughput_accelerator",
        "throughput_number_format",
    ),
    opens=("accelerator_names", "accelerators"),
    thresholds=(Threshold("lowest", 0.0015, "1", f"{MEASURED}: the lowest is 0.0041, the highest 0.41."),),
    sql=f"""
        select {COLUMNS}, {rates("held_flop_per_s", "held_basis")} from ({RATED_CHIPS})
        where needed_flop_per_s < $lowest * held_flop_per_s and throughput_batch_size >= 8
    """,
    applies=f"""
        select _row from ({RATED_CHIPS})
        where needed_flop_per_s * held_flop_per_s is not null and throughput_batch_size >= 8
    """,
    passes=(RESNET_50_THROUGHPUT,),
    fails=({**RESNET_50_THROUGHPUT, "throughput_image_per_s": 4.3}, {**RESNET_50_THROUGHPUT, "forward_flop": 8.22}),
)
