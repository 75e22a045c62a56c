"""Network operations that passes, examples and epochs do not give (Thompson et al. 2022)."""

from compute_trends.validators.rules.shared.benchmark_computation import OPERATIONS, OPERATIONS_COLUMNS, recomputed
from compute_trends.validators.rules.shared.examples import THOMPSON_RUN
from compute_trends.validators.rules.shared.sources import ON_RESULTS

RULE = recomputed(
    "network-operations-recomputed",
    "network_operations_flop",
    "The network operations do not follow from their parts",
    "Network operations are operations per pass times the forward and backward ratio, the examples and the epochs, "
    "summed over the stages. All but one of the runs held follow within 0.4%, so a gap is a slip in one of the parts, "
    "or multiply-adds counted as operations.",
    "Check forward_flop or forward_multiply_adds, forward_backward_ratio, dataset sizes and epochs.",
    OPERATIONS,
    OPERATIONS_COLUMNS,
    "network_operations_flop = forward_flop (or 2 x forward_multiply_adds) x forward_backward_ratio x datapoints x "
    "epochs, over stages",
    f"{ON_RESULTS}: 128 of 129 follow within 0.4%.",
    (
        {**THOMPSON_RUN, "forward_flop": 4.1e9},
        {**THOMPSON_RUN, "training_epochs": 90e3},
        {**THOMPSON_RUN, "forward_flop": None, "forward_multiply_adds": 8.2e9},
    ),
)
