"""A chip that came out more than a year after the system or result that it is said to have trained."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.newer_chips import (
    MOST,
    any_newer,
    chip_columns,
    chips,
    needs_chip,
    newer,
    with_chip,
)


def _much(schema: TableSchema) -> str:
    return newer("released - published > $most_day").format(chips=chips(schema))


RULE = Rule(
    id="chip-much-newer-than-system",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems", "benchmark_results"),
    title="Training hardware was released more than a year after the system was published",
    explanation=(
        "No laboratory trains on a chip more than a year before its release. Either the chip or the year of "
        "publication is wrong."
    ),
    fix="Name the chip that the paper names, and check the year of publication.",
    source="The release dates in the accelerators dataset.",
    reads=chip_columns,
    opens=("accelerator_names", "accelerators"),
    thresholds=(MOST,),
    sql=_much,
    probe=any_newer,
    applies=with_chip,
    needs=needs_chip,
    passes=({"training_hardware": ["NVIDIA A100 SXM4 40 GB"], "publication_date": "2023-03-01"},),
    fails=(
        {"training_hardware": ["NVIDIA A100 SXM4 40 GB"], "publication_date": "2015-03-01"},
        {"_dataset": "benchmark_results", "training_tpu": "google-tpu-v7-ironwood", "year": 2019},
    ),
)
