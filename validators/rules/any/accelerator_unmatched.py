"""A processor of a reported result that is no record of ours."""

from compute_trends.validators.rules.shared.references import FIX_CHIP, unknown_name

RULE = unknown_name(
    "accelerator-unmatched",
    "accelerators",
    "warning",
    title="The processor of a reported result is no record of ours",
    explanation=(
        "Results keep the chip's name as their source writes it, and a source may say less than a record needs "
        "(GeForce GTX Titan X is two chips, of two generations). Where the name is exact it should be one that "
        "accelerators lists, or the hardware burden cannot be recomputed from the chip."
    ),
    fix=FIX_CHIP,
    source="Measured on benchmark_results 2026.8.0: 19 of 522 named GPUs match no record, under four names.",
    passes=({"training_gpu": "GeForce GTX 580"}, {"training_gpu": None, "training_tpu": "Cloud TPU v3"}),
    fails=({"training_gpu": "GeForce GTX 58O"}, {"pretraining_tpu": "Cloud TPU v44"}),
)
