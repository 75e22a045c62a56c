"""A hardware burden that processors, peak rate and time do not give (Thompson et al. 2022)."""

from compute_trends.validators.rules.shared.benchmark_computation import BURDEN, BURDEN_COLUMNS, recomputed
from compute_trends.validators.rules.shared.examples import THOMPSON_RUN
from compute_trends.validators.rules.shared.sources import ON_RESULTS

RULE = recomputed(
    "hardware-burden-recomputed",
    "hardware_burden_flop",
    "The hardware burden does not follow from its parts",
    "Hardware burden is processors times peak rate times time, summed over devices and stages. All runs held follow "
    "within 3%, the rounding of two digits, so a gap is a slip in one of the parts, or the burden of another run.",
    "Check counts, peak rates (FLOP/s of one device) and times (hours).",
    BURDEN,
    BURDEN_COLUMNS,
    "hardware_burden_flop = count x peak rate x hours x 3600, over devices and stages",
    f"{ON_RESULTS}: all of 176 follow within 3.1%, printed with two or three digits.",
    (
        {**THOMPSON_RUN, "hardware_burden_flop": 1.95e16},
        {**THOMPSON_RUN, "training_time_hour": 2},
        {**THOMPSON_RUN, "training_gpu_peak_flop_per_s": 14130},
    ),
)
