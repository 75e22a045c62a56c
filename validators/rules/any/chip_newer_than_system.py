"""A chip that came out after the system or result that it is said to have trained."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.newer_chips import (
    MOST,
    any_newer,
    chip_columns,
    chips,
    needs_chip,
    newer,
    with_chip,
)


def _little(schema: TableSchema) -> str:
    return newer("released - published > $grace_day and released - published <= $most_day").format(chips=chips(schema))


RULE = Rule(
    id="chip-newer-than-system",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems", "benchmark_results"),
    title="Training hardware was released after the system was published",
    explanation=(
        "A system cannot have been trained on a chip that nobody could use yet. Mostly another variant of the chip "
        "was meant (a V100S for a V100), sometimes the chip of a later version of the system. Utilisation, cost "
        "and energy are computed from the chip."
    ),
    fix="Check the name of the chip and the date of publication against the paper.",
    source="The release dates in the accelerators dataset.",
    reads=chip_columns,
    opens=("accelerator_names", "accelerators"),
    thresholds=(
        Threshold(
            "grace_day",
            30,
            "day",
            "Makers use chips before they sell them. Measured on milestone_systems 2026.8.0: one system precedes "
            "its chip, by 70 days.",
        ),
        MOST,
    ),
    sql=_little,
    probe=any_newer,
    applies=with_chip,
    needs=needs_chip,
    passes=(
        {"training_hardware": ["NVIDIA A100 SXM4 40 GB"], "publication_date": "2023-03-01"},
        {
            "training_hardware": ["NVIDIA A100 SXM4 40 GB"],
            "publication_date": "2020-01-01",
            "publication_date_precision": "year",
        },
        {"training_hardware": ["a chip of our own"], "publication_date": "2010-03-01"},
    ),
    fails=(
        {"training_hardware": ["nvidia-tesla-v100s-pcie-32-gb"], "publication_date": "2019-09-17"},
        {
            "_dataset": "benchmark_results",
            "training_tpu": "google-tpu-v7-ironwood",
            "year": 2024,
        },
    ),
)
