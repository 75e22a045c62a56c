"""Activations written per second that do not go with the memory bandwidth."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_THROUGHPUT
from compute_trends.validators.rules.shared.throughput import CHIPS, COLUMNS, MEASURED

_CHIPS = f"select *, throughput_image_per_s * activations * byte_per_number as written_byte_per_s from ({CHIPS})"

RULE = Rule(
    id="throughput-above-bandwidth",
    layer="plausibility",
    severity="warning",
    datasets=("inference_models",),
    title="The activations do not go with throughput and memory bandwidth",
    explanation=(
        "Most activations of a large batch are written to memory, so images per second times activations times their "
        "size is a share of the bandwidth: 2% to 30% for known networks. Far beyond, throughput or activations are in "
        "a wrong unit."
    ),
    fix="Check throughput_image_per_s, activations (a plain number) and the accelerator.",
    source="The bandwidths in the accelerators dataset.",
    reads=(
        "activations",
        "throughput_image_per_s",
        "throughput_batch_size",
        "throughput_accelerator",
        "throughput_number_format",
    ),
    opens=("accelerator_names", "accelerators"),
    thresholds=(
        Threshold("lowest", 0.004, "1", f"{MEASURED}: the lowest is 0.017; a quarter of that."),
        Threshold("highest", 1.5, "1", f"{MEASURED}: the highest is 0.30; fusion may keep activations on the chip."),
    ),
    sql=f"""
        select {COLUMNS},
          format('{{:.3g}} images/s at {{:.3g}} activations each would write {{:.3g}} byte/s, {{:.3g}} of the '
            'bandwidth of {{}}', throughput_image_per_s, activations, written_byte_per_s,
            written_byte_per_s / bandwidth, throughput_accelerator) as message,
          format('accelerators/{{}}: {{:.3g}} byte/s', chip, bandwidth) as evidence
        from ({_CHIPS})
        where written_byte_per_s / bandwidth not between $lowest and $highest and throughput_batch_size >= 8
    """,
    applies=f"""
        select _row from ({_CHIPS}) where written_byte_per_s / bandwidth is not null and throughput_batch_size >= 8
    """,
    passes=(RESNET_50_THROUGHPUT,),
    fails=(
        {**RESNET_50_THROUGHPUT, "activations": 11.11},
        {**RESNET_50_THROUGHPUT, "throughput_image_per_s": 4_302_840},
    ),
)
