"""A submitted result whose computation can neither be recomputed nor looked up."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.benchmark_computation import (
    BURDEN,
    BURDEN_COLUMNS,
    OF_THOMPSON,
    OPERATIONS,
    OPERATIONS_COLUMNS,
)
from compute_trends.validators.rules.shared.examples import IMAGENET_RUN, LANGUAGE_MODEL_RESULT

_PARTS = (*OPERATIONS_COLUMNS, *BURDEN_COLUMNS)

RULE = Rule(
    id="benchmark-computation-missing",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    reads=(
        *("benchmark", "milestone_system", "training_compute_flop", "network_operations_flop", "hardware_burden_flop"),
        *_PARTS,
    ),
    binds="submitted",
    title="The computation cannot be recomputed, or hangs in the air",
    explanation=(
        "On the six benchmarks of Thompson et al. a result counts by its computation, so it needs network operations "
        "or hardware burden, with the parts from which either follows. The training compute of a language model is "
        "that of a milestone system, where its evidence is; without one, none is claimed."
    ),
    fix=(
        "Give operations per pass, dataset size and epochs, or count, peak rate and time of the processors; for a "
        "language model name milestone_system, or leave training_compute_flop empty."
    ),
    source="Thompson et al. 2022 (arXiv 2007.05558); Epoch AI's benchmark-stitching.",
    sql=f"""
        select _row, case when training_compute_flop is not null then 'milestone_system'
            when network_operations_flop is not null then 'network_operations_flop' else 'hardware_burden_flop' end
            as "column", null as value,
          case when training_compute_flop is not null
            then format('{{:.3g}} FLOP of training compute are claimed, but no milestone system is named',
              training_compute_flop)
            when hardware_burden_flop is null and network_operations_flop is null
            then 'neither network operations nor hardware burden are stated'
            else 'the parts that would give network operations or hardware burden are not stated' end as message,
          null as evidence
        from submission
        where case when {OF_THOMPSON}
          then not coalesce(network_operations_flop > 0 and {OPERATIONS} > 0, false)
            and not coalesce(hardware_burden_flop > 0 and {BURDEN} > 0, false)
          else training_compute_flop is not null and milestone_system is null end
    """,
    would_do={
        "network_operations_flop": ("network_operations_flop", *_PARTS),
        "hardware_burden_flop": ("hardware_burden_flop", "network_operations_flop", *_PARTS),
    },
    applies=f"select _row from submission where training_compute_flop is not null or {OF_THOMPSON}",
    passes=(IMAGENET_RUN, LANGUAGE_MODEL_RESULT, {"benchmark": "mmlu"}),
    fails=(
        {"benchmark": "imagenet"},
        {"benchmark": "imagenet", "network_operations_flop": 1.2e18},
        {**IMAGENET_RUN, "training_time_hour": None},
        {**LANGUAGE_MODEL_RESULT, "milestone_system": None},
    ),
)
