"""A chip that is named where a record of ours is asked for, and is none."""

from compute_trends.validators.rules.shared.references import FIX_CHIP, unknown_name

RULE = unknown_name(
    "accelerator-unknown",
    "accelerators",
    "error",
    title="A chip is named that is no record of ours",
    explanation=(
        "Utilisation, cost and energy are computed from the chip's peak rate, power and price, so the chip has to "
        "be a record of accelerators or of the same submission. Names, aliases and record ids of chips count."
    ),
    fix=FIX_CHIP,
    source="The property `reference` of the columns in schemas/*.json; every upstream record resolves.",
    passes=(
        {"_dataset": "milestone_systems", "training_hardware": ["NVIDIA A100", "Google TPU v3"]},
        {"_dataset": "hardware_prices", "accelerator": "nvidia-tesla-k80"},
    ),
    fails=(
        {"_dataset": "milestone_systems", "training_hardware": ["NVIDIA A100", "NVIDIA Q9000"]},
        {"_dataset": "hardware_prices", "accelerator": "nvidia-q9000"},
        {"_dataset": "inference_models", "throughput_accelerator": "NVIDIA GeForce RTX 4009"},
        {"_dataset": "training_energy", "accelerator": "Google TPU v33"},
    ),
)
