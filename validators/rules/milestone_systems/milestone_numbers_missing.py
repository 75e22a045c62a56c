"""A submitted milestone that states no number at all."""

from compute_trends.validators.rules.shared.examples import COMPUTE
from compute_trends.validators.rules.shared.required import required
from compute_trends.validators.rules.shared.sources import OWN_DEMAND

#: Numbers of which a record should have at least one.
_NUMBERS = (
    "training_compute_flop",
    "parameters",
    "training_dataset_size_datapoint",
    "training_time_hour",
    "hardware_quantity",
    "training_cost_2023_usd",
    "training_power_w",
)

RULE = required(
    "milestone-numbers-missing",
    "milestone_systems",
    {"training_compute_flop": " and ".join(f"{name} is null" for name in _NUMBERS)},
    "'the record states no number: neither compute nor parameters, data, time, hardware, cost or power'",
    reads=_NUMBERS,
    title="A milestone states no number",
    explanation=(
        "A system that counts as a milestone may be recorded though little is known of it: 170 of the 1,050 "
        "systems of milestone_systems 2026.8.0 have no number at all. No trend can use such a record, so look "
        "twice before leaving it at that."
    ),
    fix="Fill at least one of " + ", ".join(_NUMBERS) + ".",
    source=OWN_DEMAND,
    passes=(COMPUTE, {"parameters": 6.1e7}),
    fails=({}, {"batch_size": 256}),
    severity="warning",
)
